"""The page «Ma commune»."""

from typing import Final

from cls_dash import terms
from cls_dash.page.model import (
    Facts,
    Live,
    Map,
    Notice,
    Opening,
    Page,
    Titled,
)
from cls_dash.questions.commune import maps, published_words, tables, words
from cls_dash.questions.commune.asked import COMMUNE, commune
from cls_dash.questions.commune.figures import figures
from cls_dash.questions.question import Asked, Question
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

SHEET: Final = "fiche"


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page: the sheet of the commune, or the map where one is chosen."""
    return (_sheet if asked[COMMUNE] else _chooser)(release, asked)


def _chooser(release: Release, asked: Asked) -> Page:
    territory = asked.selection.territory
    values = maps.chooser(communes_of(release, territory))
    return Page(
        question=words.QUESTION,
        answer=words.CHOOSE,
        opening=Opening(
            Map(asset_digest(release, territory), values, "choisir"),
            terms.CREDITS,
            hint=words.CLICK,
        ),
        shared=False,
    )


def _sheet(release: Release, asked: Asked) -> Page:
    here = figures(release, asked.selection, asked[COMMUNE])
    digest = asset_digest(release, asked.selection.territory)
    shown = Map(digest, maps.sheet(here), SHEET)
    published = published_words.table(here.published, here.name)
    places = tables.places(here)
    return Page(
        question=words.QUESTION,
        answer=words.answer(here),
        opening=Opening(
            shown,
            terms.CREDITS,
            (Facts(words.facts(here)), tables.comparison(here)),
            words.ANOTHER,
        ),
        parts=(
            Titled(words.HAPPENED, (tables.actions(here) or Notice(words.no_action(here)),)),
            *((Titled(words.PUBLISHED, (published,)),) if published else ()),
            Titled(
                words.CARE,
                (
                    tables.services(here) or Notice(words.NO_LIST),
                    *((places,) if places else ()),
                ),
            ),
            Live(SHEET, (asked[COMMUNE],)),
        ),
    )


QUESTION: Final = Question("ma_commune", words.QUESTION, build, offers=(commune,))
