"""Browser libraries, all served by this host, under addresses that never change.

An address holds a digest of its content: browsers keep it for ever.
"""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xstatic.pkg import leaflet

_STATIC: Final = Path(__file__).parent / "static"
_LEAFLET: Final = Path(leaflet.BASE_DIR)


def _address(path: Path) -> str:
    digest = sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}-{digest}{path.suffix}".replace("_", "-")


_FILES: Final = (
    _LEAFLET / "leaflet.js",
    _LEAFLET / "leaflet.css",
    _STATIC / "area_map.js",
    _STATIC / "area_map.css",
    _STATIC / "shell_words.js",
)

LEAFLET_SCRIPT, LEAFLET_STYLE, MAP_SCRIPT, MAP_STYLE, SHELL_WORDS = map(_address, _FILES)

SERVED: Final = MappingProxyType({_address(path): path for path in _FILES})
"""Path on disk of each address under ``/assets/``."""

PAGE_STYLE: Final = _STATIC / "page.css"


def _font() -> str:
    """Return the address of the typeface that Streamlit serves, its own included."""
    shell = find_spec("streamlit")
    folder = Path(str(shell.origin)).parent / "static" if shell else Path()
    found = sorted(folder.glob("static/media/SourceSans*Upright*.woff2"))
    return found[0].relative_to(folder).as_posix() if found else ""


FONT: Final = _font()
"""Below the app's address; empty when the shell no longer ships it."""
