"""Sentences and tables as HTML, in which imported text is only ever text."""

from collections.abc import Iterable
from html import escape
from typing import Final

from cls_dash import wording
from cls_dash.page.model import Remarks, Timeline
from cls_dash.page.sentence import spans
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import palette
from cls_dash.render.maps import Legend

_ROW: Final = "display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.9rem;align-items:center"
_SWATCH: Final = (
    "display:inline-block;width:16px;height:12px;margin-right:6px;border:1px solid rgb(0 0 0 / 25%)"
)


def table(shown: Table) -> str:
    """Return a table; every cell is escaped."""

    def cell(tag: str, rank: int, text: str) -> str:
        align = ' class="num"' if rank in shown.numeric else ""
        # On a phone a row becomes a card: each cell repeats its column's title.
        told = ' scope="col"' if tag == "th" else f' data-label="{escape(shown.header[rank])}"'
        return f"<{tag}{told}{align}>{escape(text)}</{tag}>"

    head = "".join(cell("th", rank, text) for rank, text in enumerate(shown.header))
    body = "".join(
        f"<tr>{''.join(cell('td', rank, text) for rank, text in enumerate(row))}</tr>"
        for row in shown.lines
    )
    return (
        f'<div class="atlas-table" tabindex="0" role="region" aria-label="{escape(shown.caption)}">'
        f"<table><caption>{escape(shown.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def answer(sentence: str) -> str:
    """Return the sentence that answers the page's question, ``**figures**`` in bold."""
    return f'<p class="atlas-answer">{_bold(sentence)}</p>'


def facts(sentences: Iterable[str], *, faded: bool = False) -> str:
    """Return a list of sentences, ``**figures**`` in bold; faded when little is known."""
    lines = "".join(f"<li>{_bold(sentence)}</li>" for sentence in sentences)
    return f'<ul class="atlas-facts{" atlas-faded" if faded else ""}">{lines}</ul>'


def note(text: str) -> str:
    """Return a line in small type: credits, vintage, remarks of the sources."""
    return f'<p class="atlas-note">{escape(wording.unbroken(text))}</p>'


def remarks(shown: Remarks) -> str:
    """Return what is to be said of several things, one list each."""
    return "".join(
        f"<p><strong>{escape(name)}</strong></p>{facts(said)}" for name, said in shown.groups
    )


def address(url: str) -> str:
    """Return an address that one click selects whole."""
    return f'<p class="atlas-address">{escape(url)}</p>'


def shares(shown: ShareTable) -> str:
    """Return a table of bars."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Classe", *shown.wholes))

    def bar(share: float) -> str:
        width = f"width:{100 * share:.1f}%"
        return f'<td><b style="{width}"></b><span>{wording.percent(share)}</span></td>'

    body = "".join(
        f'<tr><th scope="row"><i style="background:{escape(colour)}"></i>{escape(label)}</th>'
        f"{''.join(map(bar, parts))}</tr>"
        for colour, label, parts in shown.classes
    )
    return (
        f'<table class="atlas-shares"><caption>{escape(shown.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def legend(shown: Legend) -> str:
    """Return what the colours of several maps say: a colour and a name each."""
    marks = "".join(
        f'<span style="white-space:nowrap"><i style="{_SWATCH};background:'
        f'{line.colour or palette.MISSING}"></i>{escape(line.label)}</span>'
        for line in shown.classes
    )
    return (
        f'<div role="group" aria-label="Légende" style="{_ROW}">'
        f"<strong>{escape(shown.title)}</strong>{marks}</div>"
    )


def _bold(sentence: str) -> str:
    return "".join(
        f"<strong>{escape(part)}</strong>" if strong else escape(part)
        for part, strong in spans(wording.unbroken(sentence))
    )


def timeline(shown: Timeline) -> str:
    """Return what follows one another side by side, each as wide as it lasts."""
    boxes = "".join(
        f'<div style="flex: {box.length}"{"" if box.current else " class=past"}>'
        f"<strong>{escape(box.title)}</strong> {escape(box.years)}<br>"
        f"{escape(box.detail)}</div>"
        for box in shown.spans
    )
    return f'<div class="atlas-line">{boxes}</div>'
