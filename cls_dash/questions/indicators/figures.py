"""What is published of an indicator in a territory, and of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.analysis.observations import latest
from cls_dash.domain.observed import VALUED
from cls_dash.questions.need import telling
from cls_dash.questions.published import published
from cls_dash.questions.rows import rows
from cls_dash.render.classes import decimals
from cls_dash.store.queries import catalogue, zoning
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.zoning import BASSIN
from cls_dash.store.release import Release, memoised

LEAST: Final = 5
"""Communes that are known, or known to be withheld, for a map to say something."""
PLACES: Final = 14
"""Lines of the chart; more communes than that are on the map."""


@dataclass(frozen=True)
class Figures:
    """What the page is made of."""

    card: pd.Series
    """Of the indicator: see :func:`cls_dash.store.queries.catalogue.cards`."""
    observed: pd.DataFrame
    """Of the indicator: see :func:`cls_dash.questions.published.published`."""
    communes: pd.DataFrame
    """Of the territory, in the order of its map."""
    painting: pd.DataFrame
    """By commune, its last observation, or that of the bassin de vie named in ``of``."""
    sources: pd.DataFrame
    """Cards of what the last values come from."""

    @property
    def last(self) -> pd.DataFrame:
        """The last observation of each place."""
        return latest(self.observed)

    @property
    def digits(self) -> int:
        """Decimals of what is written."""
        return decimals(self.last["value"])

    @property
    def states(self) -> pd.Series:
        """Number of communes by status of their value."""
        last = self.last
        told_of = last["value"].notna() | ~last["status"].isin(VALUED)
        return last.loc[told_of & (last["level"] == "commune"), "status"].value_counts()

    @property
    def drawn(self) -> pd.DataFrame:
        """What the chart draws: the widest places first, then communes, all or none."""
        known = self.observed.dropna(subset="value")
        fine = known["level"] == "commune"
        wide, communes = known[~fine], known[fine]
        parts = [part for _, part in wide.groupby(["level", "geography"], sort=False)][::-1]
        if len(parts) + communes["geography"].nunique() <= PLACES:
            parts.append(communes)
        drawn = pd.concat(parts) if parts else communes.head(0)
        return drawn.rename(columns={"name": "place"})[["place", "year", "value"]]


@dataclass(frozen=True)
class Entry:
    """An indicator of the catalogue, and what is known of it here."""

    title: str
    unit: str
    producer: str
    places: Mapping[str, int]
    """Number of those that are known, by level."""
    known: pd.DataFrame
    """Its observations that have a value."""


@memoised
def cards(release: Release) -> pd.DataFrame:
    """Return the card of each indicator, by code."""
    return catalogue.cards(release)


def ranked(release: Release, territory: str) -> list[str]:
    """Return the codes of the indicators that are known here, those that tell most first."""
    here = published(release, territory).dropna(subset="value")
    return telling.ranked(telling.known(here))


def observations(release: Release, territory: str, code: str) -> pd.DataFrame:
    """Return what is published of an indicator in a territory, and in all that holds it."""
    observed = published(release, territory)
    return observed[observed["indicator"] == code]


def figures(release: Release, territory: str, code: str) -> Figures:
    """Gather what is published of an indicator."""
    card, communes = cards(release).loc[code], communes_of(release, territory)
    observed = observations(release, territory, code)
    last = latest(observed)
    return Figures(
        card=card,
        observed=observed,
        communes=communes,
        painting=_painting(release, communes, last, card),
        sources=sources_of(release).reindex(dict.fromkeys(last["source"])),
    )


def _painting(
    release: Release, communes: pd.DataFrame, last: pd.DataFrame, card: pd.Series
) -> pd.DataFrame:
    """Return what the map paints, by commune: its value, else that of its bassin de vie."""
    own = last[last["level"] == "commune"].set_index("geography")
    if len(own) or card["kind"] == "stock":
        return own.assign(of="")
    theirs = last[last["level"] == BASSIN].set_index("geography")
    bassins = zoning.bassins(release, list(communes.index))
    return theirs.reindex(bassins).set_axis(communes.index).rename(columns={"name": "of"})


def entries(release: Release, territory: str) -> list[Entry]:
    """Return the whole catalogue, in the order of titles, with what is known of each here."""
    seen = published(release, territory).dropna(subset="value")
    by_code = dict(list(seen.groupby("indicator")))
    found = []
    for row in rows(cards(release)):
        known = by_code.get(row["code"], seen.head(0))
        places = known.groupby("level")["geography"].nunique().to_dict()
        title, unit, producer = (str(row[name]) for name in ("title", "unit", "producer"))
        found.append(Entry(title, unit, producer, places, known))
    return found
