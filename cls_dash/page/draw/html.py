"""Sentences and tables as HTML, in which imported text is only ever text."""

from collections.abc import Iterable
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cls_dash import wording
from cls_dash.page.model import Remarks, Timeline
from cls_dash.page.sentence import spans
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import palette
from cls_dash.render.maps import Legend


def _bold(sentence: str) -> Markup:
    return Markup().join(
        Markup("<strong>{}</strong>").format(part) if strong else part
        for part, strong in spans(wording.unbroken(sentence))
    )


# The template holds the tags; whatever it is given is escaped.
_TEMPLATES: Final = Environment(
    autoescape=True, undefined=StrictUndefined, loader=PackageLoader("cls_dash.page", "draw")
)
_TEMPLATES.filters |= {
    "bold": _bold,
    "unbroken": wording.unbroken,
    "percent": wording.percent,
    "swatch": palette.swatch,
}
_PARTS: Final = _TEMPLATES.get_template("html.jinja").module


def _drawn(part: str, *given: object) -> str:
    return str(getattr(_PARTS, part)(*given))


def table(shown: Table) -> str:
    """Return a table."""
    number, text = Markup(' class="num"'), Markup()
    kinds = [number if rank in shown.numeric else text for rank in range(len(shown.header))]
    # On a phone a row becomes a card: each cell repeats its column's title.
    columns = [
        (title, kind, Markup(' data-label="{}"{}').format(title, kind))
        for title, kind in zip(shown.header, kinds, strict=True)
    ]
    return _drawn("table", shown, columns)


def answer(sentence: str) -> str:
    """Return the sentence that answers the page's question, ``**figures**`` in bold."""
    return _drawn("answer", sentence)


def facts(sentences: Iterable[str], *, faded: bool = False) -> str:
    """Return a list of sentences, ``**figures**`` in bold; faded when little is known."""
    return _drawn("facts", sentences, faded)


def note(text: str) -> str:
    """Return a line in small type: credits, vintage, remarks of the sources."""
    return _drawn("note", text)


def remarks(shown: Remarks) -> str:
    """Return what is to be said of several things, one list each."""
    return _drawn("remarks", shown)


def summary(said: Iterable[str]) -> str:
    """Return what narrows the page, in one line."""
    return _drawn("summary", list(said))


def address(url: str) -> str:
    """Return an address that one click selects whole."""
    return _drawn("address", url)


def copy_link(url: str) -> str:
    """Return the button that copies an address: see ``copy_link.js``."""
    return _drawn("copy_link", url)


def shares(shown: ShareTable) -> str:
    """Return a table of bars."""
    return _drawn("shares", shown)


def legend(shown: Legend) -> str:
    """Return what the colours of several maps say: a colour and a name each."""
    return _drawn("legend", shown)


def timeline(shown: Timeline) -> str:
    """Return what follows one another side by side, each as wide as it lasts."""
    return _drawn("timeline", shown)
