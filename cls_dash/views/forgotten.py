"""View model of the page «Zones oubliées»: who is far from any recent action."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis.coverage import time_to_nearest
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.render import charts, maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.store.readings import Readings
from cls_dash.views import recorded
from cls_dash.views.ground import Ground, Recent, ground, recent, whole
from cls_dash.views.painting import painted
from cls_dash.views.rows import rows

NEAR: Final = 20.0
"""Minutes beyond which an action is not near."""
WINDOWS: Final = MappingProxyType({"12": "12 derniers mois", "24": "24 derniers mois"})
WINDOW: Final = Parameter("recul", "Actions comptées", WINDOWS, first="24")
BOUNDS: Final = (10.0, 15.0, 20.0, 30.0)
LABELS: Final = (
    "10 minutes ou moins", "10 à 15 minutes", "15 à 20 minutes", "20 à 30 minutes",
    "plus de 30 minutes",
)  # fmt: skip
READING: Final = (
    "La **couleur** dit le temps de trajet jusqu’à la commune la plus proche où une action du "
    "contrat s’est déroulée pendant la période. Une action menée dans la commune même compte "
    "pour le temps qu’il faut pour s’y déplacer.\n\n"
    "Les mois comptés finissent le jour où la dernière action connue du territoire a commencé, ou "
    "le jour jusqu’auquel la coordination dit avoir tout saisi.\n\n"
    "Les actions sans date, celles menées à l’échelle d’une intercommunalité, du territoire ou à "
    "distance ne sont pas comptées : une commune peut être servie autrement."
)
PURPOSE: Final = "pour dire qui est loin de toute action récente"
_NAMED: Final = 6


@dataclass(frozen=True)
class ForgottenView:
    """All that the page shows, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    note: str
    digest: str
    values: maps.Values
    curve: go.Figure | None
    table: Table | None
    """Communes that are far, those of most inhabitants first; nothing when there is none."""
    everyone: Table | None
    """All communes, or all that is recorded."""
    conclusive: bool = True
    """Whether enough is recorded to name communes; otherwise ``everyone`` says what is known."""


@dataclass(frozen=True)
class Window:
    """Times to the nearest action of some last months."""

    minutes: pd.Series
    """By commune that counts; missing where no action is within reach."""
    recent: Recent


def window(readings: Readings, selection: Selection, here: Ground, months: int) -> Window:
    """Measure how far the actions of the last months are."""
    found = recent(readings, selection, here, months)
    times = time_to_nearest(here.minutes, found.located.index, here.communes.index)
    return Window(times, found)


def far(times: pd.Series) -> pd.Series:
    """Say which communes have no action near."""
    return ~(times <= NEAR)


def build(readings: Readings, selection: Selection, *, months: str) -> ForgottenView:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    windows = {code: window(readings, selection, here, int(code)) for code in WINDOWS}
    known = {code: found for code, found in windows.items() if found.recent.record.enough}
    chosen = windows[months]
    facts = tuple(_fact(code, found, here) for code, found in windows.items())
    note = f"{chosen.recent.note} {here.basis}".strip()
    digest = readings.asset_digest(selection.territory)
    if months not in known:
        told = whole(readings, selection, here)
        return ForgottenView(
            answer=facts[list(windows).index(months)],
            facts=tuple(_fact(code, found, here) for code, found in known.items()),
            note=note,
            digest=digest,
            values=recorded.actions(here, told),
            curve=None,
            table=None,
            everyone=recorded.table(told),
            conclusive=False,
        )
    table = here.communes.assign(
        far=far(chosen.minutes), **{f"m{code}": found.minutes for code, found in known.items()}
    ).sort_values(["population", "name"], ascending=[False, True])
    left_out = table[table["far"]]
    return ForgottenView(
        answer=_answer(left_out, table, months, chosen),
        facts=facts,
        note=note,
        digest=digest,
        values=_values(here, chosen, months),
        curve=charts.reached(
            {WINDOWS[code]: found.minutes for code, found in known.items()},
            here.population, limit=NEAR,
        ),
        table=_table(left_out, known, f"Communes sans action proche depuis {months} mois")
        if len(left_out)
        else None,
        everyone=_table(table, known, "Temps de trajet jusqu’à l’action récente la plus proche"),
    )  # fmt: skip


