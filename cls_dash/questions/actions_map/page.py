"""The page «Carte des actions»: where actions take place, against chance."""

from typing import Final

import pandas as pd

from cls_dash import terms
from cls_dash.page.model import (
    Alone,
    Chart,
    Choices,
    Columns,
    Facts,
    Map,
    Note,
    Page,
    Part,
)
from cls_dash.questions.actions_map import maps, tables, words
from cls_dash.questions.actions_map.asked import INDICATOR
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.spread import otherwise, score_card
from cls_dash.questions.spread.spread import Spread, measured, spread
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
    note = Note(f"{words.perimeter(everyone, selection, found)} {terms.CREDITS} {words.CLICK}")
    beside = (
        Facts(card.facts, card.faded),
        *((Note(card.known),) if card.known else ()),
        *((_bars(counted, found),) if found.record.located else ()),
    )
    return Page(
        question=words.QUESTION,
        answer=card.answer,
        warning=card.warning,
        parts=(
            Columns(((_coloured(release, asked, found), note), beside), (2, 1)),
            *((_lorenz(found),) if card.conclusive else ()),
        ),
        reading=words.READING,
        table=tables.table(counted, found),
    )


def _coloured(release: Release, asked: Asked, found: Spread) -> Alone:
    """Return the map under the list of its colours."""
    code, selection = asked[INDICATOR], asked.selection
    digest = asset_digest(release, selection.territory)
    shown = Map(digest, maps.painted(release, selection, found, code), "actions")
    return Alone(
        "couleurs",
        (Choices(((INDICATOR,),), widths=(1,)), shown, Note(words.EXPLANATIONS[code])),
    )


def _bars(counted: pd.DataFrame, found: Spread) -> Chart:
    some = counted[counted["observed"] > 0]
    most = some.sort_values(["observed", "population"], ascending=False).head(_BARS)
    head = found.record.prefix
    return Chart(
        charts.observed_bars(most), "barres", words.BARS, f"{head}{words.BARS_MEASURED}",
        f"{head}{words.BARS_SHOWN}",
    )  # fmt: skip


def _lorenz(found: Spread) -> Part:
    head, curve = found.record.prefix, spread_charts.lorenz(found.lorenz())
    chart = Chart(curve, "lorenz", words.LORENZ, alt=f"{head}{words.LORENZ_SHOWN}")
    return Columns(((chart,), (Note(f"{head}{words.LORENZ_READ}"),)), (1, 1), centred=True)


QUESTION: Final = Question("carte_actions", words.QUESTION, build, offers=(INDICATOR,))
