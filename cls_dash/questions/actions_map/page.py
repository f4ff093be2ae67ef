"""The page «Carte des actions»: where actions take place, against chance."""

from functools import partial
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.model import Chart, Facts, Map, Note, Opening, Page, Places, present
from cls_dash.questions.actions_map import maps, tables, words
from cls_dash.questions.actions_map.asked import INDICATOR
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import otherwise, score_card
from cls_dash.questions.spread.spread import Spread, measured, spread
from cls_dash.questions.to_look_at import communes_to_look_at
from cls_dash.render import charts, spread_charts
from cls_dash.store.queries.communes import communes_on_map
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

_BARS: Final = 8


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    selection = asked.selection
    card = otherwise.completed(
        release,
        selection,
        score_card.build(release, selection, chance=asked.chance),
    )
    found = spread(release, selection)
    counted = measured(found)
    everyone = communes_on_map(release, selection)
    note = (
        f"{words.EXPLANATIONS[asked[INDICATOR]]} {words.perimeter(everyone, selection, found)} "
        f"{terms.CREDITS}"
    )
    beside = present(
        Facts(card.facts, card.faded),
        *_most(counted),
        Note(card.known) if card.known else None,
        _bars(counted, found) if found.record.located else None,
    )
    return Page(
        question=words.QUESTION,
        answer=card.answer,
        warning=card.warning,
        opening=Opening(_coloured(release, asked, found), note, beside, words.CLICK),
        parts=present(_lorenz(found) if card.conclusive else None),
        reading=f"{words.READING}\n\n{card.method}".strip(),
        table=tables.table(counted, found),
    )


def _coloured(release: Release, asked: Asked, found: Spread) -> Map:
    code, selection = asked[INDICATOR], asked.selection
    digest = asset_digest(release, selection.territory)
    return Map(digest, maps.painted(release, selection, found, code), "actions")


def _served(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the communes that have most actions, the first ones first."""
    some = counted[counted["observed"] > 0]
    return some.sort_values(["observed", "population"], ascending=False).head(_BARS)


def _most(counted: pd.DataFrame) -> tuple[Places, ...]:
    told = (
        (row["code"], row["name"], wording.counted(row["observed"], "action"))
        for row in rows(_served(counted))
    )
    return communes_to_look_at(words.BARS, told)


def _bars(counted: pd.DataFrame, found: Spread) -> Chart:
    most, head = _served(counted), found.record.prefix
    return Chart(
        partial(charts.observed_bars, most), "barres", words.BARS, f"{head}{words.BARS_MEASURED}",
        f"{head}{words.BARS_SHOWN}",
    )  # fmt: skip


def _lorenz(found: Spread) -> Chart:
    head, curve = found.record.prefix, partial(spread_charts.lorenz, found.lorenz())
    return Chart(
        curve, "lorenz", words.LORENZ, alt=f"{head}{words.LORENZ_SHOWN}",
        reading=f"{head}{words.LORENZ_READ}",
    )  # fmt: skip


QUESTION: Final = Question("carte_actions", words.QUESTION, build, offers=(INDICATOR,), alone=True)
