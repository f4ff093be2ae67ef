"""Communes and intercommunalities of France, to be chosen by name."""

from pathlib import Path

import pandas as pd

from cls_dash.domain.districts import NAMES
from cls_dash.ingest.geography.cog import Cog, read_cog
from cls_dash.ingest.geography.national import FRANCE
from cls_dash.ingest.geography.reference import is_national


def epci_by_name(data: Path) -> dict[str, str]:
    """
    Return the name of each intercommunality by SIREN, in the order of names.

    Those of all of France where its geography was made, else those of the dataset.
    """
    folder = data / "geography"
    if is_national(data):
        names = pd.read_parquet(folder / FRANCE / "epci.parquet")["name"]
    else:
        names = pd.read_csv(folder / "epci.csv", dtype=str, index_col="epci")["name"]
    return {str(siren): str(name) for siren, name in names.sort_values().items()}


def communes_by_name(data: Path) -> dict[str, str]:
    """
    Return the name and the département of each commune of France by code, by name.

    *Arrondissements* of Paris, Lyon and Marseille are among them.
    """
    names = read_cog(data / "geography").names | dict(NAMES)
    told = sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    return {code: f"{name} ({Cog.departement(code)})" for code, name in told}
