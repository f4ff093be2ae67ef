"""View model of the page «Où agir ?»: the next places, why, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis.coverage import TIE, neediest
from cls_dash.analysis.siting import Place, Programme, frontier, sensitivity
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.render import charts, maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.render.html import html_table
from cls_dash.store.readings import Readings
from cls_dash.views import needs
from cls_dash.views.painting import painted
from cls_dash.views.rows import rows
from cls_dash.views.wish import DECAYS, SOMEBODY, Question, Wish, question

AID: Final = (
    "C’est une aide à la discussion : le calcul ne connaît ni les salles, ni les partenaires, ni "
    "ce que veulent les habitants."
)
READING: Final = (
    "La **couleur** dit quelle part du chemin les actions ont déjà faite vers chaque commune : une "
    "action à 10 minutes ou moins la couvre entièrement, à 15 minutes pour deux tiers, à 20 pour "
    "un tiers (portée habituelle) ; plusieurs s’ajoutent sans dépasser le tout.\n\n"
    "Les **cercles** sont les places proposées : leur surface est le **gain**, c’est-à-dire le "
    "nombre d’habitants nouvellement couverts, pondérés par leur besoin. La première place est la "
    "meilleure possible. Les suivantes sont choisies une à une ; le calcul exact, à la demande, "
    "dit ce qu’on y perd."
)
NOTHING: Final = "Tout le besoin est déjà couvert : il n’y a pas d’arbitrage à montrer."
SAME: Final = 0.005
"""Two shares closer than that are written alike."""
_BOUNDS: Final = (0.0, 0.34, 0.67, 1 - TIE)
_LABELS: Final = ("pas du tout", "un peu", "à moitié", "largement", "entièrement")


Kept = Mapping[str, tuple[int, int]]
"""In how many variants, among how many, each commune is one of the places."""


@dataclass(frozen=True)
class WhereNextView:
    """All that the page shows, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    note: str
    digest: str
    values: maps.Values
    places: str
    codes: tuple[str, ...]
    frontier: go.Figure | None
    frontier_said: str
    table: str


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
    found = useful(asked.programme())
    kept = _kept(readings, selection, asked)
    drawn, said = _frontier(asked) if found.places else (None, NOTHING)
    return WhereNextView(
        answer=_answer(asked, found),
        facts=_facts(asked, found, kept),
        note=f"{asked.need.note} {asked.here.basis}",
        digest=readings.asset_digest(selection.territory),
        values=_values(asked, found),
        places=_places(asked, found, kept),
        codes=found.codes,
        frontier=drawn,
        frontier_said=said,
        table=_table(asked),
    )


def useful(programme: Programme) -> Programme:
    """Leave out the places that newly cover nobody."""
    kept = tuple(place for place in programme.places if place.gain >= SOMEBODY)
    return replace(programme, places=kept)


def _answer(asked: Question, found: Programme) -> str:
    if not found.places:
        return "**Toutes les communes sont déjà couvertes** par ces actions : rien à ajouter."
    first = found.places[0]
    said = (
        f"La prochaine action servirait le plus {_at(asked.name(first.code))} : "
        f"**{wording.counted(round(first.gain), 'habitant')}** nouvellement "
        f"{wording.agreeing(first.gain, 'couvert', 'couverts')}{_weighted(asked)}."
    )
    if not first.runner_up:
        return said
    return f"{said} {_rival(asked, first)}"


def _at(name: str) -> str:
    """Write where, the name of the commune in bold."""
    preposition, _, town = wording.at(name).partition(" ")
    return f"{preposition} **{town}**"


def _weighted(asked: Question) -> str:
    return "" if asked.need.flat else ", pondérés par leur besoin"


def _rival(asked: Question, place: Place) -> str:
    rival = asked.name(place.runner_up)
    behind = 1 - place.runner_up_gain / place.gain
    if behind < 0.05:
        return f"**{rival}** ferait presque autant ({_less(place)} de moins)."
    return f"Vient ensuite {rival}, {_less(place)} de moins."


def _less(place: Place) -> str:
    """Write how much less the runner-up gains."""
    behind = 1 - place.runner_up_gain / place.gain if place.gain else 0.0
    return wording.percent(behind, 1 if behind < 0.01 else 0)


