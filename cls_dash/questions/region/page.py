"""The page «Contrats de la région»."""

from collections.abc import Mapping
from typing import Final

from cls_dash import terms
from cls_dash.domain.extent import Extent
from cls_dash.page.model import (
    Facts,
    Link,
    Map,
    Notice,
    Opening,
    Page,
    Part,
    Titled,
    present,
    titled,
)
from cls_dash.questions.question import Asked, File, Question
from cls_dash.questions.region import charts, maps, rates, tables, words
from cls_dash.questions.region.asked import RATE, REGION, rate, region
from cls_dash.questions.region.figures import Figures, figures
from cls_dash.questions.region.needs import Need, needs
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

STEM: Final = "contrats_region"


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    if asked.get(REGION) is None:
        return Page(words.QUESTION, words.NOTHING)
    here = _here(release, asked)
    found = needs(release, here.code)
    digest = asset_digest(release, Extent("region", here.code).asset)
    shown = Map(digest, maps.contracts(here), "contrats", click=None)
    told = tuple(words.needs(here, found))
    needed = (Facts(told) if told else None, *charts.multiples(here, found))
    return Page(
        question=words.QUESTION,
        answer=words.answer(here),
        opening=Opening(shown, f"{words.note(here)} {terms.CREDITS}", (Facts(words.facts(here)),)),
        parts=present(
            Titled(words.WITHOUT, _without(here, found)),
            titled(words.NEEDS, *needed),
            Titled(words.COMPARED, (*_compared(release, here, asked), _COMPARE)),
            titled(words.TWICE, tables.twice(here) if len(here.twice) else None),
        ),
        reading=words.READING,
        table=tables.contracts(here, found),
    )


def _here(release: Release, asked: Asked) -> Figures:
    documented_only = asked.selection.documented_only
    return figures(release, asked[REGION], documented_only=documented_only)


def _without(here: Figures, found: Mapping[str, Need | None]) -> tuple[Part, ...]:
    """Say where those who have no contract live, and the largest places that have none."""
    known = here.whole and len(here.epci)
    return present(Facts(words.without(here)), tables.epci(here, found) if known else None)


def _compared(release: Release, here: Figures, asked: Asked) -> tuple[Part, ...]:
    code = asked.get(RATE)
    if code is None:
        return (Notice(words.NOT_COMPARED),)
    found = rates.rates(release, here, code)
    return (Facts(words.compared(found)), charts.funnel(here, found), tables.rates(here, found))


def _communes(release: Release, asked: Asked) -> bytes:
    return tables.communes_csv(_here(release, asked))


_COMPARE: Final = Link(words.COMPARE, "comparer", {})
QUESTION: Final = Question(
    STEM,
    words.QUESTION,
    build,
    offers=(region, rate),
    files=(File("Communes et contrats (CSV)", _communes, lambda _: "contrats-region.csv"),),
    selected_files=False,
    by_perimeter=False,
)
