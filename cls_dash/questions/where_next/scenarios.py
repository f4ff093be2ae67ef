"""«Et si ?»: two scenarios carried out, and what they would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.siting import Scores, scores, what_if
from cls_dash.domain import scenario
from cls_dash.domain.scenario import Move
from cls_dash.domain.selection import Selection
from cls_dash.errors import InvalidInputError
from cls_dash.page.table import Table
from cls_dash.questions.painting import painted
from cls_dash.questions.rows import rows
from cls_dash.questions.where_next import scenario_words as words
from cls_dash.questions.where_next.asked import Wish
from cls_dash.questions.where_next.siting import Siting, siting
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Scenario:
    """One scenario, carried out."""

    steps: tuple[str, ...]
    """Its moves in words, in order."""
    refused: tuple[str, ...]
    """What of the code could not be carried out, and why."""
    moves: tuple[Move, ...]
    """Those that could."""


@dataclass(frozen=True)
class Scenarios:
    """Two scenarios beside today."""

    one: Scenario
    other: Scenario
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


def build(release: Release, selection: Selection, wish: Wish, a: str, b: str) -> Scenarios:
    """
    Carry out two scenarios and measure them.

    Parameters
    ----------
    a, b
        Codes of the scenarios, as the URL says them. What a code says that cannot be
        carried out is told and left out, the rest is kept.
    """
    wanted = siting(release, selection, wish)
    existing, record = wanted.existing, wanted.recent.record
    too_few = record.lacking("pour dire ce qu’un scénario changerait", wanted.recent.when)
    views = {key: _carried_out(wanted, code) for key, code in (("a", a), ("b", b))}
    after = {key: what_if(existing, view.moves) for key, view in views.items()}
    measured = [_scores(wanted, counts) for counts in (existing, *after.values())]
    changing = [key for key, view in views.items() if view.moves]
    names = wanted.here.communes["name"].sort_values()
    return Scenarios(
        one=views["a"],
        other=views["b"],
        said=record.said(words.said(measured, changing)) if record.enough else too_few,
        scores=words.table(measured, record) if record.enough else None,
        digest=asset_digest(release, selection.territory),
        values={key: _values(wanted, counts, key) for key, counts in after.items()},
        names={str(code): str(name) for code, name in names.items()},
        hosts={key: tuple(map(str, counts.index)) for key, counts in after.items()},
        effects={
            key: tuple(
                record.said(f"{line[0]} : {line[1]} → **{line[rank]}**")
                for line in words.lines(measured)
            )
            for rank, key in enumerate(views, 2)
            if key in changing and record.enough
        },
    )


def _carried_out(wanted: Siting, code: str) -> Scenario:
    """Carry out the moves one by one, so that one that fails does not lose the others."""
    done: list[Move] = []
    refused: list[str] = []
    for part in code.split(".") if code else []:
        try:
            move = scenario.read_move(part)
        except InvalidInputError:
            refused.append(f"« {part} » n’est pas un changement connu.")
            continue
        if reason := _impossible(wanted, [*done, move]):
            said = words.step(wanted, move)
            refused.append(f"{said[0].upper()}{said[1:]} : {reason}.")
        else:
            done.append(move)
    return Scenario(tuple(words.step(wanted, move) for move in done), tuple(refused), tuple(done))


def _impossible(wanted: Siting, moves: Sequence[Move]) -> str:
    known = wanted.here.communes.index
    if any(code not in known for code in (moves[-1].commune, moves[-1].to) if code):
        return "cette commune n’est pas dans le périmètre choisi"
    if len(moves) > scenario.MOST:
        return f"un scénario a {scenario.MOST} changements au plus"
    try:
        what_if(wanted.existing, moves)
    except InvalidInputError:
        return "il n’y reste aucune action"
    return ""


def _scores(wanted: Siting, counts: pd.Series) -> Scores:
    here = wanted.here
    return scores(here.population, wanted.need.index, here.minutes, counts, decay=wanted.decay)


def _values(wanted: Siting, counts: pd.Series, key: str) -> maps.Values:
    everyone = wanted.here.everyone
    change = counts.sub(wanted.existing, fill_value=0)
    moved = change.reindex(wanted.here.communes.index, fill_value=0).reindex(everyone.index)
    largest = float(counts.max()) if len(counts) else 0.0
    ranks = {code: rank for rank, code in enumerate(everyone.index)}
    ordered = counts[counts.index.isin(ranks)].sort_values(ascending=False)
    shown = wanted.here.communes.assign(n=counts, change=change).fillna({"n": 0, "change": 0})
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
        title=wanted.recent.record.plain(f"Carte : les actions du scénario {key.upper()}."),
        legend=f"Scénario {key.upper()}",
        circles=[(ranks[code], maps.radius(n, largest), ()) for code, n in ordered.items()],
        circle_legend=maps.circle_legend(largest, "Nombre d’actions"),
    )
