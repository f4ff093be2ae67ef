"""Where facilities are: coordinates of any kind, checked against their commune.

``departement_boxes.csv`` has the bounds of each département in degrees, from the outlines
of IGN ADMIN EXPRESS (Licence Ouverte), and the EPSG code of its legal projection (decree
2019-165). For the six territories that IGN leaves out, the bounds are areas of use of the
EPSG dataset (v11.022): onshore for 975, 977, 978 and 988, with the sea for 986 and 987.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pyproj import Transformer

from cls_dash.ingest.files import refused
from cls_dash.ingest.recognise.numbers import FRENCH
from cls_dash.ingest.sieve import Sieve

FILE: Final = "departement_boxes.csv"
MARGIN_DEG: Final = 0.3
"""Some 30 km: no facility lies that far from the département of its commune."""
TOO_FAR: Final = "Point à plus de 30 km du département de la commune : écarté."
UNREADABLE: Final = "Ce n’est pas une coordonnée : ignorée, le point de la commune fait foi."
HALF: Final = "Une seule des deux coordonnées : point écarté."
SWAPPED: Final = "Longitude et latitude étaient inversées."
PROJECTED: Final = "Coordonnées projetées (Lambert-93 ou UTM) : converties en degrés."
SWAPPED_METRES: Final = "X et Y étaient inversés."

_COORDINATE: Final = r"^[+−-]?([0-9]{1,15}|[0-9]{1,3}([\s\u00a0\u202f][0-9]{3}){1,2})([.,][0-9]*)?$"

Floats = NDArray[np.float64]
Reading = tuple[str, Floats, Floats]


def read_boxes(data: Path) -> pl.DataFrame:
    """
    Return the box of each département: its bounds (degrees) and ``projection`` (EPSG).

    Raises
    ------
    InvalidDatasetError
        If the file is missing from the dataset, or lacks a column.
    """
    bounds = dict.fromkeys(("west", "south", "east", "north"), pl.Float64)
    schema = pl.Schema({"departement": pl.String, **bounds, "projection": pl.Int64})
    try:
        return pl.read_csv(data / FILE, schema_overrides=schema).select(list(schema))
    except (FileNotFoundError, pl.exceptions.PolarsError) as error:
        reason = "La liste des départements et de leurs bornes manque ou n’a pas ses colonnes."
        raise refused(FILE, 1, reason, "La reprendre du dépôt de l’atlas.") from error


def departement(commune: pl.Expr) -> pl.Expr:
    """Return the code of the département of INSEE codes: two characters, overseas three."""
    overseas = commune.str.contains(r"^9[78]")
    return pl.when(overseas).then(commune.str.slice(0, 3)).otherwise(commune.str.slice(0, 2))


def place(
    sieve: Sieve,
    boxes: pl.DataFrame,
    pairs: Sequence[tuple[str, str]] = (("longitude", "latitude"),),
    *,
    commune: str = "commune",
    metres: bool = False,
) -> None:
    """
    Give the records ``longitude`` and ``latitude`` (WGS84, degrees), missing when unknown.

    Each pair is read as degrees, then as metres of the département's legal projection,
    in both orders: the first reading that lies in the département, or near it, is kept.
    The report tells the points that were mended, and those that no reading saves.

    Parameters
    ----------
    sieve
        With the columns of ``pairs`` as texts, and that of the communes.
    boxes
        What :func:`read_boxes` returns.
    pairs
        Columns that may hold the point, abscissa first.
    commune
        Column of INSEE codes. The points of records without any are dropped untold:
        such records are put aside anyway.
    metres
        Whether metres are what the format announces.
    """
    for column in (column for pair in pairs for column in pair):
        is_number = pl.col(column).str.contains(_COORDINATE)
        sieve.correct(column, pl.when(is_number).then(pl.col(column)), UNREADABLE)
        # A comma is that of decimals here, whatever the other cells have.
        bare = pl.col(column).str.replace_all(r"[\s\u00a0\u202f]", "")
        pointed = bare.str.replace("^−", "-").str.replace(",", ".", literal=True)
        sieve.correct(column, pointed, FRENCH)
        sieve.number(column)
    rows = sieve.rows.with_columns(departement=departement(pl.col(commune))).join(
        boxes, on="departement", how="left", maintain_order="left"
    )
    missing = np.array([[np.isnan(rows[axis].to_numpy()) for axis in pair] for pair in pairs])
    longitude, latitude = np.full((2, rows.height), np.nan)
    reasons = np.where(missing.any(axis=1).all(axis=0), HALF, TOO_FAR).astype(object)
    reasons[missing.all(axis=(0, 1)) | rows["west"].is_null().to_numpy()] = ""
    for reason, x, y in _readings(rows, pairs, metres=metres):
        found = np.isnan(longitude) & _inside(rows, x, y)
        longitude[found], latitude[found], reasons[found] = x[found], y[found], reason
    _tell(sieve, pairs, longitude, latitude, reasons)


def _readings(
    rows: pl.DataFrame, pairs: Sequence[tuple[str, str]], *, metres: bool
) -> Iterator[Reading]:
    """Yield what the pairs may mean, the likeliest first; the reason tells what is odd."""
    points = [(rows[x].to_numpy(), rows[y].to_numpy()) for x, y in pairs]
    projections = rows["projection"].to_numpy()
    for x, y in points:
        yield "", x, y
    for x, y in points:
        yield "" if metres else PROJECTED, *_degrees(x, y, projections)
    for x, y in points:
        yield SWAPPED, y, x
    for x, y in points:
        yield SWAPPED_METRES, *_degrees(y, x, projections)


def _degrees(x: Floats, y: Floats, projections: Floats) -> tuple[Floats, Floats]:
    longitude, latitude = np.full((2, len(x)), np.nan)
    # Degrees are no metres: nothing of France lies within 1 km of an axis.
    likely = (np.abs(x) > 1_000) & (np.abs(y) > 1_000)
    for projection in np.unique(projections[likely & ~np.isnan(projections)]):
        where = likely & (projections == projection)
        transformed = _transformer(int(projection)).transform(x[where], y[where])
        longitude[where], latitude[where] = transformed
    return longitude, latitude


@cache
def _transformer(projection: int) -> Transformer:
    return Transformer.from_crs(projection, 4326, always_xy=True)


def _inside(rows: pl.DataFrame, x: Floats, y: Floats) -> NDArray[np.bool_]:
    west, south, east, north = (
        rows[bound].to_numpy() for bound in ("west", "south", "east", "north")
    )
    across = (west - MARGIN_DEG <= x) & (x <= east + MARGIN_DEG)
    inside: NDArray[np.bool_] = across & (south - MARGIN_DEG <= y) & (y <= north + MARGIN_DEG)
    return inside


def _tell(
    sieve: Sieve,
    pairs: Sequence[tuple[str, str]],
    longitude: Floats,
    latitude: Floats,
    reasons: NDArray[np.object_],
) -> None:
    """Add the point kept; where there is a reason, it goes to the report."""
    columns = [column for pair in pairs for column in pair]
    label = ", ".join(columns)
    read = pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator=" ; ",
                         ignore_nulls=True)  # fmt: skip
    kept = pl.concat_str(pl.col("longitude").round(6), pl.lit(" ; "), pl.col("latitude").round(6))
    odd = pl.col("_reason") != ""
    sieve.rows = sieve.rows.with_columns(
        read.alias(label),
        pl.Series("longitude", longitude, nan_to_null=True),
        pl.Series("latitude", latitude, nan_to_null=True),
        pl.Series("_reason", reasons.tolist(), dtype=pl.String),
    )
    sieve.correct(label, pl.when(odd).then(kept).otherwise(pl.col(label)), pl.col("_reason"))
    sieve.rows = sieve.rows.drop(label, "_reason")
