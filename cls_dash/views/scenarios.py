"""View model of «Et si ?»: what two scenarios would change, beside what is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.siting import Scores, scores, what_if
from cls_dash.domain import scenario
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.scenario import Change, Move
from cls_dash.domain.selection import Selection
from cls_dash.errors import InvalidInputError
from cls_dash.page.table import Table
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.store.readings import Readings
from cls_dash.views.painting import painted
from cls_dash.views.record import Record
from cls_dash.views.rows import rows
from cls_dash.views.wish import Question, Wish, question

EDITED: Final = Parameter(
    "scenario",
    "Scénario à modifier",
    MappingProxyType({"a": "Scénario A", "b": "Scénario B"}),
    default="a",
)
ONE, OTHER = Parameter("a", default=""), Parameter("b", default="")
EMPTY: Final = "Aucun changement pour l’instant : ajoutez, retirez ou déplacez une action."


@dataclass(frozen=True)
class ScenarioView:
    """One scenario, carried out."""

    steps: tuple[str, ...]
    """Its moves in words, in order."""
    refused: tuple[str, ...]
    """What of the code could not be carried out, and why."""
    moves: tuple[Move, ...]
    """Those that could."""


@dataclass(frozen=True)
class ScenariosView:
    """Two scenarios beside today."""

    one: ScenarioView
    other: ScenarioView
    said: str
    scores: Table | None
    digest: str
    values: Mapping[str, maps.Values]
    """By scenario, ``a`` and ``b``."""
    names: dict[str, str]
    """Communes by code, in alphabetical order."""
    hosts: dict[str, tuple[str, ...]]
    """By scenario, communes that have an action left to remove or to move."""
    effects: dict[str, tuple[str, ...]]
    """By scenario that changes something, each measure today and then."""


def build(readings: Readings, selection: Selection, wish: Wish, a: str, b: str) -> ScenariosView:
    """
    Carry out two scenarios and measure them.

    Parameters
    ----------
    a, b
        Codes of the scenarios, as the URL says them. What a code says that cannot be
        carried out is told and left out, the rest is kept.
    """
    asked = question(readings, selection, wish)
    existing, record = asked.existing, asked.recent.record
    too_few = record.lacking("pour dire ce qu’un scénario changerait", asked.recent.when)
    views = {key: _carried_out(asked, code) for key, code in (("a", a), ("b", b))}
    after = {key: what_if(existing, view.moves) for key, view in views.items()}
    measured = [_scores(asked, counts) for counts in (existing, *after.values())]
    names = asked.here.communes["name"].sort_values()
    return ScenariosView(
        one=views["a"],
        other=views["b"],
        said=record.said(_said(measured, views)) if record.enough else too_few,
        scores=_table(measured, record) if record.enough else None,
        digest=readings.asset_digest(selection.territory),
        values={key: _values(asked, counts, key) for key, counts in after.items()},
        names={str(code): str(name) for code, name in names.items()},
        hosts={key: tuple(map(str, counts.index)) for key, counts in after.items()},
        effects={
            key: tuple(
                record.said(f"{line[0]} : {line[1]} → **{line[rank]}**")
                for line in _lines(measured)
            )
            for rank, (key, view) in enumerate(views.items(), 2)
            if view.moves and record.enough
        },
    )


def _carried_out(asked: Question, code: str) -> ScenarioView:
    """Carry out the moves one by one, so that one that fails does not lose the others."""
    done: list[Move] = []
    refused: list[str] = []
    for part in code.split(".") if code else []:
        try:
            move = scenario.read_move(part)
        except InvalidInputError:
            refused.append(f"« {part} » n’est pas un changement connu.")
            continue
        if reason := _impossible(asked, [*done, move]):
            said = _words(asked, move)
            refused.append(f"{said[0].upper()}{said[1:]} : {reason}.")
        else:
            done.append(move)
    return ScenarioView(tuple(_words(asked, move) for move in done), tuple(refused), tuple(done))


def _impossible(asked: Question, moves: Sequence[Move]) -> str:
    known = asked.here.communes.index
    if any(code not in known for code in (moves[-1].commune, moves[-1].to) if code):
        return "cette commune n’est pas dans le périmètre choisi"
    if len(moves) > scenario.MOST:
        return f"un scénario a {scenario.MOST} changements au plus"
    try:
        what_if(asked.existing, moves)
    except InvalidInputError:
        return "il n’y reste aucune action"
    return ""


def _words(asked: Question, move: Move) -> str:
    name = asked.name(move.commune) or move.commune
    if move.change is Change.ADD:
        return f"ajouter une action {wording.at(name)}"
    if move.change is Change.REMOVE:
        return f"retirer une action {wording.of(name)}"
    return f"déplacer une action {wording.of(name)} vers {asked.name(move.to) or move.to}"


def _scores(asked: Question, counts: pd.Series) -> Scores:
    here = asked.here
    return scores(here.population, asked.need.index, here.minutes, counts, decay=asked.decay)


def _said(measured: Sequence[Scores], views: Mapping[str, ScenarioView]) -> str:
    """Say what each scenario changes to what matters most."""
    today = measured[0]
    sentences = [
        f"Le scénario {key.upper()} fait passer la couverture du besoin de "
        f"**{wording.percent(today.covered, 1)}** à **{wording.percent(found.covered, 1)}** et la "
        f"part à déplacer de {wording.percent(today.to_move, 1)} à "
        f"{wording.percent(found.to_move, 1)}."
        for (key, view), found in zip(views.items(), measured[1:], strict=True)
        if view.moves
    ]
    return " ".join(sentences) or EMPTY


def _lines(measured: Sequence[Scores]) -> list[tuple[str, ...]]:
    """Return each measure: its name, today, then under each scenario."""
    return [
        ("Actions comptées", *(wording.number(found.actions) for found in measured)),
        ("Part à déplacer pour suivre la population", *_shares(measured, "to_move")),
        ("Part des deux communes les mieux servies", *_shares(measured, "top")),
        ("Besoin couvert", *_shares(measured, "covered")),
        ("Habitants à 20 minutes ou moins d’une action", *_shares(measured, "near")),
        ("Communes à plus de 20 minutes", *(wording.number(found.far) for found in measured)),
        ("Actions là où le besoin est le plus fort", *_shares(measured, "neediest")),
    ]


def _table(measured: Sequence[Scores], record: Record) -> Table:
    return Table.of(
        ("Mesure", "Aujourd’hui", "Scénario A", "Scénario B"), _lines(measured), numeric={1, 2, 3},
        caption=record.plain("Ce que chaque scénario changerait"),
    )  # fmt: skip


def _shares(measured: Sequence[Scores], name: str) -> list[str]:
    return [wording.percent(getattr(found, name), 1) for found in measured]


def _values(asked: Question, counts: pd.Series, key: str) -> maps.Values:
    everyone = asked.here.everyone
    change = counts.sub(asked.existing, fill_value=0)
    moved = change.reindex(asked.here.communes.index, fill_value=0).reindex(everyone.index)
    largest = float(counts.max()) if len(counts) else 0.0
    ranks = {code: rank for rank, code in enumerate(everyone.index)}
    ordered = counts[counts.index.isin(ranks)].sort_values(ascending=False)
    shown = asked.here.communes.assign(n=counts, change=change).fillna({"n": 0, "change": 0})
    return painted(
        everyone,
        by_bounds(moved, [-0.5, 0.5], ["actions retirées", "inchangée", "actions ajoutées"]),
        palette.CHANGE,
        pd.Series(
            {
                row["code"]: (
                    wording.counted(row["n"], "action"),
                    "Cliquez pour en ajouter une au scénario",
                )
                for row in rows(shown)
            }
        ),
        title=asked.recent.record.plain(f"Carte : les actions du scénario {key.upper()}."),
        legend=f"Scénario {key.upper()}",
        circles=[(ranks[code], maps.radius(n, largest), ()) for code, n in ordered.items()],
        circle_legend=maps.circle_legend(largest, "Nombre d’actions"),
    )
