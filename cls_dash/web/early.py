"""What the shell's page asks a browser to fetch early: what every page of the atlas draws with."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cls_dash.render import libraries

DRAWN: Final = ("ComponentInstance", "Html", "Selectbox", "Slider", "PageLink", "Checkbox")
"""Parts of the shell that it fetches when the first message that needs them arrives."""
_IMPORT: Final = re.compile(rb'(?:from|import)"\./([\w.-]+\.js)"')
_MAP: Final = (
    libraries.LEAFLET_SCRIPT, libraries.MAP_SCRIPT, libraries.LEAFLET_STYLE, libraries.MAP_STYLE,
)  # fmt: skip


def hints() -> str:
    """
    Return the links of a page's head that make a browser fetch this while it starts.

    A part that the shell has no more under this name is left out: it then comes late, as it did.
    """
    found = find_spec("streamlit")
    shell = Path(str(found.origin)).parent / "static" if found else Path()
    already = (shell / "index.html").read_text(encoding="utf-8")
    parts = dict.fromkeys(
        name for stem in DRAWN for name in _with_imports(shell / "static" / "js", stem)
    )
    return "".join(
        [
            f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
            for name in parts
            if name not in already
        ]
        + [f'<link rel="prefetch" href="./assets/{address}">' for address in _MAP]
    )


def _with_imports(folder: Path, stem: str) -> Iterator[str]:
    """Yield a part's file and those that it imports, and they in turn."""
    waiting, seen = [path.name for path in folder.glob(f"{stem}.*.js")], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting += [other.decode() for other in _IMPORT.findall((folder / name).read_bytes())]