def _answer(left_out: pd.DataFrame, table: pd.DataFrame, months: str, found: Window) -> str:
    record = found.recent.record
    if left_out.empty:
        return record.said(
            f"**Toutes les communes** ont eu une action à {wording.number(NEAR)} minutes ou moins "
            f"dans les {WINDOWS[months]} connus."
        )
    share = left_out["population"].sum() / table["population"].sum()
    n = len(left_out)
    return record.said(
        f"**{wording.counted(n, 'commune')}** sur {len(table)} "
        f"{wording.agreeing(n, 'est', 'sont')} à plus de {wording.number(NEAR)} minutes de toute "
        f"action des {WINDOWS[months]} connus : **{wording.percent(share)}** des habitants. "
        f"{wording.agreeing(n, 'C’est', 'Ce sont, les plus peuplées d’abord :')} "
        f"{wording.first_of(list(left_out['name']), _NAMED)}."
    )


def _fact(code: str, found: Window, here: Ground) -> str:
    record = found.recent.record
    if not record.enough:
        return record.lacking(PURPOSE, found.recent.when)
    people = here.population
    near = people[~far(found.minutes)].sum() / people.sum()
    return record.said(
        f"**{wording.percent(near).capitalize()}** des habitants ont eu une action à "
        f"{wording.number(NEAR)} minutes ou moins dans les {WINDOWS[code]} connus ; temps médian "
        f"d’un habitant : **{_minutes(median_minutes(found.minutes, people))}** "
        f"({wording.counted(record.located, 'action localisée', 'actions localisées')})."
    )


def median_minutes(times: pd.Series, population: pd.Series) -> float:
    """Return the time that half of the inhabitants do not exceed; infinite if out of reach."""
    ordered = times.fillna(float("inf")).sort_values()
    people = population[ordered.index].cumsum()
    return float(ordered[people >= population.sum() / 2].iloc[0])


def _minutes(time: float) -> str:
    return "hors de portée" if time == float("inf") else wording.counted(round(time), "minute")


def _values(here: Ground, found: Window, months: str) -> maps.Values:
    times = found.minutes.reindex(here.everyone.index)
    reached = times.notna() | ~here.everyone.index.isin(here.communes.index)
    classes = by_bounds(times.where(reached, 999.0), BOUNDS, LABELS)
    located = found.minutes
    return painted(
        here.everyone,
        classes,
        palette.SEQUENTIAL,
        pd.Series({row["code"]: _tip(row) for row in rows(here.communes.assign(time=located))}),
        title=found.recent.record.plain(
            f"Carte : temps jusqu’à l’action la plus proche des {WINDOWS[months]} connus."
        ),
        legend=found.recent.record.plain("Action la plus proche"),
    )


def _tip(row: Mapping[str, Any]) -> tuple[str, ...]:
    time = row["time"]
    return (
        "Aucune action à portée" if time != time else f"Action la plus proche : {_minutes(time)}",
        wording.counted(row["population"], "habitant"),
    )


def _table(frame: pd.DataFrame, known: Mapping[str, Window], caption: str) -> Table:
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or wording.NO_EPCI),
            wording.number(row["population"]),
            *(_cell(row[f"m{code}"]) for code in known),
        )
        for row in rows(frame)
    ]
    header = ("Commune", "Intercommunalité", "Habitants", *(WINDOWS[code] for code in known))
    caption = next(iter(known.values())).recent.record.plain(caption)
    return Table.of(header, lines, caption=caption, numeric=set(range(2, len(header))))


def _cell(time: float) -> str:
    return "hors de portée" if time != time else f"{wording.number(time)} min"