def _facts(asked: Question, found: Programme, kept: Kept) -> tuple[str, ...]:
    if not found.places:
        return (f"Besoin déjà couvert : **{wording.percent(found.before)}**.", AID)
    count, among = kept[found.codes[0]]
    n = len(found.places)
    these = wording.agreeing(n, "cette place", f"ces {wording.counted(n, 'place')}")
    return (
        f"Avec {these}, la couverture du besoin passe de **{wording.percent(found.before)}** à "
        f"**{wording.percent(found.after)}**.",
        f"{asked.name(found.codes[0])} reste proposée dans **{count} variantes sur {among}** du "
        "besoin et de la portée.",
        AID,
    )


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


def _frontier(asked: Question) -> tuple[go.Figure | None, str]:
    """Trade reach against equity: everyone's need, or that of the neediest fifth."""
    here = asked.here
    try:
        chosen = neediest(asked.need.index, here.population)
    except UndefinedMeasureError:
        return None, "Chaque habitant compte autant : il n’y a pas d’arbitrage à montrer."
    points = frontier(
        here.population, asked.need.index, here.minutes, asked.existing, asked.candidates,
        favoured=chosen, places=asked.wish.places, decay=asked.decay,
        constraints=asked.constraints,
    )  # fmt: skip
    points["names"] = [
        wording.listing([asked.name(code) for code in codes]) for codes in points["codes"]
    ]
    widest, fairest = points.iloc[0], points.iloc[-1]
    if fairest["equity"] - widest["equity"] < SAME:
        return None, (
            f"Le même programme ({widest['names']}) est le meilleur pour tous et pour le "
            "cinquième d’habitants qui en a le plus besoin."
        )
    return charts.frontier(points), (
        f"Pour couvrir le plus de besoin ({wording.percent(widest['reach'])}) : {widest['names']}. "
        f"Pour couvrir le mieux le cinquième d’habitants qui en a le plus besoin "
        f"({wording.percent(fairest['equity'])} au lieu de {wording.percent(widest['equity'])}) : "
        f"{fairest['names']}."
    )


def _places(asked: Question, found: Programme, kept: Kept) -> str:
    lines = [
        (
            str(rank),
            asked.name(place.code),
            str(asked.here.communes["epci_name"].get(place.code) or wording.NO_EPCI),
            wording.number(place.gain),
            asked.name(place.runner_up) or "aucune",
            _less(place),
            "{} sur {}".format(*kept[place.code]),
        )
        for rank, place in enumerate(found.places, 1)
    ]
    if not lines:
        return ""
    header = (
        "Rang", "Commune", "Intercommunalité", "Gain", "Deuxième choix", "Écart", "Variantes",
    )  # fmt: skip
    return html_table(
        header, lines, numeric={3, 5},
        caption="Gain : habitants nouvellement couverts, pondérés par leur besoin. Écart : ce que "
        "le deuxième choix ferait de moins. Variantes : combien gardent cette commune.",
    )  # fmt: skip


def _values(asked: Question, found: Programme) -> maps.Values:
    here, covered = asked.here, asked.covered()
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    largest = max((place.gain for place in found.places), default=1.0)
    circles: list[maps.Circle] = [
        (ranks[place.code], maps.radius(max(place.gain, largest / 40), largest), ())
        for place in found.places
    ]
    order = {place.code: (rank, place) for rank, place in enumerate(found.places, 1)}
    shown = here.communes.assign(covered=covered)
    return painted(
        here.everyone,
        by_bounds(covered.reindex(here.everyone.index), _BOUNDS, _LABELS),
        palette.COVERAGE,
        pd.Series({row["code"]: _tip(row, order) for row in rows(shown)}),
        title=(
            "Carte : part du chemin déjà faite par les actions, et places proposées : "
            f"{wording.listing([asked.name(code) for code in found.codes])}."
        ),
        legend="Déjà couverte",
        circles=circles,
        circle_legend={
            "title": "Place proposée",
            "sizes": [{"radius": maps.LARGEST, "label": f"gain {wording.number(largest)}"}],
        }
        if circles
        else None,
        named=found.codes,
    )


def _tip(row: Mapping[str, Any], order: Mapping[str, tuple[int, Place]]) -> tuple[str, ...]:
    lines = (
        f"Couverte à {wording.percent(row['covered'])}",
        wording.counted(row["population"], "habitant"),
    )
    if row["code"] not in order:
        return lines
    rank, place = order[row["code"]]
    return (f"Place proposée n° {rank} : gain {wording.number(place.gain)}", *lines)


def _table(asked: Question) -> str:
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
    return html_table(
        ("Commune", "Habitants", "Besoin (moyenne 1)", "Actions comptées", "Couverte", "Reste"),
        lines, numeric={1, 2, 3, 4, 5},
        caption="Reste : habitants non couverts, pondérés par leur besoin",
    )  # fmt: skip
