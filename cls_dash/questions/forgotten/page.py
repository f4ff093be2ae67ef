"""The page «Zones oubliées»."""

from functools import partial
from typing import Final

import pandas as pd

from cls_dash import terms
from cls_dash.page.model import Chart, Facts, Map, Opening, Page, Part, Places, present, titled
from cls_dash.questions.forgotten import words
from cls_dash.questions.forgotten.asked import WINDOW, WINDOWS
from cls_dash.questions.forgotten.figures import NEAR, Figures, Window, figures
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.painting import painted
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import recorded
from cls_dash.questions.to_look_at import communes_to_look_at
from cls_dash.render import charts, maps, palette
from cls_dash.render.classes import by_bounds
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

BOUNDS: Final = (10.0, 15.0, 20.0, 30.0)
LABELS: Final = (
    "10 minutes ou moins", "plus de 10 à 15 minutes", "plus de 15 à 20 minutes",
    "plus de 20 à 30 minutes", "plus de 30 minutes",
)  # fmt: skip
LABELS_OF_FAR: Final = 6
"""Communes that the answer names, and the map with it."""


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    months = asked[WINDOW]
    found = figures(release, asked.selection)
    digest = asset_digest(release, asked.selection.territory)
    return (_named if months in found.known else _recorded)(found, months, digest)


def _named(found: Figures, months: str, digest: str) -> Page:
    """Return the page where enough is recorded to name communes."""
    window, known = found.windows[months], found.known
    communes = found.communes(window)
    far = communes[communes["far"]]
    reached = {WINDOWS[code]: each.minutes for code, each in known.items()}
    curve = partial(charts.reached, reached, found.here.population, limit=NEAR)
    chart = Chart(curve, "courbe", words.HOW_MANY, alt=words.CURVE)
    listed = words.table(far, known, months, f"Communes sans action proche depuis {months} mois")
    return Page(
        question=words.QUESTION,
        answer=words.answer(communes, months, window),
        opening=_opening(
            found, window, Map(digest, _values(found, window, months), "oubliees"),
            Facts((*_facts(found).values(), *words.named(far, window))),
            *_places(far.assign(time=window.minutes)), chart,
        ),
        parts=present(titled(words.FAR, listed if len(far) else None)),
        reading=words.READING,
        table=words.table(communes, known, months, words.EVERYONE),
    )  # fmt: skip


def _recorded(found: Figures, months: str, digest: str) -> Page:
    """Return the page of a territory with too little data: what is known, and where."""
    said, window = _facts(found), found.windows[months]
    table = recorded.table(found.recorded)
    shown = Map(digest, recorded.actions(found.here, found.recorded), "oubliees")
    return Page(
        question=words.QUESTION,
        answer=said[months],
        opening=_opening(found, window, shown, Facts(tuple(said[code] for code in found.known))),
        parts=present(titled(recorded.KNOWN, table)),
        reading=words.READING,
        table=table,
    )


def _facts(found: Figures) -> dict[str, str]:
    people = found.here.population
    return {code: words.fact(code, window, people) for code, window in found.windows.items()}


def _opening(found: Figures, window: Window, shown: Map, *beside: Part) -> Opening:
    told = (words.counted(found.known), window.recent.note, found.here.basis, terms.CREDITS)
    note = " ".join(filter(None, told))
    return Opening(shown, note, beside)


def _places(far: pd.DataFrame) -> tuple[Places, ...]:
    """Return the communes without a recent action near, those of most inhabitants first."""
    told = (
        (row["code"], row["name"], f"{words.nearest(row['time'])}, {words.people(row)}")
        for row in rows(far)
    )
    return communes_to_look_at(words.MOST, told)


def _values(found: Figures, window: Window, months: str) -> maps.Values:
    here, record = found.here, window.recent.record
    times = window.minutes.reindex(here.everyone.index)
    reached = times.notna() | ~here.everyone.index.isin(here.communes.index)
    tips = here.communes.assign(time=window.minutes)
    return painted(
        here.everyone,
        by_bounds(times.where(reached, 999.0), BOUNDS, LABELS),
        palette.SEQUENTIAL,
        pd.Series({row["code"]: words.tip(row) for row in rows(tips)}),
        title=record.plain(
            f"Carte : temps jusqu’à l’action la plus proche des {WINDOWS[months]} connus."
        ),
        legend=record.plain("Action la plus proche"),
        named=_farthest(here, times),
    )


def _farthest(here: Ground, times: pd.Series) -> list[str]:
    """Return the codes of the largest communes that are far, which the answer names."""
    far = here.communes[~(times.reindex(here.communes.index) <= NEAR)]
    return list(far["population"].astype(float).nlargest(LABELS_OF_FAR).index)


QUESTION: Final = Question("zones_oubliees", words.QUESTION, build, offers=(WINDOW,))
