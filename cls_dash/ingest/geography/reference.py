"""
The reference geography: communes, EPCI and the départements around them.

``read_france`` reads all of France from the two published packages,
``write_geography`` keeps the communes of some EPCI as readable files, and
``read_geography`` reads these files back and refuses what does not hold together.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.errors import UnknownEpciError
from cls_dash.ingest.dataset.tables import DataFile, read_csv_file
from cls_dash.ingest.geography.codes import successors
from cls_dash.ingest.geography.districts import whole, with_parts
from cls_dash.ingest.geography.france import (
    TABLES,
    decoded,
    departements_of,
    epci_of,
    located,
    post_towns,
    read_communes,
)
from cls_dash.ingest.geography.gaps import absorbers, closed, gaps
from cls_dash.ingest.geography.national import FRANCE, read_national, read_some
from cls_dash.ingest.geography.outlines import (
    REMEDY,
    departement_outlines,
    on_grid,
    read_outlines_file,
    write_outlines,
)
from cls_dash.ingest.geography.packages import Packages, read_outlines
from cls_dash.ingest.problems import InvalidDatasetError, Problem

KEYS = {"communes": "code", "epci": "epci", "departements": "departement", "around": "code"}


def read_france(packages: Packages) -> gpd.GeoDataFrame:
    """
    Return every present commune of France, overseas included, by INSEE code.

    Columns and points are those of :func:`cls_dash.ingest.geography.france.located`;
    the holes between outlines are closed as :func:`cls_dash.ingest.geography.gaps.gaps` says.
    """
    published, parts = read_outlines(packages)
    outlines = decoded(published["geometry"])
    outlines[:] = on_grid(outlines.to_numpy())
    town_halls = decoded(published["mairie_localisation"])
    pieces = decoded(parts["geometry"].dropna())
    former = successors(packages.divisions)
    holes = gaps(
        outlines,
        parts=pieces.rename(former["code"].to_dict()),
        town_halls=town_halls,
        absorbing=absorbers(former, outlined={*pieces.index, *outlines.dropna().index}),
    )
    communes = read_communes(packages.divisions)
    return located(
        communes,
        outlines=closed(outlines, holes),
        town_halls=town_halls,
        towns=post_towns(packages.divisions, communes),
    )


def write_geography(
    france: gpd.GeoDataFrame, folder: Path, *, epci: Sequence[str], communes: Sequence[str] = ()
) -> None:
    """
    Write the geography of the members of ``epci`` (SIREN) into ``folder``.

    ``communes.csv``, ``communes.geojson``, ``epci.csv``, then ``departements.csv``
    and ``departements.geojson`` for the départements within 30 km, and in ``around.csv`` the
    points of the communes that these reach, for care has no border. Rows are sorted
    and coordinates rounded: the same France gives the same bytes.

    Parameters
    ----------
    france
        What :func:`read_france` returns.
    folder
        Where to write; other files there are left alone.
    epci
        Intercommunalities, all members of which are kept.
    communes
        INSEE codes to keep as well: four islands and overseas collectivities are
        members of no EPCI.

    Raises
    ------
    UnknownEpciError
        If a SIREN has no member in France, or if nothing is asked.
    """
    # scipy takes a second to import, and readers of a geography do not need it.
    from cls_dash.analysis.travel import around

    unknown = sorted(set(epci) - set(france["epci"].dropna()))
    if unknown or not (epci or communes):
        raise UnknownEpciError(unknown)
    asked = france["epci"].isin(list(epci)) | france.index.isin(list(communes))
    kept = france[asked].sort_index()
    background = departement_outlines(france, around=kept)
    folder.mkdir(parents=True, exist_ok=True)
    _write_table(kept, folder, "communes")
    _write_table(epci_of(kept), folder, "epci")
    _write_table(departements_of(france).loc[background.index], folder, "departements")
    # Lists of before it was restored count the places of such a commune in its post town.
    own = france[france["point_kind"] != "post_town"]
    within = around(own, kept.index, minutes=LIMIT_MINUTES)
    _write_table(within.drop(kept.index, errors="ignore"), folder, "around")
    write_outlines(kept.geometry.dropna(), folder / "communes.geojson")
    write_outlines(
        background.geometry,
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
        SIREN), ``departements`` (GeoDataFrame, EPSG:4326, by code) and ``around``
        (DataFrame, by code): ``longitude`` and ``latitude`` of neighbours. Codes are
        text, populations are inhabitants, missing values stay missing.

    Raises
    ------
    InvalidDatasetError
        With every problem found: its file, the code concerned and the reason.
    """
    if not (folder / "around.csv").is_file():
        # Without it, the nearest place of a commune of the edge would be another's.
        raise InvalidDatasetError([_problem("around.csv", "", "Le fichier manque.")])
    tables = _tables(folder)
    communes, departements = (
        _with_outlines(tables[name], folder / f"{name}.geojson")
        for name in ("communes", "departements")
    )
    epci = tables["epci"]
    if problems := list(_contradictions(communes, epci, departements)):
        raise InvalidDatasetError(problems)
    return {
        "communes": communes,
        "epci": epci,
        "departements": departements,
        "around": tables["around"],
    }


