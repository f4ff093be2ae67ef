"""Categories of FINESS: what each is in the atlas, and its official name.

``finess_categories.csv`` has the open categories, with the titles of the value set
JDV_J55-CategorieEG-ROR of the Agence du Numérique en Santé (version of 5 May 2026,
Licence Ouverte); ``exact`` says that our category loses nothing of the official one.
"""

from pathlib import Path

import polars as pl

from cls_dash.ingest.files import refused

FILE = "finess_categories.csv"


def read_categories(data: Path) -> pl.DataFrame:
    """
    Return the categories: ``code``, ``category`` of the atlas, ``exact``, ``official``.

    Raises
    ------
    InvalidDatasetError
        If the file is missing from the dataset, or lacks a column.
    """
    try:
        rows = pl.read_csv(data / FILE, infer_schema=False)
        return rows.select(
            "code", "category", exact=pl.col("exact") == "yes", official=pl.col("label")
        )
    except (FileNotFoundError, pl.exceptions.PolarsError) as error:
        reason = "La liste des catégories FINESS manque ou n’a pas ses colonnes."
        raise refused(FILE, 1, reason, "La reprendre du dépôt de l’atlas.") from error


def categorised(rows: pl.DataFrame, categories: pl.DataFrame) -> pl.DataFrame:
    """
    Replace official categories by ours, and say in ``note`` what that loses.

    Parameters
    ----------
    rows
        With ``category``, a code of FINESS or missing, and ``label``, what the file
        calls it, which serves for the codes that closed before our list.
    categories
        What :func:`read_categories` returns.
    """
    code = pl.col("category")
    told = pl.coalesce(
        "official",
        "label",
        pl.lit("Catégorie FINESS ") + code,
        pl.lit("Catégorie non renseignée"),
    )
    return (
        rows.join(
            categories.rename({"category": "ours"}),
            left_on="category",
            right_on="code",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            note=pl.when(~pl.col("exact").fill_null(value=False)).then(told),
            category=pl.col("ours").fill_null("other"),
        )
        .drop("ours", "exact", "official", "label")
    )
