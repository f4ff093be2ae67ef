"""Whom each table comes from, and how it may be used again."""

from typing import Final, NamedTuple

from cls_dash import terms
from cls_dash.questions.rows import rows
from cls_dash.store.model import EXTRACTS
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.extracts import cited
from cls_dash.store.release import Release

LICENCE: Final = "Licence Ouverte 2.0"
LICENCE_CODE: Final = "etalab-2.0"
LICENCE_ADDRESS: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


class Origin(NamedTuple):
    """A source that a table cites."""

    title: str
    address: str
    licence: str


def origins(release: Release, table: str) -> tuple[Origin, ...]:
    """Return the sources that a table cites, those of the reference geography by default."""
    keys = cited(release, EXTRACTS[table])
    cards = sources_of(release)
    found = tuple(
        Origin(f"{card['producer']}, {card['title']}", str(card["url"] or ""), str(card["licence"]))
        for card in rows(cards[cards.index.isin(keys)])
    )
    return found or (Origin(terms.CREDITS, "", LICENCE),)
