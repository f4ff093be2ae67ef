"""The page «Ma commune»."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.model import Facts, Live, Map, Notice, Opening, Page, Places, present, titled
from cls_dash.questions.commune import maps, published_words, tables, words
from cls_dash.questions.commune.asked import COMMUNE, commune
from cls_dash.questions.commune.figures import figures
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.rows import rows
from cls_dash.questions.to_look_at import communes_to_look_at
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

SHEET: Final = "fiche"
FIRST: Final = 5
"""Communes that are named to who has chosen none."""


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page: the sheet of the commune, or the map where one is chosen."""
    return (_sheet if asked[COMMUNE] else _chooser)(release, asked)


def _chooser(release: Release, asked: Asked) -> Page:
    territory = asked.selection.territory
    communes = communes_of(release, territory)
    shown = Map(asset_digest(release, territory), maps.chooser(communes), "choisir")
    return Page(
        question=words.QUESTION,
        answer=words.CHOOSE,
        opening=Opening(shown, terms.CREDITS, _most_peopled(communes), words.CLICK),
        shared=False,
    )


def _most_peopled(communes: pd.DataFrame) -> tuple[Places, ...]:
    """Return the ways to the sheets that most people look for."""
    first = communes.dropna(subset="population").nlargest(FIRST, "population")
    told = (
        (row["code"], row["name"], wording.counted(row["population"], "habitant"))
        for row in rows(first.reset_index(names="code"))
    )
    return communes_to_look_at(words.MOST_PEOPLED, told)


def _sheet(release: Release, asked: Asked) -> Page:
    here = figures(release, asked.selection, asked[COMMUNE])
    digest = asset_digest(release, asked.selection.territory)
    shown = Map(digest, maps.sheet(here), SHEET)
    return Page(
        question=words.QUESTION,
        answer=words.answer(here),
        opening=Opening(
            shown,
            terms.CREDITS,
            (Facts(words.facts(here)), tables.comparison(here)),
            words.ANOTHER,
        ),
        parts=present(
            titled(words.HAPPENED, tables.actions(here) or Notice(words.no_action(here))),
            titled(words.PUBLISHED, published_words.table(here.published, here.name)),
            titled(words.CARE, tables.services(here) or Notice(words.NO_LIST), tables.places(here)),
            Live(SHEET, (asked[COMMUNE],)),
        ),
    )


QUESTION: Final = Question("ma_commune", words.QUESTION, build, offers=(commune,))
