"""The page «Comparer»."""

from typing import Final

from cls_dash.page.model import (
    Click,
    Facts,
    Map,
    Opening,
    Page,
    Titled,
    Together,
)
from cls_dash.questions.compare import beneath, charts, maps, tables, words
from cls_dash.questions.compare.asked import COLOUR, WITH, colour, others, territories
from cls_dash.questions.compare.figures import Dispersion, dispersions, measured, p_value
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.parts import part, whatever_the_measure
from cls_dash.questions.compare.trend import trend
from cls_dash.questions.question import Asked, File, Question
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    UnknownTerritoryError, EmptyPerimeterError
        As :func:`cls_dash.questions.compare.ground.ground`.
    """
    selection = asked.selection
    if asked.get(WITH) is None:
        return Page(words.QUESTION, words.ALONE)
    compared = territories(selection, asked.codes)
    here, measures = measured(release, selection, compared)
    measure = measures[asked[COLOUR]]
    p, scattered = p_value(measure, asked.chance), dispersions(measure)
    unequal, everything, standing, themes = whatever_the_measure(release, selection, compared)
    return Page(
        question=words.QUESTION,
        answer=words.answer(here, measure, p),
        warning=words.warning(here, measure),
        opening=Opening(
            _maps(release, here, measure), words.note(here, measure, p), _figures(here, measure)
        ),
        parts=(
            unequal,
            everything,
            _scatter(here, measure, scattered),
            standing,
            _trend(release, here, measure),
            themes,
        ),
        reading="\n\n".join(filter(None, (words.READING, beneath.factors(scattered)))),
        table=tables.communes(here, measure),
    )


def _figures(here: Ground, measure: Measure) -> tuple[Titled, ...]:
    """Give each territory's figure beside the maps."""
    told = words.figures(here, measure)
    return (Titled(words.heading(measure), (Facts(told),)),) if told else ()


def _maps(release: Release, here: Ground, measure: Measure) -> Together:
    """Return the map of each territory under its name."""
    every = maps.classified(measure)
    shown = {
        slug: Map(
            asset_digest(release, slug), values, f"comparer-{slug}",
            Click(codes={"territoire": slug}),
        )
        for slug, values in maps.values(here, measure, every).items()
    }  # fmt: skip
    named = tuple((here.names[slug], each) for slug, each in shown.items())
    return Together(maps.legend(measure, every), named)


def _scatter(
    here: Ground, measure: Measure, scattered: tuple[Dispersion, Dispersion] | None
) -> Titled:
    """Say whether territories, and communes, differ by more than chance."""
    said = beneath.scatter(measure, scattered)
    return part(beneath.SCATTER, charts.funnel(here, measure), said)


def _trend(release: Release, here: Ground, measure: Measure) -> Titled:
    """Follow a measure from year to year."""
    years = trend(release, here, measure)
    said = beneath.trend(measure, years, here.names)
    return part(beneath.TREND, charts.trend(here, measure, years), (said,))


QUESTION: Final = Question(
    "comparer",
    words.QUESTION,
    build,
    offers=(others, colour),
    files=(File("Indicateurs comparés (CSV)", tables.indicators_csv, lambda _: "comparaison.csv"),),
    selected_files=False,
    of_others=True,
)
