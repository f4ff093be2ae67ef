"""Browser libraries, all served by this host, under addresses that never change.

An address holds a digest of its content: browsers keep it for ever.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xstatic.pkg import leaflet

_STATIC: Final = Path(__file__).parent / "static"
_LEAFLET: Final = Path(leaflet.BASE_DIR)
_IMPORT: Final = re.compile(r'^import \{[^}]+\} from "\./(\w+\.js)";\n', re.MULTILINE)
_UNSERVED: Final = re.compile(r"^export (?=\w)|^ *(?://.*|/\*\*[\s\S]*?\*/)\n", re.MULTILINE)
"""What a joined script does without: the word of a module, lines of comment, types among them."""


@dataclass(frozen=True)
class Library:
    """A script or a style sheet, ready to be sent."""

    address: str
    """Under ``/assets/``."""
    media_type: str
    body: bytes
    """Gzipped."""


def joined(entry: Path) -> str:
    """
    Return a module and those that it imports, each once and before who needs it, as one script.

    A browser asks for them at once, and nothing of them is global but what they say: they
    share a block, where two things of one name are a mistake of syntax.
    """
    return f'"use strict";\n{{\n{"".join(_modules(entry, set()))}}}\n'


def _modules(path: Path, seen: set[Path]) -> Iterator[str]:
    seen.add(path)
    text = path.read_text(encoding="utf-8")
    for name in _IMPORT.findall(text):
        if (other := path.with_name(name)) not in seen:
            yield from _modules(other, seen)
    yield _UNSERVED.sub("", _IMPORT.sub("", text))


def _library(name: str, body: bytes) -> Library:
    stem, _, kind = name.partition(".")
    return Library(
        address=f"{stem}-{sha256(body).hexdigest()[:12]}.{kind}",
        media_type={"js": "text/javascript", "css": "text/css"}[kind],
        body=gzip.compress(body, 9, mtime=0),
    )


_LIBRARIES: Final = (
    _library("leaflet.js", (_LEAFLET / "leaflet.js").read_bytes()),
    _library("leaflet.css", (_LEAFLET / "leaflet.css").read_bytes()),
    _library("area-map.js", joined(_STATIC / "map.js").encode()),
    _library("area-map.css", (_STATIC / "area_map.css").read_bytes()),
    _library("shell-words.js", joined(_STATIC / "shell_words.js").encode()),
    _library("frame.js", joined(_STATIC / "frame.js").encode()),
    _library("projector.js", joined(_STATIC / "projector.js").encode()),
    _library("first-sight.js", joined(_STATIC / "first_sight.js").encode()),
    _library("frame.css", (_STATIC / "frame.css").read_bytes()),
    _library("page.css", (_STATIC / "page.css").read_bytes()),
    _library("print.css", (_STATIC / "print.css").read_bytes()),
)
(
    LEAFLET_SCRIPT, LEAFLET_STYLE, MAP_SCRIPT, MAP_STYLE, SHELL_WORDS, FRAME, PROJECTOR,
    FIRST_SIGHT, *PAGE_STYLES, PRINT_STYLE,
) = (library.address for library in _LIBRARIES)  # fmt: skip

SERVED: Final = MappingProxyType({library.address: library for library in _LIBRARIES})
"""What is under each address of ``/assets/``."""

FIRST_STYLE: Final = "".join(
    (_STATIC / name).read_text(encoding="utf-8")
    for name in ("frame.css", "page.css", "first_sight.css")
)
"""Of a page before anything but itself has come: it is written in it."""

LOGO: Final = _STATIC / "logo.svg"
PROJECTOR_STYLE: Final = _STATIC / "projector.css"


def _font() -> str:
    """Return the address of the typeface that Streamlit serves, its own included."""
    shell = find_spec("streamlit")
    folder = Path(str(shell.origin)).parent / "static" if shell else Path()
    found = sorted(folder.glob("static/media/SourceSans*Upright*.woff2"))
    return found[0].relative_to(folder).as_posix() if found else ""


FONT: Final = _font()
"""Below the app's address; empty when the shell no longer ships it."""
