"""Sentences and tables as HTML, in which imported text is only ever text."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cls_dash import wording
from cls_dash.page.model import Remarks, Timeline
from cls_dash.page.sentence import plain, spans
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import palette
from cls_dash.render.maps import Legend

_TAG: Final = re.compile("(<[^>]*>)")
_WHOLE: Final = Markup('<span class="atlas-whole">{}</span>')


@lru_cache(4_096)
def bold(sentence: str) -> Markup:
    """Return a sentence, its ``**figures**`` in bold."""
    return Markup().join(
        Markup("<strong>{}</strong>").format(whole(part)) if strong else whole(part)
        for part, strong in spans(wording.unbroken(sentence))
    )


def _columns(shown: Table, wide: bool) -> list[tuple[str, str, bool]]:
    """Return the title and the kind of each column, and whether a phone shows it at once."""
    narrow = range(len(shown.header)) if wide else shown.narrow
    return [
        (title, "num" if rank in shown.numeric else "", rank in narrow)
        for rank, title in enumerate(shown.header)
    ]


def whole(text: str) -> Markup:
    """
    Return a text whose inverted verbs no line parts.

    The hyphen of «est-il» is left as it was typed: another would be neither found nor copied.
    """
    markup, end = Markup(), 0
    for verb in wording.INVERTED.finditer(text):
        markup += escape(text[end : verb.start()]) + _WHOLE.format(verb[0])
        end = verb.end()
    return markup + escape(text[end:])


def kept_whole(markup: str) -> Markup:
    """Return some HTML whose inverted verbs stay whole; its tags are left as they are."""
    parts = _TAG.split(markup)
    parts[::2] = [
        # The verb is letters and hyphens.
        wording.INVERTED.sub(lambda verb: _WHOLE.format(verb[0]), text)
        for text in parts[::2]
    ]
    return Markup("".join(parts))  # noqa: S704 - of a template, or of what lets no tag through


# The template holds the tags; whatever it is given is escaped.
_TEMPLATES: Final = Environment(
    autoescape=True, undefined=StrictUndefined, loader=PackageLoader("cls_dash.page", "draw")
)
_TEMPLATES.filters |= {
    "base64": lambda text: b64encode(text.encode()).decode(),
    "bold": bold,
    "columns": _columns,
    "percent": wording.percent,
    "plain": plain,
    "swatch": palette.swatch,
    "unbroken": wording.unbroken,
    "whole": whole,
}


def drawer(template: str) -> Callable[..., Markup]:
    """Return what draws a part of a template, by its name and what it is given."""
    parts = _TEMPLATES.get_template(template).module
    return lambda part, *given: Markup(getattr(parts, part)(*given))  # noqa: S704 - escaped there


_drawn: Final = drawer("html.jinja")


def table(shown: Table, *, wide: bool = True) -> Markup:
    """Return a table; where it is not ``wide``, a phone shows its main columns alone."""
    return _drawn("table", shown, wide)


def label(text: str) -> Markup:
    """Return what a short list is called."""
    return _drawn("label", text)


def answer(sentence: str) -> Markup:
    """Return the sentence that answers the page's question, ``**figures**`` in bold."""
    return _drawn("answer", sentence)


def facts(sentences: Iterable[str], *, faded: bool = False) -> Markup:
    """Return a list of sentences, ``**figures**`` in bold; faded when little is known."""
    return _drawn("facts", sentences, faded)


def note(text: str) -> Markup:
    """Return a line in small type: credits, vintage, remarks of the sources."""
    return _drawn("note", text)


def remarks(shown: Remarks) -> Markup:
    """Return the sentences about several things, one list each."""
    return _drawn("remarks", shown)


def summary(said: Iterable[str], place: str, mark: str) -> Markup:
    """Return what narrows the page, in one line; on paper, where that is and its mark too."""
    return _drawn("summary", list(said), place, mark)


def address(url: str) -> Markup:
    """Return an address that one click selects whole."""
    return _drawn("address", url)


def copy_link() -> Markup:
    """Return the button that copies the address of what is seen: see ``copy_link.js``."""
    return _drawn("copy_link")


def embed(url: str, title: str, height: int) -> Markup:
    """Return what another site writes in a page of its own to show an address."""
    return _drawn("embed", url, title, height)


def here(url: str, run: int) -> Markup:
    """Return what tells the browser the address of what a run drew; the last run is right."""
    return _drawn("here", url, run)


def shares(shown: ShareTable) -> Markup:
    """Return a table of bars."""
    return _drawn("shares", shown)


def legend(shown: Legend) -> Markup:
    """Return what the colours of several maps say: a colour and a name each."""
    return _drawn("legend", shown)


def timeline(shown: Timeline) -> Markup:
    """Return what follows one another side by side, each as wide as it lasts."""
    return _drawn("timeline", shown)
