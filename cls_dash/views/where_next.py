"""View model of the page «Où agir ?»: the next places, why, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis.coverage import TIE
from cls_dash.analysis.siting import Programme, sensitivity
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.store.readings import Readings
from cls_dash.views import needs, recorded
from cls_dash.views.ground import whole
from cls_dash.views.painting import painted
from cls_dash.views.rows import rows
from cls_dash.views.where_words import NOTHING, Kept, answer, facts, less, traded
from cls_dash.views.wish import DECAYS, PURPOSE, SOMEBODY, Question, Wish, question
from cls_dash.views.within_reach import Reached, within_reach

AID: Final = (
    "C’est une aide à la discussion : le calcul ne connaît ni les salles, ni les partenaires, ni "
    "ce que veulent les habitants."
)
READING: Final = (
    "La **couleur** dit quelle part du chemin les actions ont déjà faite vers chaque commune : une "
    "action à 10 minutes ou moins la couvre entièrement, à 15 minutes pour deux tiers, à 20 pour "
    "un tiers (portée habituelle) ; plusieurs s’ajoutent sans dépasser le tout.\n\n"
    "Les **cercles** sont les places proposées : leur surface est un **score**, la somme des "
    "habitants, pondérés par leur besoin et par la part du chemin nouvellement faite. Un score "
    "n’est pas un nombre d’habitants : ceux à portée sont dits à part. La première place est la "
    "meilleure possible. Les suivantes sont choisies une à une, ou ensemble quand cela couvre "
    "plus ; le calcul exact, à la demande, dit ce qu’on y perd."
)
GAIN: Final = (
    "Habitants à portée : ceux qui vivent à cette distance de la place. Score : habitants × besoin "
    "× part nouvellement couverte, il range les places."
)
_BOUNDS: Final = (0.0, 0.34, 0.67, 1 - TIE)
_LABELS: Final = ("pas du tout", "un peu", "à moitié", "largement", "entièrement")


@dataclass(frozen=True)
class WhereNextView:
    """All that the page shows, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    note: str
    digest: str
    values: maps.Values
    places: Table | None
    codes: tuple[str, ...]
    frontier: go.Figure | None
    frontier_said: str
    table: Table
    conclusive: bool = True
    """Whether enough is recorded to recommend a place."""
    known: Table | None = None
    """Otherwise, the recorded actions."""


def build(readings: Readings, selection: Selection, wish: Wish) -> WhereNextView:
    """
    Assemble the page.

    Raises
    ------
    UndefinedMeasureError
        If no commune counts, or none may host an action.
    InvalidInputError
        If fewer places are asked than there are intercommunalities to serve.
    """
    asked = question(readings, selection, wish)
    if not asked.recent.record.enough:
        return _unsaid(readings, selection, asked)
    found = useful(asked.programme)
    kept = _kept(readings, selection, asked)
    drawn, said = traded(asked) if found.places else (None, NOTHING)
    reached = within_reach(asked, found.codes)
    told = asked.recent.record.said
    return WhereNextView(
        answer=told(answer(asked)),
        facts=(*map(told, facts(asked, found, kept)), AID),
        note=f"{asked.need.note} {asked.here.basis} {asked.recent.note}".strip(),
        digest=readings.asset_digest(selection.territory),
        values=_values(asked, found, reached),
        places=_places(asked, found, reached, kept),
        codes=found.codes,
        frontier=drawn,
        frontier_said=told(said),
        table=_table(asked),
    )


def _unsaid(readings: Readings, selection: Selection, asked: Question) -> WhereNextView:
    """Show need, and what is recorded, where that is too little to recommend a place."""
    found, here = asked.recent, asked.here
    known = whole(readings, selection, here)
    return WhereNextView(
        answer=found.record.lacking(PURPOSE, found.when),
        facts=recorded.facts(here, asked.need),
        note=f"{asked.need.note} {found.note}".strip(),
        digest=readings.asset_digest(selection.territory),
        values=recorded.need(here, known, asked.need),
        places=None,
        codes=(),
        frontier=None,
        frontier_said="",
        table=recorded.needs_table(here, known, asked.need),
        conclusive=False,
        known=recorded.table(known),
    )


def useful(programme: Programme) -> Programme:
    """Leave out the places that newly cover nobody."""
    kept = tuple(place for place in programme.places if place.gain >= SOMEBODY)
    return replace(programme, places=kept)


