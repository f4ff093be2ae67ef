"""Browser libraries, all served by this host, under addresses that never change.

An address holds a digest of its content: browsers keep it for ever.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xstatic.pkg import leaflet

_STATIC: Final = Path(__file__).parent / "static"
_LEAFLET: Final = Path(leaflet.BASE_DIR)
_MAP: Final = (
    "loading.js", "outlines.js", "mosaic.js", "sheets.js", "point_cloud.js",
    "map_controls.js", "map_choices.js", "tooltips.js", "labels.js", "together.js", "area_map.js",
)  # fmt: skip
"""The map's own scripts, in the order in which they run; a browser asks for them at once."""


@dataclass(frozen=True)
class Library:
    """A script or a style sheet, ready to be sent."""

    address: str
    """Under ``/assets/``."""
    media_type: str
    body: bytes
    """Gzipped."""


def _library(name: str, paths: Sequence[Path]) -> Library:
    text = b"\n".join(path.read_bytes() for path in paths)
    stem, _, kind = name.partition(".")
    return Library(
        address=f"{stem}-{sha256(text).hexdigest()[:12]}.{kind}",
        media_type={"js": "text/javascript", "css": "text/css"}[kind],
        body=gzip.compress(text, 9, mtime=0),
    )


_LIBRARIES: Final = (
    _library("leaflet.js", [_LEAFLET / "leaflet.js"]),
    _library("leaflet.css", [_LEAFLET / "leaflet.css"]),
    _library("area-map.js", [_STATIC / name for name in _MAP]),
    _library("area-map.css", [_STATIC / "area_map.css"]),
    _library("shell-words.js", [_STATIC / "shell_words.js"]),
    _library("projector.js", [_STATIC / "projector.js"]),
)
LEAFLET_SCRIPT, LEAFLET_STYLE, MAP_SCRIPT, MAP_STYLE, SHELL_WORDS, PROJECTOR = (
    library.address for library in _LIBRARIES
)

SERVED: Final = MappingProxyType({library.address: library for library in _LIBRARIES})
"""What is under each address of ``/assets/``."""

PAGE_STYLE: Final = _STATIC / "page.css"
PROJECTOR_STYLE: Final = _STATIC / "projector.css"


def _font() -> str:
    """Return the address of the typeface that Streamlit serves, its own included."""
    shell = find_spec("streamlit")
    folder = Path(str(shell.origin)).parent / "static" if shell else Path()
    found = sorted(folder.glob("static/media/SourceSans*Upright*.woff2"))
    return found[0].relative_to(folder).as_posix() if found else ""


FONT: Final = _font()
"""Below the app's address; empty when the shell no longer ships it."""
