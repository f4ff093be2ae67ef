"""The page «Indicateurs»."""

from typing import Final

from cls_dash import terms
from cls_dash.page.model import Chart, Choices, Columns, Facts, Map, Note, Page, Titled
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
        return Page(words.QUESTION, words.NOTHING, ())
    found = figures(release, territory, code)
    catalogue = tables.whole(entries(release, territory))
    left = (*_map(found, asset_digest(release, territory)), *_chart(found))
    return Page(
        question=words.QUESTION,
        answer=words.answer(found),
        parts=(
            Choices(((INDICATOR,),), widths=(1,)),
            Columns((left, (Facts(words.facts(found)), Note(words.note(found)))), (2, 1)),
            Titled(words.CATALOGUE, (catalogue,)),
        ),
        reading=words.READING,
        table=tables.values(found),
    )


def _map(found: Figures, digest: str) -> tuple[Map | Note, ...]:
    values = maps.painted_values(found)
    if values is None:
        return ()
    return Map(digest, values, "indicateur"), Note(f"{words.CLICK} {terms.CREDITS}")


def _chart(found: Figures) -> tuple[Chart, ...]:
    drawn = found.drawn
    if drawn.empty:
        return ()
    figure = by_place(drawn, digits=found.digits)
    return (Chart(figure, "autour", words.AROUND, words.measured(found.card)),)


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