def _kept(readings: Readings, selection: Selection, asked: Question) -> Kept:
    """Return in how many variants of need and reach each commune is among the places."""
    here = asked.here
    indices = {
        code: needs.need(readings, here, selection.territory, code).index
        for code in needs.offered(readings, selection.territory)
    } | {asked.need.code: asked.need.index}
    variants = sensitivity(
        here.population, indices, here.minutes, asked.existing, asked.candidates,
        places=asked.wish.places, decays=DECAYS, constraints=asked.constraints,
    )  # fmt: skip
    chosen = [set(programme.codes) for programme in variants.values()]
    return {
        code: (sum(code in codes for codes in chosen), len(chosen)) for code in here.communes.index
    }


def _places(
    asked: Question, found: Programme, reached: Sequence[Reached], kept: Kept
) -> Table | None:
    alone = found is asked.alone or found.codes == asked.alone.codes
    lines = [
        (
            str(rank),
            asked.name(place.code),
            str(asked.here.communes["epci_name"].get(place.code) or wording.NO_EPCI),
            wording.number(near.people),
            wording.number(near.newly),
            wording.number(place.gain),
            *((asked.name(place.runner_up) or "aucune", less(place)) if alone else ()),
            "{} sur {}".format(*kept[place.code]),
        )
        for rank, (place, near) in enumerate(zip(found.places, reached, strict=True), 1)
    ]
    if not lines:
        return None
    rival = ("Deuxième choix", "Écart") if alone else ()
    gap = " Écart : ce que le deuxième choix ferait de moins." if alone else ""
    header = (
        "Rang", "Commune", "Intercommunalité", "Habitants à portée", "sans action avant", "Score",
        *rival, "Variantes",
    )  # fmt: skip
    return Table.of(
        header, lines, numeric={3, 4, 5, *([7] if alone else [])},
        caption=asked.recent.record.plain(
            f"Places proposées. {GAIN}{gap} Variantes : combien gardent cette commune."
        ),
    )  # fmt: skip


def _values(asked: Question, found: Programme, reached: Sequence[Reached]) -> maps.Values:
    here, covered = asked.here, asked.covered()
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    largest = max((place.gain for place in found.places), default=1.0)
    circles: list[maps.Circle] = [
        (ranks[place.code], maps.radius(max(place.gain, largest / 40), largest), ())
        for place in found.places
    ]
    pairs = enumerate(zip(found.codes, reached, strict=True), 1)
    order = {code: (rank, near) for rank, (code, near) in pairs}
    shown = here.communes.assign(covered=covered)
    return painted(
        here.everyone,
        by_bounds(covered.reindex(here.everyone.index), _BOUNDS, _LABELS),
        palette.COVERAGE,
        pd.Series({row["code"]: _tip(row, order) for row in rows(shown)}),
        title=asked.recent.record.plain(
            "Carte : part du chemin déjà faite par les actions, et places proposées : "
            f"{wording.listing([asked.name(code) for code in found.codes]) or 'aucune'}."
        ),
        legend=asked.recent.record.plain("Déjà couverte"),
        circles=circles,
        circle_legend={
            "title": "Place proposée",
            "sizes": [{"radius": maps.LARGEST, "label": f"score {wording.number(largest)}"}],
        }
        if circles
        else None,
        named=found.codes,
    )


def _tip(row: Mapping[str, Any], order: Mapping[str, tuple[int, Reached]]) -> tuple[str, ...]:
    lines = (
        f"Couverte à {wording.percent(row['covered'])}",
        wording.counted(row["population"], "habitant"),
    )
    if row["code"] not in order:
        return lines
    rank, near = order[row["code"]]
    return (
        f"Place proposée n° {rank} : {wording.counted(near.people, 'habitant')} à portée",
        f"dont {wording.number(near.newly)} sans action à portée avant",
        *lines,
    )


def _table(asked: Question) -> Table:
    shown = asked.here.communes.assign(
        covered=asked.covered(), need=asked.need.index, now=asked.existing
    )
    shown["left"] = shown["population"] * shown["need"] * (1 - shown["covered"])
    lines = [
        (
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.number(row["now"] if row["now"] == row["now"] else 0),
            wording.percent(row["covered"]),
            wording.number(row["left"]),
        )
        for row in rows(shown.sort_values("left", ascending=False))
    ]
    return Table.of(
        ("Commune", "Habitants", "Besoin (moyenne 1)", "Actions comptées", "Couverte", "Score"),
        lines, numeric={1, 2, 3, 4, 5},
        caption=asked.recent.record.plain(recorded.SCORE),
    )  # fmt: skip
