"""
The reference geography: communes, EPCI and the départements around them.

``read_france`` reads all of France from the two published packages,
``write_geography`` keeps the communes of some EPCI as readable files, and
``read_geography`` reads these files back and refuses what does not hold together.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cls_dash.errors import ClsDashError
from cls_dash.ingest.dataset_tables import read_csv_table, read_schema, typed_frame
from cls_dash.ingest.outlines import (
    REMEDY,
    departement_outlines,
    on_grid,
    read_outlines_file,
    write_outlines,
)
from cls_dash.ingest.packages import Packages, read_divisions, read_outlines
from cls_dash.ingest.problems import InvalidDatasetError, Problem

POPULATION_YEAR = 2022
"""Census of ``populationMunicipale`` in ``epci.json`` of the divisions 6.0.0."""

TABLES = {
    "communes": (
        "name",
        "epci",
        "departement",
        "region",
        "population",
        "population_year",
        "longitude",
        "latitude",
        "point_kind",
    ),
    "epci": ("name", "population", "communes"),
    "departements": ("name", "region", "region_name"),
}
KEYS = {"communes": "code", "epci": "epci", "departements": "departement"}


class UnknownEpciError(ClsDashError, ValueError):
    """No commune of France is a member of these EPCI."""

    def __init__(self, epci: Sequence[str]) -> None:
        super().__init__(f"no EPCI has the SIREN {', '.join(epci) or '(none given)'}")
        self.epci = tuple(epci)


def read_france(packages: Packages) -> gpd.GeoDataFrame:
    """
    Return every present commune of France, overseas included, by INSEE code.

    Columns ``name``, ``epci`` (SIREN, missing for the communes of no EPCI),
    ``epci_name``, ``departement``, ``departement_name``, ``region``,
    ``region_name``; ``population`` (inhabitants, *population municipale*; missing
    without an EPCI, since it comes with the members) and ``population_year``;
    ``geometry`` (EPSG:4326, on a grid of 1e-5 degree, about 1 m, or missing);
    ``longitude`` and ``latitude`` of the chief point (degrees) and ``point_kind``:

    - ``town_hall``: the town hall, which lies in the outline;
    - ``representative``: a point of the outline, the town hall being unknown or
      outside it;
    - ``unchecked``: the town hall of a commune that has no outline.
    """
    divisions = pd.DataFrame.from_records(read_divisions(packages, "communes"))
    present = divisions[divisions["type"] == "commune-actuelle"].set_index("code")
    names = present["nom"].rename("name")
    frame = (
        present[["departement", "region"]]
        .join(names)
        .join(_members(packages))
        .join(_names(packages, "departements", "departement_name"), on="departement")
        .join(_names(packages, "regions", "region_name"), on="region")
        .join(read_outlines(packages)[["geometry", "mairie_localisation"]])
        .sort_index()
    )
    outlines = on_grid(_decoded(frame.pop("geometry")))
    points = _chief_points(outlines, _decoded(frame.pop("mairie_localisation")))
    return gpd.GeoDataFrame(
        frame.join(points.set_index(frame.index)), geometry=outlines, crs="EPSG:4326"
    )


def write_geography(france: gpd.GeoDataFrame, folder: Path, *, epci: Sequence[str]) -> None:
    """
    Write the geography of the members of ``epci`` (SIREN) into ``folder``.

    ``communes.csv``, ``communes.geojson``, ``epci.csv``, then ``departements.csv``
    and ``departements.geojson`` for the départements within 30 km. Rows are sorted
    and coordinates rounded: the same France gives the same bytes.

    Raises
    ------
    UnknownEpciError
        If a SIREN has no member in France, or if none is given.
    """
    unknown = sorted(set(epci) - set(france["epci"].dropna()))
    if unknown or not epci:
        raise UnknownEpciError(unknown)
    communes = france[france["epci"].isin(list(epci))].sort_index()
    around = departement_outlines(france, around=communes)
    folder.mkdir(parents=True, exist_ok=True)
    _write_table(communes, folder, "communes")
    _write_table(_epci(communes), folder, "epci")
    _write_table(_departements(france, around.index), folder, "departements")
    write_outlines(communes.geometry.dropna(), folder / "communes.geojson")
    write_outlines(
        around.geometry,
        folder / "departements.geojson",
        names=france.groupby("departement")["departement_name"].first(),
    )


def read_geography(folder: Path) -> dict[str, pd.DataFrame | gpd.GeoDataFrame]:
    """
    Read and validate the files that ``write_geography`` made.

    Returns
    -------
    dict
        ``communes`` (GeoDataFrame, EPSG:4326, by code), ``epci`` (DataFrame, by
        SIREN) and ``departements`` (GeoDataFrame, EPSG:4326, by code). Codes are
        text, populations are inhabitants, missing values stay missing.

    Raises
    ------
    InvalidDatasetError
        With every problem found: its file, the code concerned and the reason.
    """
    tables = _tables(folder)
    communes, departements = (
        _with_outlines(tables[name], folder / f"{name}.geojson")
        for name in ("communes", "departements")
    )
    epci = tables["epci"]
    if problems := list(_contradictions(communes, epci, departements)):
        raise InvalidDatasetError(problems)
    return {"communes": communes, "epci": epci, "departements": departements}


def _members(packages: Packages) -> pd.DataFrame:
    rows = [
        {
            "code": member["code"],
            "epci": group["code"],
            "epci_name": group["nom"],
            "population": member["populationMunicipale"],
            "population_year": POPULATION_YEAR,
        }
        for group in read_divisions(packages, "epci")
        for member in group["membres"]
    ]
    counts = {"population": "Int64", "population_year": "Int64"}
    return pd.DataFrame.from_records(rows).astype(counts).set_index("code")


def _names(packages: Packages, level: str, column: str) -> pd.Series:
    records = read_divisions(packages, level)
    return pd.Series({record["code"]: record["nom"] for record in records}, name=column)


def _decoded(wkb: pd.Series) -> NDArray[np.object_]:
    texts = wkb.astype(object)
    decoded: NDArray[np.object_] = shapely.from_wkb(
        texts.where(texts.notna(), None).to_numpy(dtype=object)
    )
    return decoded


def _chief_points(outlines: NDArray[np.object_], town_halls: NDArray[np.object_]) -> pd.DataFrame:
    """Return one point per commune in degrees, and what it is."""
    town_halls = on_grid(town_halls)
    inside = shapely.covers(outlines, town_halls)
    outlined = ~shapely.is_missing(outlines)
    points = np.where(outlined & ~inside, on_grid(shapely.point_on_surface(outlines)), town_halls)
    kinds = np.select(
        [inside, outlined, ~shapely.is_missing(town_halls)],
        ["town_hall", "representative", "unchecked"],
        default="",
    )
    return pd.DataFrame(
        {
            "longitude": shapely.get_x(points),
            "latitude": shapely.get_y(points),
            "point_kind": pd.Series(kinds, dtype="str").replace("", None),
        }
    )


def _epci(communes: gpd.GeoDataFrame) -> pd.DataFrame:
    return communes.groupby("epci").agg(
        name=("epci_name", "first"),
        population=("population", "sum"),
        communes=("name", "size"),
    )


def _departements(france: gpd.GeoDataFrame, codes: pd.Index) -> pd.DataFrame:
    rows = france.groupby("departement").agg(
        name=("departement_name", "first"),
        region=("region", "first"),
        region_name=("region_name", "first"),
    )
    return rows.loc[codes]


def _write_table(rows: pd.DataFrame, folder: Path, table: str) -> None:
    rows.sort_index()[list(TABLES[table])].to_csv(
        folder / f"{table}.csv", index_label=KEYS[table], lineterminator="\n"
    )


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables by their keys, or every problem their schemas find."""
    readings = {
        name: read_csv_table(folder, f"{name}.csv", name)
        for name in KEYS
        if (folder / "schemas" / f"{name}.json").is_file()
    }
    problems = [problem for _, found in readings.values() for problem in found]
    problems += [
        _problem(f"schemas/{name}.json", "", "Le schéma de cette table manque.")
        for name in KEYS.keys() - readings.keys()
    ]
    if problems:
        raise InvalidDatasetError(problems)
    return {
        name: typed_frame([row.cells for row in table.rows], read_schema(folder, name)).set_index(
            KEYS[name]
        )
        for name, (table, _) in readings.items()
        if table is not None
    }


