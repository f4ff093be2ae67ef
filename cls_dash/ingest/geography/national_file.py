"""
All of France with the outlines of a file: IGN ADMIN EXPRESS, Etalab, or alike.

The file gives the outlines; names, intercommunalities and populations stay those of the
divisions' package, so that every table of the atlas is of one vintage.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.files.polygons import UNIT, Features, read_features
from cls_dash.ingest.geography.codes import successors
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.geography.france import located, post_towns, read_communes
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.recognise.words import titled
from cls_dash.ingest.sieve import Sieve
from cls_dash.wording import agreeing, counted

LAYER: Final = "commune"
"""Name of the layer in ADMIN EXPRESS."""
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("insee com", "code insee", "code", "codgeo", "insee"),
    "name": ("nom", "nom officiel", "name", "libgeo"),
    "epci": ("siren epci", "codes siren des epci", "siren epcis", "epci"),
    "departement": ("insee dep", "code insee du departement", "departement"),
    "region": ("insee reg", "code insee de la region", "region"),
    "population": ("population", "popul"),
}
"""Names that columns have in the vintages of the files, the surest first, in plain words."""
DIFFERENT: Final = {
    "name": "un autre nom",
    "epci": "une autre intercommunalité",
    "departement": "un autre département",
    "region": "une autre région",
    "population": "une autre population",
}


def france_from_file(
    path: Path, divisions: Path, *, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, Report]:
    """
    Return France as ``read_france`` does, with the outlines of a file, and its report.

    Features of one commune, and of communes merged since, are put together. Chief points
    are points of the outlines: these files have no town hall.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON or zipped shapefile of the communes.
    divisions
        Archive of ``@etalab/decoupage-administratif``.
    layer
        Layer to read; ``commune`` when the file has several.

    Raises
    ------
    InvalidDatasetError
        If the file cannot be used, has no column of codes or no known commune.
    """
    features = read_features(path, layer=layer, prefer=LAYER)
    communes = read_communes(divisions)
    present = dict(zip(communes.index, communes["name"], strict=True))
    sieve = Sieve(_table(features))
    named = " ou ".join(each.replace(" ", "_") for each in TITLES["code"])
    sieve.require(["code"], f"Nommer cette colonne {named}.")
    sieve.needed("code")
    sieve.commune("code", Cog(present, successors(divisions)["code"].to_dict()))
    rows = sieve.kept
    if rows.is_empty():
        raise InvalidDatasetError(sieve.report("geography").problems)
    outlines = _outlines(features, rows)
    notes = (*features.notes, *_said(rows, outlines, communes))
    france = located(communes, outlines=outlines, towns=post_towns(divisions, communes))
    return france, sieve.report("geography", notes=notes, unit=UNIT)


def _table(features: Features) -> TextTable:
    """Return the attributes that are known, as texts, and what is wrong with the shapes."""
    found = titled(features.frame.drop(columns="geometry"), TITLES)
    cells = {name: _texts(features.frame[header]) for name, header in found.items()}
    numbers = pl.Series("line", features.frame.index.tolist(), pl.Int64)
    return TextTable(
        file=features.file,
        rows=pl.DataFrame({"line": numbers} | cells),
        read=len(features.frame),
        corrections=features.corrections,
        quarantined=features.quarantined,
    )


def _texts(column: pd.Series) -> pl.Series:
    texts = [None if pd.isna(cell) else str(cell).strip() or None for cell in column]
    return pl.Series(texts, dtype=pl.String)


def _outlines(features: Features, rows: pl.DataFrame) -> pd.Series:
    """Return one outline per commune, by code: that of its only feature, or their union."""
    shapes = features.frame.geometry.loc[rows["line"].to_list()]
    by_code = pd.Series(shapes.to_numpy(), index=rows["code"].to_list(), dtype=object).dropna()
    several = by_code.index.duplicated(keep=False)
    united = by_code[several].groupby(level=0).agg(lambda parts: shapely.union_all(list(parts)))
    return pd.concat([by_code[~several], united]).sort_index()


def _said(rows: pl.DataFrame, outlines: pd.Series, communes: pd.DataFrame) -> Iterator[str]:
    """Yield how the file and the divisions differ."""
    if united := rows.height - rows["code"].n_unique():
        verb = agreeing(united, "est réunie", "sont réunies")
        yield f"{counted(united, 'entité')} {verb} à une autre de la même commune."
    without = len(communes) - len(outlines)
    verb = agreeing(without, "n’a", "n’ont")
    yield f"{counted(without, 'commune')} de France {verb} pas de contour dans ce fichier."
    known = communes[list(DIFFERENT)].astype("str").where(communes[list(DIFFERENT)].notna(), None)
    both = rows.unique("code").join(pl.from_pandas(known.reset_index()), on="code", suffix="_known")
    for column, what in DIFFERENT.items():
        if column not in rows.columns:
            continue
        theirs, ours = pl.col(column).str.replace(r"\.0$", ""), pl.col(f"{column}_known")
        # ADMIN EXPRESS lists the two bodies of a commune of Grand Paris.
        same = theirs.str.contains(ours, literal=True) if column == "epci" else theirs == ours
        if n := both.filter(~same).height:
            verb = agreeing(n, "a", "ont")
            kept = "le code officiel géographique fait foi"
            yield f"{counted(n, 'commune')} {verb} {what} dans ce fichier : {kept}."
