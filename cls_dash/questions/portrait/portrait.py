"""The portrait of a territory, to be printed, or taken up in a text editor or in slides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final

from cls_dash import error_sentences, wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError, UnknownTerritoryError
from cls_dash.page.draw.paper import pages, slides, typesetting, word
from cls_dash.page.draw.paper.parts import Report, Section
from cls_dash.page.model import Chart
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table
from cls_dash.questions import at_address, care, choices, equity, forgotten, indicators, where_next
from cls_dash.questions.actions_map.words import BARS_MEASURED
from cls_dash.questions.drawings import drawer, drawn_map
from cls_dash.questions.home import figures as home
from cls_dash.questions.home import words
from cls_dash.questions.home.maps import territories
from cls_dash.questions.indicators.asked import indicator
from cls_dash.questions.indicators.figures import cards
from cls_dash.questions.portrait import territory_figures
from cls_dash.questions.question import Question, at
from cls_dash.questions.rows import rows
from cls_dash.questions.sources import provenance
from cls_dash.questions.spread import balance, score_card
from cls_dash.questions.spread.generations import beside
from cls_dash.questions.spread.spread import measured, spread
from cls_dash.render import charts
from cls_dash.render.static_charts import PAPER, SLIDE, Room
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

BARS: Final = 10
LINES: Final = 12
"""Most communes of a table; the page on the screen has all of them."""
_REACHED: Final = 2
"""Facts of «Équité» that say whom actions reach: its last ones."""


@dataclass(frozen=True)
class Asked:
    """What the portrait is of."""

    selection: Selection
    offered: choices.Choices
    chance: Chance
    room: Room
    """What the document gives to a chart."""

    @property
    def current(self) -> Selection:
        """What is answered first: the current contract, where one is known to be."""
        return replace(self.selection, contract=self.offered.contract_ids.get(self.offered.current))


def build(release: Release, territory: str, *, chance: Chance, room: Room = PAPER) -> Report:
    """
    Assemble the portrait of a territory: all its contracts, all its years.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory.
    """
    names = choices.territories(release)
    if territory not in names:
        raise UnknownTerritoryError(territory)
    selection = Selection(territory, documented_only=release.documented_only)
    asked = Asked(selection, choices.build(release, territory), chance, room)
    return Report(
        title=f"Portrait de territoire : {names[territory]}",
        subtitle=provenance.counted(selection, asked.offered),
        sections=tuple(filter(None, (section(release, asked) for section in _SECTIONS))),
        provenance=provenance.lines(
            release, selection, where=f"Actions {wording.of(names[territory])}"
        ),
    )


def pdf(release: Release, territory: str, *, chance: Chance) -> bytes:
    """Return the portrait as an accessible PDF: see :func:`build`."""
    return typesetting.pdf("report", build(release, territory, chance=chance))


def docx(release: Release, territory: str, *, chance: Chance) -> bytes:
    """Return the portrait as a text to be edited: see :func:`build`."""
    return word.docx(build(release, territory, chance=chance))


def pptx(release: Release, territory: str, *, chance: Chance) -> bytes:
    """Return the portrait as slides to be edited: see :func:`build`."""
    return slides.pptx(build(release, territory, chance=chance, room=SLIDE))


KINDS: Final[Mapping[str, Callable[..., bytes]]] = MappingProxyType(
    {"pdf": pdf, "docx": docx, "pptx": pptx}
)
"""What writes the portrait, by the suffix of the file."""


def _identity(release: Release, asked: Asked) -> Section:
    found = home.figures(release, asked.current)
    return Section(
        title="Le territoire et ses contrats",
        answer=words.identity(found.here),
        pictures=(drawn_map(release, asset_digest(release, home.ASSET), territories(found)),),
        tables=(
            Table(
                caption="Contrats locaux de santé",
                header=("Contrat", "Années", "Signature", "Ce qu’on en sait"),
                lines=tuple(map(_contract, found.contracts)),
            ),
        ),
    )


def _contract(contract: home.Contract) -> tuple[str, ...]:
    span = words.span(contract)
    return span.title, span.years, span.detail, " ".join(words.remarks(contract))


def _figures(release: Release, asked: Asked) -> Section | None:
    territory = asked.selection.territory
    offered = indicator(release, asked.selection, {})
    if offered is None:
        return None
    caveats = cards(release).loc[offered.opening, "caveats"]
    table = territory_figures.table(release, territory)
    return replace(
        _paged(release, indicators.QUESTION, asked),
        facts=(),
        tables=(_first(table),) if table else (),
        notes=(str(caveats),) if caveats else (),
    )


def _actions(release: Release, asked: Asked) -> Section:
    selection = asked.current
    card = score_card.build(release, selection, chance=asked.chance)
    found = spread(release, selection)
    counted = measured(found)
    best = counted.sort_values(["observed", "population"], ascending=False).head(BARS)
    best = best[best["observed"] > 0]
    listed = [f"{row['name']} : {wording.number(row['observed'])}" for row in rows(best)]
    bars = Chart(
        partial(charts.observed_bars, best), "barres",
        measured=found.record.plain(BARS_MEASURED),
        alt=found.record.plain(
            "Actions situées des communes qui en ont le plus ; trait gris : la part due à leur "
            f"population. {wording.listing(listed)}."
        ),
    )  # fmt: skip
    codes = {"territoire": selection.territory, "contrat": asked.offered.current}
    shown = at_address.shown(release, "carte_actions", codes, asked.chance)
    maps = (drawn_map(release, *shown),) if shown else ()
    return Section(
        title="Où se déroulent les actions ?",
        answer=card.answer,
        facts=(*card.facts, *beside(release, selection, chance=asked.chance)),
        pictures=(*maps, *(drawer(release, asked.room)(bars) if len(best) else ())),
        warning=card.warning,
        notes=(card.known,),
    )


def _equity(release: Release, asked: Asked) -> Section:
    """Return what is not said already of where actions take place."""
    first, by_need, *_ = _told(release, equity.QUESTION, asked, asked.current)
    facts = dict.fromkeys((by_need.facts[0], *first.facts[-_REACHED:]))
    return replace(first, warning="", facts=tuple(facts), notes=by_need.notes[:1])


def _balance(release: Release, asked: Asked) -> Section:
    shares = balance.shares(release, asked.selection)
    said = balance.sentence(shares)
    told = f"Part des thèmes dans les actions de chaque contrat. {plain(said)}"
    chart = Chart(partial(charts.balance, shares), "balance", alt=told)
    return Section(
        title="Prévention ou organisation des soins ?",
        answer=said,
        pictures=drawer(release, asked.room)(chart) if len(shares) else (),
    )


def _forgotten(release: Release, asked: Asked) -> Section:
    return _paged(release, forgotten.QUESTION, asked)


def _paged(release: Release, question: Question, asked: Asked) -> Section:
    """Return what a page says where its address asks for nothing: its answer, its first table."""
    told = _told(release, question, asked, asked.selection)
    tables = [table for section in told for table in section.tables]
    return replace(told[0], tables=tuple(map(_first, tables[:1])))


def _told(
    release: Release, question: Question, asked: Asked, selection: Selection
) -> tuple[Section, ...]:
    """Return what a page says of a selection where its address asks for nothing else."""
    page = at(release, question, selection, {}, chance=asked.chance)
    return pages.sections(page, drawer(release, asked.room))


def _care(release: Release, asked: Asked) -> Section:
    return _paged(release, care.QUESTION, asked)


def _next(release: Release, asked: Asked) -> Section:
    try:
        return _told(release, where_next.QUESTION, asked, asked.selection)[0]
    except UndefinedMeasureError as error:
        return Section(where_next.QUESTION.text, error_sentences.sentence_for(error))


_SECTIONS: Final = (_identity, _figures, _actions, _equity, _balance, _forgotten, _care, _next)


def _first(table: Table) -> Table:
    """Keep the first lines of a long table, and say how many are left out."""
    left = len(table.lines) - LINES
    if left < 1:
        return table
    others = wording.counted(left, "autre, dans l’atlas", "autres, dans l’atlas")
    return Table(f"{table.caption} (et {others})", table.header, table.lines[:LINES], table.numeric)
