"""Where a territory stands, measure by measure: its département, its region, its like."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.comparison import against, most_similar
from cls_dash.domain.observed import VALUED
from cls_dash.domain.regions import REGIONS
from cls_dash.errors import UndefinedMeasureError
from cls_dash.page.table import Table
from cls_dash.store.queries import comparing, country
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release
from cls_dash.views.compare_ground import Ground
from cls_dash.views.compare_measures import Measure, measured

ALL, DEPARTEMENT, REGION, COUNTRY, LIKE = "ensemble", "departement", "region", "pays", "semblable"
NATION: Final = "FR"
_VERDICTS: Final = MappingProxyType(
    {
        "higher": "plus haut que ce repère",
        "lower": "plus bas que ce repère",
        "compatible": "compatible avec ce repère",
    }
)
COVARIATES: Final = "population, taille moyenne des communes, part de la ville principale"
"""What makes two territories alike, in words."""


@dataclass(frozen=True)
class References:
    """What a territory is compared with, beside the other territories."""

    names: dict[str, str]
    """French name of each reference, by code."""
    figures: pd.DataFrame
    """
    One column a reference, missing where nothing is published; by measure of which the
    territory has a figure.
    """
    note: str


def similar(release: Release, territory: str) -> str | None:
    """Return the territory of the store that is most like one; nothing when it is alone."""
    sizes = comparing.sizes(release)
    covariates = pd.DataFrame(
        {
            "population": sizes["population"],
            "mean": sizes["population"] / sizes["communes"],
            "main": sizes["largest"] / sizes["population"].where(sizes["population"] > 0),
        }
    )
    try:
        return str(most_similar(covariates, territory, k=1).index[0])
    except UndefinedMeasureError:
        return None


def references(
    release: Release, here: Ground, territory: str, measures: Mapping[str, Measure]
) -> References:
    """Return what a territory's measures are compared with."""
    home = here.communes.loc[territory]
    held = {
        level: str(home.groupby(level)["population"].sum().idxmax())
        for level in (DEPARTEMENT, REGION)
    } | {COUNTRY: NATION}
    seen = observations_of(release, list(held.values()))
    names = {
        ALL: "Territoires comparés ensemble",
        DEPARTEMENT: country.names(release).get(held[DEPARTEMENT], held[DEPARTEMENT]),
        REGION: REGIONS.get(held[REGION], held[REGION]),
        COUNTRY: "France",
    }
    columns = {ALL: pd.Series({code: measure.overall for code, measure in measures.items()})}
    for level, place in held.items():
        mine = seen[(seen["level"] == level) & (seen["geography"] == place)]
        mine = mine[mine["status"].isin(VALUED) & mine["value"].notna()]
        years = mine["indicator"].map({code: one.year for code, one in measures.items()})
        # A value of another year would tell time, not place.
        columns[level] = mine[mine["year"] == years].set_index("indicator")["value"]
    like = similar(release, territory)
    if like:
        selection = here.selections[territory]
        other, theirs = measured(release, selection, (like,))
        names[LIKE] = f"{other.names[like]}, le plus semblable"
        columns[LIKE] = pd.Series(
            {code: measure.figures.loc[like, "value"] for code, measure in theirs.items()}
        )
    figures = pd.DataFrame({code: columns[code].astype(float) for code in columns})
    known = [code for code, one in measures.items() if one.figures["value"].notna()[territory]]
    figures = figures.reindex(known)
    used = [code for code in figures if figures[code].notna().any()]
    return References(
        names={code: names[code] for code in used},
        figures=figures[used],
        note=(f"Territoire le plus semblable : {COVARIATES}. " if like else "")
        + "Chaque repère est pris comme exact ; sans intervalle, aucun verdict. L’ensemble "
        "contient le territoire lui-même, ce qui cache une partie de l’écart.",
    )


def spine(measures: Mapping[str, Measure], territory: str, found: References) -> pd.DataFrame:
    """
    Return each measure of a territory as a ratio to that of all the territories compared.

    Returns
    -------
    DataFrame
        By measure: ``title``, ``told``, ``value``, ``lower`` and ``upper`` (missing without an
        interval), ``least`` and ``most`` of the territories compared, and one column a
        reference. A measure that is negative or unknown here has no row.
    """
    lines = {}
    for code, beside in found.figures.iterrows():
        measure = measures[str(code)]
        figure = measure.figures.loc[territory]
        if not (measure.overall > 0 and figure["value"] > 0):
            continue
        known = measure.figures["value"]
        line = {
            "value": figure["value"], "lower": figure["lower"], "upper": figure["upper"],
            "least": known.min(), "most": known.max(), **beside,
        }  # fmt: skip
        ratios = {name: value / measure.overall for name, value in line.items()}
        told = f"{measure.told(territory)} {measure.unit}"
        lines[code] = {"title": measure.title, "told": told, **ratios}
    return pd.DataFrame.from_dict(lines, orient="index")


def table(
    measures: Mapping[str, Measure], territory: str, name: str, found: References
) -> Table | None:
    """Return what the spine chart shows, with each reference's verdict; nothing of no figure."""
    lines = []
    for code, beside in found.figures.iterrows():
        measure = measures[str(code)]
        verdicts = _verdicts(measure, territory, beside)
        cells = [
            f"{measure.written(value)}{verdicts.get(reference, '')}"
            if value == value
            else wording.NO_DATA
            for reference, value in beside.items()
        ]
        lines.append((wording.titled(measure.title, measure.unit), measure.told(territory), *cells))
    if not lines:
        return None
    return Table.of(
        ("Indicateur", name, *found.names.values()),
        lines,
        caption=f"{name} et ses repères, intervalle à 95 % entre parenthèses",
    )


def _verdicts(measure: Measure, territory: str, references: pd.Series) -> dict[str, str]:
    """Return what the interval of a figure says of each reference; nothing without one."""
    figure = measure.figures.loc[territory]
    if figure["lower"] != figure["lower"] or not measure.judged:
        return {}
    judged = against(figure["value"], figure["lower"], figure["upper"], references)
    return {
        str(reference): f", {_VERDICTS[verdict]}"
        for reference, verdict in judged["verdict"].items()
        if verdict in _VERDICTS
    }
