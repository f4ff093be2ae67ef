"""Set documents in type: PDF for all readers (PDF/UA-1, tagged), PNG and SVG of pictures."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import fontpkg_source_sans_3
import typst

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TEMPLATES: Final = Path(__file__).parent
ACCESSIBLE: Final = "ua-1"
"""Typst refuses to write a document that lacks what it asks: language, title, alternatives."""
_ONE_AT_A_TIME: Final = Lock()
"""A compiler that two threads use at once fails; a page takes about 30 ms."""


def pdf(template: str, document: "DataclassInstance") -> bytes:
    """
    Return a document as PDF/UA-1.

    Parameters
    ----------
    template
        Name of one of the templates, without its suffix.
    document
        What it says. Texts are shown as they are, never run.
    """
    return _set(template, document, format="pdf", pdf_standards=ACCESSIBLE)


def png(template: str, document: "DataclassInstance", *, dpi: int = 200) -> bytes:
    """Return a document of one page as PNG."""
    return _set(template, document, format="png", ppi=dpi)


def svg(template: str, document: "DataclassInstance") -> bytes:
    """Return a document of one page as SVG, its letters drawn."""
    return _set(template, document, format="svg")


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(fontpkg_source_sans_3.ROOT / "files")],
    )
    return typst.Compiler(root=TEMPLATES, font_paths=fonts)


def _set(template: str, document: "DataclassInstance", **asked: Any) -> bytes:  # noqa: ANN401 - typst's own options
    told = json.dumps(asdict(document), ensure_ascii=False)
    with _ONE_AT_A_TIME:
        written = _compiler().compile(
            TEMPLATES / f"{template}.typ", sys_inputs={"document": told}, **asked
        )
    if not isinstance(written, bytes):
        raise TypeError(f"{template} has several pages")
    return written
