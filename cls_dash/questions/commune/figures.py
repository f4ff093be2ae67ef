"""What is known of a commune: its actions, what surrounds it, what is published of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cls_dash.domain.selection import Evidence, Selection
from cls_dash.errors import UnknownCommuneError
from cls_dash.questions.commune import around, published
from cls_dash.questions.commune.around import Reached
from cls_dash.questions.commune.published import LocalFigure
from cls_dash.questions.provision import provision
from cls_dash.questions.spread.record import Record
from cls_dash.questions.spread.spread import Spread, measured, spread
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Figures:
    """What the page is made of."""

    communes: pd.DataFrame
    """Of the territory, by code."""
    here: pd.Series
    """The commune, one of them."""
    found: Spread
    """Of the selection, in all the communes of its perimeter."""
    done: pd.DataFrame
    """Deployments in the commune, the latest first."""
    shared: pd.DataFrame
    """Deployments for the whole EPCI or territory, or remote."""
    services: tuple[Reached, ...]
    """How far each service is, of those whose list is complete."""
    places: pd.DataFrame
    """Known places near it, of which nothing is concluded."""
    published: tuple[LocalFigure, ...]

    @property
    def name(self) -> str:
        """Name of the commune."""
        return str(self.here["name"])

    @property
    def record(self) -> Record:
        """How much is recorded of the selection."""
        return self.found.record

    @property
    def counted(self) -> pd.DataFrame:
        """Actions of each commune of the perimeter: see :func:`measured`."""
        return measured(self.found)

    def groups(self) -> Mapping[str, pd.DataFrame]:
        """Return what is counted in the commune, in its EPCI if it has one, and everywhere."""
        counted, epci = self.counted, self.here["epci"]
        found = {"commune": counted[counted.index == self.here.name]}
        if self.here["epci_name"]:
            found["epci"] = counted[counted["epci"] == epci]
        return {**found, "territory": counted}


def figures(release: Release, selection: Selection, code: str) -> Figures:
    """
    Gather what is known of a commune.

    Raises
    ------
    UnknownCommuneError
        If the commune is not one of the territory's.
    """
    communes = communes_of(release, selection.territory)
    if code not in communes.index:
        raise UnknownCommuneError(code)
    here = communes.loc[code]
    point = (here["longitude"], here["latitude"])
    near = providers_of(release, near=point, territory=selection.territory)
    complete = provision.complete(release, selection.territory)
    return Figures(
        communes=communes,
        here=here,
        found=spread(release, selection),
        done=deployments_of(release, selection, commune=code),
        shared=_shared(deployments_of(release, selection), here["epci"]),
        services=around.services(release, selection.territory, here),
        places=around.nearest(near, here, complete),
        published=published.figures(release, selection.territory, code),
    )


def _shared(deployments: pd.DataFrame, epci: str) -> pd.DataFrame:
    everywhere = deployments["scope"].isin(["territory", "remote"])
    held = (deployments["scope"] == "epci") & (deployments["epci"] == epci)
    return deployments[everywhere | held]


def illustrative(deployments: pd.DataFrame) -> int:
    """Count the deployments that were made for the demonstration."""
    return int((deployments["evidence"] == Evidence.ILLUSTRATIVE).sum())
