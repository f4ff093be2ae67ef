"""The page «Indicateurs»."""

from functools import partial
from typing import Final

from cls_dash import terms
from cls_dash.page.model import (
    Chart,
    Facts,
    Map,
    Note,
    Opening,
    Page,
    Titled,
)
from cls_dash.questions.indicators import maps, tables, words
from cls_dash.questions.indicators.asked import INDICATOR, indicator
from cls_dash.questions.indicators.figures import Figures, entries, figures
from cls_dash.questions.question import Asked, File, Question
from cls_dash.render.published_charts import by_place
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    code, territory = asked.get(INDICATOR), asked.selection.territory
    if code is None:
        return Page(words.QUESTION, words.NOTHING)
    found = figures(release, territory, code)
    facts = Facts(words.facts(found))
    opening = _opening(found, asset_digest(release, territory), facts)
    catalogue = tables.whole(entries(release, territory))
    return Page(
        question=words.QUESTION,
        answer=words.answer(found),
        opening=opening,
        parts=(
            *(() if opening else (facts,)),
            *_chart(found),
            Note(words.note(found)),
            Titled(words.CATALOGUE, (catalogue,)),
        ),
        reading=words.READING,
        table=tables.values(found),
    )


def _opening(found: Figures, digest: str, facts: Facts) -> Opening | None:
    """Return the map and the facts beside it, where enough communes are known."""
    values = maps.painted_values(found)
    if values is None:
        return None
    shown = Map(digest, values, "indicateur")
    return Opening(shown, terms.CREDITS, (facts,), words.CLICK)


def _chart(found: Figures) -> tuple[Chart, ...]:
    drawn = found.drawn
    if drawn.empty:
        return ()
    draw = partial(by_place, drawn, digits=found.digits)
    return (Chart(draw, "autour", words.AROUND, words.measured(found.card)),)


def _name(asked: Asked) -> str:
    return f"{asked.selection.territory}-{asked[INDICATOR]}.csv"


QUESTION: Final = Question(
    "indicateurs",
    words.QUESTION,
    build,
    offers=(indicator,),
    has_map=False,  # Of many indicators too few communes are known.
    files=(File("Valeurs (CSV)", tables.values_csv, _name),),
    selected_files=False,
)