def selected(folder: Path) -> tuple[list[str], list[str]]:
    """Return the EPCI (SIREN) that a selection holds, and its communes of no EPCI."""
    if not (folder / "communes.csv").is_file():
        return [], []
    communes = pd.read_csv(folder / "communes.csv", dtype=str, index_col="code")
    return sorted(set(communes["epci"].dropna())), list(communes.index[communes["epci"].isna()])


def geography_for(data: Path) -> dict[str, pd.DataFrame | gpd.GeoDataFrame]:
    """
    Return the geography that a dataset has: all of France if it was made, or its selection.

    Same keys and columns; in France, outline, point, EPCI and population may be missing.

    Raises
    ------
    InvalidDatasetError
        If the files are missing or contradict one another.
    """
    folder = data / "geography"
    return read_national(folder / FRANCE) if is_national(data) else read_geography(folder)


def communes_for(data: Path, codes: Collection[str]) -> gpd.GeoDataFrame:
    """
    Return some communes of the geography that a dataset has, with ``epci_name``.

    Of all of France, they alone are read: who types an action waits for no other outline.

    Raises
    ------
    InvalidDatasetError
        If the files are missing or contradict one another.
    """
    folder = data / "geography"
    if is_national(data):
        communes = read_some(folder / FRANCE, whole(codes))
        return with_parts(data, communes, codes).reindex(sorted(codes))
    geography = read_geography(folder)
    communes = with_parts(data, geography["communes"], codes).reindex(sorted(codes))
    names = communes["epci"].map(geography["epci"]["name"])
    return gpd.GeoDataFrame(communes.assign(epci_name=names))


def is_national(data: Path) -> bool:
    """Say whether a dataset has the geography of all of France."""
    return (data / "geography" / FRANCE).is_dir()


def _write_table(rows: pd.DataFrame, folder: Path, table: str) -> None:
    rows.sort_index()[list(TABLES[table])].to_csv(
        folder / f"{table}.csv", index_label=KEYS[table], lineterminator="\n"
    )


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables by their keys, or every problem of their cells."""
    files, problems = [], []
    for name in KEYS:
        try:
            files.append(read_csv_file(folder, f"{name}.csv", name))
            problems += files[-1].judged()
        except InvalidDatasetError as error:
            problems += error.problems
    if problems:
        raise InvalidDatasetError(problems)
    return {name: _by_key(file, KEYS[name]) for name, file in zip(KEYS, files, strict=True)}


def _by_key(file: DataFile, key: str) -> pd.DataFrame:
    kinds = {"integer": "Int64", "number": "float64", "string": "object"}
    rows = file.rows()
    columns = {
        each.name: pd.Series(rows[each.name].to_list(), dtype=kinds[each.type])
        for each in file.declared.fields
    }
    return pd.DataFrame(columns).set_index(key)


def _with_outlines(rows: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
    outlines = read_outlines_file(path)
    if strangers := list(outlines.index.difference(rows.index)):
        reason = f"Ce contour n'a pas de ligne dans {path.stem}.csv."
        raise InvalidDatasetError(_problem(path.name, code, reason) for code in strangers)
    return gpd.GeoDataFrame(rows, geometry=outlines.reindex(rows.index))


def _contradictions(
    communes: gpd.GeoDataFrame, epci: pd.DataFrame, departements: gpd.GeoDataFrame
) -> Iterator[Problem]:
    # A département is a background of maps: that of a commune without outline has none.
    mapped = communes[communes.geometry.notna()]
    for column, file, used, known in (
        ("epci", "epci.csv", communes, epci),
        ("departement", "departements.csv", mapped, departements),
    ):
        for value in sorted(set(used[column].dropna()) - set(known.index)):
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