def _with_outlines(rows: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
    outlines = read_outlines_file(path)
    if strangers := list(outlines.index.difference(rows.index)):
        reason = f"Ce contour n'a pas de ligne dans {path.stem}.csv."
        raise InvalidDatasetError(_problem(path.name, code, reason) for code in strangers)
    return gpd.GeoDataFrame(rows, geometry=outlines.reindex(rows.index))


def _contradictions(
    communes: gpd.GeoDataFrame, epci: pd.DataFrame, departements: gpd.GeoDataFrame
) -> Iterator[Problem]:
    for column, file, known in (
        ("epci", "epci.csv", epci),
        ("departement", "departements.csv", departements),
    ):
        for value in sorted(set(communes[column]) - set(known.index)):
            reason = f"Ce code n'est pas dans {file}."
            yield _problem("communes.csv", value, reason, column)
    outlined = communes["point_kind"].isin(["town_hall", "representative"])
    for code in communes.index[communes.geometry.isna() & outlined]:
        yield _problem("communes.geojson", code, "Le contour de la commune manque.")
    for code in departements.index[departements.geometry.isna()]:
        reason = "Le contour du département manque."
        yield _problem("departements.geojson", code, reason)


def _problem(file: str, code: str, reason: str, column: str = "") -> Problem:
    return Problem(file, 1, column, code, reason, REMEDY)
