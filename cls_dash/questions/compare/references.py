"""Where a territory stands, measure by measure: its département, its region, its like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.analysis.comparison import most_similar, size_covariates
from cls_dash.domain.observed import VALUED
from cls_dash.domain.regions import REGIONS
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.compare.figures import measured
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.store.queries import comparing, country
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release

ALL, DEPARTEMENT, REGION, COUNTRY, LIKE = "ensemble", "departement", "region", "pays", "semblable"
NATION: Final = "FR"


@dataclass(frozen=True)
class References:
    """What a territory is compared with, beside the other territories."""

    figures: pd.DataFrame
    """
    One column a reference, in order, missing where nothing is published; by measure of which
    the territory has a figure.
    """
    places: dict[str, str]
    """Name of the département, of the region, and of the territory most like it, by code."""

    @property
    def like(self) -> bool:
        """Say whether the store has another territory."""
        return LIKE in self.places


def similar(release: Release, territory: str) -> str | None:
    """Return the territory of the store that is most like one; nothing when it is alone."""
    try:
        covariates = size_covariates(comparing.sizes(release))
        return str(most_similar(covariates, territory, k=1).index[0])
    except UndefinedMeasureError:
        return None


def references(
    release: Release, here: Ground, territory: str, measures: Mapping[str, Measure]
) -> References:
    """Return what a territory's measures are compared with."""
    held = _held(here, territory)
    places = {
        DEPARTEMENT: country.names(release).get(held[DEPARTEMENT], held[DEPARTEMENT]),
        REGION: REGIONS.get(held[REGION], held[REGION]),
    }
    columns = {ALL: pd.Series({code: measure.overall for code, measure in measures.items()})}
    columns |= _wider(release, held, measures)
    if like := similar(release, territory):
        places[LIKE], columns[LIKE] = _like(release, here, like, measures)
    figures = pd.DataFrame({code: columns[code].astype(float) for code in columns})
    known = [code for code, one in measures.items() if one.figures["value"].notna()[territory]]
    figures = figures.reindex(known)
    return References(figures[[code for code in figures if figures[code].notna().any()]], places)


def _held(here: Ground, territory: str) -> dict[str, str]:
    """Return the département and the region where most inhabitants live, and the country."""
    home = here.communes.loc[territory]
    return {
        level: str(home.groupby(level)["population"].sum().idxmax())
        for level in (DEPARTEMENT, REGION)
    } | {COUNTRY: NATION}


def _wider(
    release: Release, held: Mapping[str, str], measures: Mapping[str, Measure]
) -> dict[str, pd.Series]:
    """Return what is published of each wider place, of the year of each measure."""
    seen = observations_of(release, list(held.values()))
    seen = seen[seen["status"].isin(VALUED) & seen["value"].notna()]
    # A value of another year would tell time, not place.
    years = seen["indicator"].map({code: one.year for code, one in measures.items()})
    seen = seen[seen["year"] == years]
    return {
        level: seen[(seen["level"] == level) & (seen["geography"] == place)].set_index("indicator")[
            "value"
        ]
        for level, place in held.items()
    }


def _like(
    release: Release, here: Ground, like: str, measures: Mapping[str, Measure]
) -> tuple[str, pd.Series]:
    """Return the name and the figures of another territory, which is often compared already."""
    ground, theirs = here, measures
    if like not in here.names:
        ground, theirs = measured(release, next(iter(here.selections.values())), (like,))
    values = {code: measure.figures["value"][like] for code, measure in theirs.items()}
    return ground.names[like], pd.Series(values)


def spine(measures: Mapping[str, Measure], territory: str, found: References) -> pd.DataFrame:
    """
    Return each measure of a territory as a ratio to that of all the territories compared.

    Returns
    -------
    DataFrame
        By measure: ``value``, ``lower`` and ``upper`` (missing without an
        interval), ``least`` and ``most`` of the territories compared, and one column a
        reference. A measure that is negative or unknown here has no row.
    """
    lines = {}
    for code, beside in found.figures.iterrows():
        measure = measures[str(code)]
        figure = measure.by_territory[territory]
        if not (measure.overall > 0 and figure["value"] > 0):
            continue
        known = measure.figures["value"]
        line = {
            "value": figure["value"], "lower": figure["lower"], "upper": figure["upper"],
            "least": known.min(), "most": known.max(), **beside,
        }  # fmt: skip
        ratios = {name: value / measure.overall for name, value in line.items()}
        lines[code] = ratios
    return pd.DataFrame.from_dict(lines, orient="index")
