"""All of France and seven indicators drawn by a seed: our store of them, the peers' files."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from cls_dash.ingest.columns.indicator_cards import indicator_code
from cls_dash.ingest.geography.packages import CACHE
from cls_dash.settings import ROOT

INDICATORS: Final = {
    indicator_code(title): title
    for title in (
        f"Indice {word}" for word in ("un", "deux", "trois", "quatre", "cinq", "six", "sept")
    )
}
"""Title of each code. The numbers mean nothing: they only vary from place to place."""
FIRST, *OTHERS = INDICATORS.values()
KNOWN, UNKNOWN = OTHERS[:3], OTHERS[3:]
"""What some reader asked the server for already, and what none did."""
YEAR: Final = 2024
SMALL, REGIONAL = "bassin-aurillac-carlades-chataigneraie", "thiers-ambert-billom"


@dataclass(frozen=True)
class Extent:
    """A size of map: its code in the atlas's address, the territory there, and words for it."""

    name: str
    code: str
    territory: str
    label: str

    @property
    def query(self) -> str:
        """What the atlas's address says."""
        return f"etendue={self.code}&territoire={self.territory}"


EXTENTS: Final = MappingProxyType(
    {
        extent.name: extent
        for extent in (
            Extent("territoire", "territoire", SMALL, "un CLS"),
            Extent("departement", "departement-63", REGIONAL, "un département"),
            Extent("region", "region-84", REGIONAL, "une région"),
            Extent("france", "france", REGIONAL, "la France"),
        )
    }
)


@dataclass(frozen=True)
class National:
    """A folder that holds the dataset, the store made of it and the peers' files."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What makes the atlas read this dataset."""
        return {
            "CLS_DATA": str(self.folder / "data"),
            "CLS_STORE": f"sqlite:///{self.folder / 'cls.gpkg'}",
        }

    def areas(self, extent: str) -> Path:
        """Return the file of outlines and numbers that peers read."""
        return self.folder / f"{extent}.parquet"

    def count(self, extent: str) -> int:
        """Return how many communes have an outline there."""
        return int(pq.read_metadata(self.areas(extent)).num_rows)


def prepare(folder: Path) -> National:
    """Make all of it in ``folder``: about a minute, or none if ``BENCH_NATIONAL`` names one."""
    if kept := os.environ.get("BENCH_NATIONAL"):
        return National(Path(kept))
    made = National(folder)
    copytree(ROOT / "data", folder / "data", ignore=ignore_patterns("*.gpkg*", "france", "loads"))
    _run("geography", "--france", "--cache", str(CACHE), "--data", str(folder / "data"))
    communes = gpd.read_parquet(folder / "data" / "geography" / "france" / "communes.parquet")
    values = _drawn(communes)
    file = folder / "indices.csv"
    values.rename(columns=INDICATORS).melt(
        ignore_index=False, var_name="indicateur", value_name="valeur"
    ).assign(annee=YEAR).to_csv(file, index_label="code_insee")
    _run("load", "indicator", str(file), "--counts", "nobody", "--report", str(folder),
         "--data", str(folder / "data"), "--store", made.environment["CLS_STORE"])  # fmt: skip
    outlined = communes[["name", "departement", "region", "geometry"]].join(values)
    outlined = outlined[outlined.geometry.notna()]
    for name, part in _parts(outlined, folder / "data" / "territories").items():
        part.drop(columns=["departement", "region"]).to_parquet(made.areas(name))
    return made


def _run(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("cls-dash")), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)


def _drawn(communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return numbers that vary over some hundred kilometres, and a little from place to place."""
    random = np.random.default_rng(5)
    places = communes[["longitude", "latitude"]].fillna(0).to_numpy()
    columns = {}
    for code in INDICATORS:
        waves, shifts = random.normal(scale=1.5, size=(2, 6)), random.uniform(0, 2 * np.pi, 6)
        smooth = np.sin(places @ waves + shifts).sum(axis=1)
        noisy = 50 + 8 * smooth + random.normal(scale=3, size=len(places))
        columns[code] = noisy.round(1)
    return pd.DataFrame(columns, index=communes.index)


def _parts(communes: gpd.GeoDataFrame, territories: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return the communes of each extent."""
    perimeter = pd.read_csv(territories / SMALL / "perimeter.csv", dtype=str)
    present = perimeter.loc[perimeter["ends_on"].isna(), "commune"]
    return {
        "territoire": communes[communes.index.isin(present)],
        "departement": communes[communes["departement"] == "63"],
        "region": communes[communes["region"] == "84"],
        "france": communes,
    }
