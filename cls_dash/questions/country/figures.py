"""How the territory stands on a map of France."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import pandas as pd

from cls_dash.domain.extent import read_asset
from cls_dash.questions.country.choropleth import Choropleth, Colouring, choropleth, names
from cls_dash.render.classes import GAPS, MISSING
from cls_dash.store.queries import country
from cls_dash.store.release import Release

LEAST: Final = 5
"""Places of which the ends say more than each of them."""
OFTENER: Final = 1.5
"""Share of a class in the territory, by that of the map, from which it is worth saying."""
OFTEN: Final = 0.2
"""Share of a class in the territory under which it is not its colour."""


@dataclass(frozen=True)
class Oftener:
    """A class that the territory has far oftener than the whole map."""

    label: str
    own: float
    """Its share of the places of the territory, in [0, 1]."""
    wider: float
    """Its share of the places of the map."""


@dataclass(frozen=True)
class Figures:
    """A map, and which of its places are in the territory."""

    map: Choropleth
    level: str
    names: pd.Series
    """Of the places of the map, by code."""
    inside: pd.Index
    """Codes of the places that are in the territory."""

    @property
    def place_values(self) -> pd.Series:
        """Value of each place, by code; missing where none is known."""
        return self.map.measured.figures

    @cached_property
    def known(self) -> pd.Series:
        """Values of the map that are known."""
        return self.place_values.dropna()

    @cached_property
    def here(self) -> pd.Series:
        """Values of the territory that are known."""
        return self.place_values.reindex(self.inside).dropna()

    @property
    def partly(self) -> bool:
        """Say whether some values of the map are not known."""
        return len(self.known) < len(self.place_values)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """
        Share of the places in each class, in [0, 1], by rank of class.

        Of the territory (``here``) and of the map (``map``); no column where nothing is known.
        """
        marks = pd.Series(list(self.map.classes.marks), self.place_values.index)
        ranks = marks[marks != MISSING].map(partial(int, base=36))
        wholes = {"here": ranks[ranks.index.isin(self.inside)], "map": ranks}
        counted = {
            name: whole.value_counts(normalize=True)
            for name, whole in wholes.items()
            if not whole.empty
        }
        shares = pd.DataFrame(counted, index=range(len(self.map.classes.labels)), dtype=float)
        return shares.fillna(0.0)

    @property
    def oftener(self) -> Oftener | None:
        """
        The class that the territory has far oftener than the map, if any.

        None of a few places, nor where colours say why nothing is known: they have their share too.
        """
        if len(self.here) < LEAST or self.map.measured.gaps.isin(GAPS).any():
            return None
        shares = self.shares[::-1]  # Of two classes as much oftener, the higher one.
        rank = int((shares["here"] - shares["map"]).idxmax())
        own, wider = (float(shares.loc[rank, name]) for name in ("here", "map"))
        # Of a handful of places, one more would change which colour is told.
        many = own >= OFTEN and round(own * len(self.here)) >= LEAST
        return (
            Oftener(self.map.classes.labels[rank], own, wider)
            if many and own >= OFTENER * wider
            else None
        )


def figures(release: Release, territory: str, shown: Colouring) -> Figures:
    """Return the map of a colouring, and which of its places are in a territory."""
    places = country.places(release, read_asset(shown.asset))
    members = places.index.intersection(country.members(release).get(territory, []))
    inside = members
    if shown.level != "commune":
        inside = pd.Index(places.loc[members, shown.level].dropna().unique())
    return Figures(choropleth(release, shown), shown.level, names(release, shown), inside)
