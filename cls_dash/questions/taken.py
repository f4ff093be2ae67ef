"""A page that readers take away: on paper, to be edited, or as data."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes
from cls_dash.page.draw import data
from cls_dash.page.draw.paper import pages, slides, typesetting, word
from cls_dash.page.draw.paper.parts import Report
from cls_dash.questions import at_address, choices
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.drawings import drawer
from cls_dash.questions.question import Question, at
from cls_dash.questions.sources import provenance
from cls_dash.render.static_charts import PAPER, SLIDE
from cls_dash.store.release import Release

_REPORTS: Final[Mapping[str, Callable[[Report], bytes]]] = MappingProxyType(
    {
        "pdf": lambda report: typesetting.pdf("report", report),
        "docx": word.docx,
        "pptx": slides.pptx,
    }
)
KINDS: Final = (*_REPORTS, "json")
"""Formats, by the suffix of the file."""


def write(release: Release, stem: str, codes: Codes, kind: str, *, chance: Chance) -> bytes:
    """Return the page of a stem of :data:`QUESTIONS`: see :func:`of`."""
    return of(release, QUESTIONS[stem], codes, kind, chance=chance)


def of(release: Release, question: Question, codes: Codes, kind: str, *, chance: Chance) -> bytes:
    """
    Return the page of a question at an address, in one of :data:`KINDS`.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory; and what the question raises.
    """
    selection, offered = at_address.selection(release, codes, question.stem)
    page = at(release, question, selection, codes, chance=chance)
    territory = choices.territories(release)[selection.territory]
    counted = provenance.counted(selection, offered)
    origin = provenance.lines(release, selection, where=f"Actions {wording.of(territory)}")
    if kind == "json":
        return data.to_json(page, codes, (f"{territory}. {counted}", *origin))

    draw = drawer(release, SLIDE if kind == "pptx" else PAPER)
    return _REPORTS[kind](Report(territory, counted, pages.sections(page, draw), origin))
