"""Questions to a store of France with a million deployments, on both engines.

France into a GeoDataFrame is compared with ``geopandas.read_file`` and ``read_postgis``;
a change of filter with what a page does that keeps no index (reads the table, then
filters with pandas). Medians of 15 questions, in this process, one engine after another.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from benchmarks.measuring import median_ms, table
from cls_dash.domain.selection import Period, Selection
from cls_dash.ingest.dataset.geography_tables import geography_frames
from cls_dash.ingest.geography.national import read_national, write_national
from cls_dash.ingest.geography.packages import CACHE, fetch_packages
from cls_dash.ingest.geography.reference import read_france
from cls_dash.store.model import DeploymentRow
from cls_dash.store.open import Store, open_store
from cls_dash.store.publish import publish
from cls_dash.store.queries.deployments import located_by_commune, tally_of
from cls_dash.store.queries.extracts import extract
from tests.postgis import programs, serving_stores
from tests.seed import as_tables, seed_frames

DEPLOYMENTS = 1_000_000
TERRITORIES = 20
COMMUNES = 150
"""Of each territory: a large CLS."""


def frames() -> dict[str, pd.DataFrame | pl.DataFrame]:
    """Return France and a million random deployments in twenty territories."""
    with tempfile.TemporaryDirectory() as folder:
        write_national(read_france(fetch_packages(CACHE)), Path(folder))
        france = geography_frames(read_national(Path(folder)))
    codes = np.array(sorted(france["commune"]["code"]))
    sample = seed_frames({}, "Action")
    random = np.random.default_rng(1)
    slugs = [f"t{n:02}" for n in range(TERRITORIES)]
    members = codes.reshape(-1)[: TERRITORIES * COMMUNES].reshape(TERRITORIES, COMMUNES)
    territory = random.integers(TERRITORIES, size=DEPLOYMENTS)
    days = (
        pl.Series(random.integers(0, 3650, DEPLOYMENTS))
        + (date(2014, 1, 1) - date(1970, 1, 1)).days
    )
    starts = days.cast(pl.Int32).cast(pl.Date)
    deployments = pl.DataFrame(
        {
            "deployment": [f"d{n:07}" for n in range(DEPLOYMENTS)],
            "territory": np.array(slugs)[territory],
            "action": [
                f"{slugs[t]}-{a}"
                for t, a in zip(territory, random.integers(10, size=DEPLOYMENTS), strict=True)
            ],
            "title": "Atelier",
            "scope": "commune",
            "commune": members[territory, random.integers(COMMUNES, size=DEPLOYMENTS)],
            "starts_on": starts,
            "ends_on": starts,
            "date_precision": "day",
            "kind": "workshop",
            "attribution": "cls",
            "source": "illustrative",
            "evidence": "illustrative",
        }
    )
    missing = [
        c.name
        for c in DeploymentRow.__table__.columns
        if c.name not in {*deployments.columns, "fid"}
    ]
    deployments = deployments.with_columns(pl.lit(None).alias(name) for name in missing)
    return {
        **france,
        "source": sample["source"],
        "territory": _repeated(sample["territory"], slugs, slug="{}", name="{}", short_name="{}"),
        "contract": _repeated(sample["contract"], slugs, contract="{}-1", territory="{}"),
        "axis": _repeated(sample["axis"], slugs, axis="{}-a", territory="{}", contract="{}-1"),
        "action": pd.concat(
            [
                _repeated(
                    sample["action"],
                    slugs,
                    action=f"{{}}-{n}",
                    territory="{}",
                    axis="{}-a",
                    contract="{}-1",
                )
                for n in range(10)
            ]
        ),
        "perimeter": pd.DataFrame(
            {
                "territory": np.repeat(slugs, COMMUNES),
                "commune": members.reshape(-1),
                "starts_on": date(2014, 1, 1),
                "ends_on": None,
                "basis": "documented",
            }
        ),
        "deployment": deployments,
    }


def _repeated(sample: pd.DataFrame, slugs: list[str], **columns: str) -> pd.DataFrame:
    """Return the first row of a table once per territory, its keys renamed."""
    rows = pd.concat([sample.head(1)] * len(slugs), ignore_index=True)
    return rows.assign(
        **{name: [pattern.format(s) for s in slugs] for name, pattern in columns.items()}
    )


@contextmanager
def engines(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the name and the address of an empty store of each engine."""
    sqlite = ("sqlite", f"sqlite:///{folder}/france.gpkg")
    if not programs():
        yield [sqlite]
        return
    with serving_stores() as server, server.database() as address:
        yield [sqlite, ("postgis", address)]


def geography(name: str, store: Store, address: str) -> list[str]:
    """Compare the ways to have the communes of France in a GeoDataFrame."""
    with store.reading() as release:
        connection = release.connection
        us = median_ms(lambda: extract(connection, "communes"), 3)
        if name == "sqlite":
            path = make_url(address).database
            them = median_ms(lambda: gpd.read_file(path, layer="commune", engine="pyogrio"), 3)
            peer = "geopandas.read_file"
        else:
            schema = connection.get_execution_options()["schema_translate_map"][None]
            query = text(f"SELECT * FROM {schema}.commune")  # noqa: S608 - our own name
            them = median_ms(lambda: gpd.read_postgis(query, connection, geom_col="outline"), 3)
            peer = "geopandas.read_postgis"
    return [f"France en GeoDataFrame, contre {peer}", name, f"{them / us:.1f}",
            f"{us:.0f} ms", f"{them:.0f} ms"]  # fmt: skip


def filters(name: str, store: Store) -> list[list[str]]:
    """Compare a change of filter with reading the table and filtering it."""
    selection = Selection("t03", axis="t03-a", period=Period(2016, 2018))
    lines = []
    with store.reading() as release:
        whole = select(DeploymentRow.territory, DeploymentRow.commune, DeploymentRow.starts_on)

        def naive() -> pd.Series:
            rows = pd.read_sql(whole, release.connection)
            asked = (rows["territory"] == "t03") & (
                pd.to_datetime(rows["starts_on"]).dt.year.between(2016, 2018)
            )
            return rows[asked].groupby("commune").size()

        them = median_ms(naive, 2)
        for what, ask in (
            ("actions par commune", lambda: located_by_commune(release, selection)),
            ("comptes par preuve", lambda: tally_of(release, selection)),
        ):
            us = median_ms(ask)
            lines.append([f"Filtre sur 1 M de déploiements : {what}, contre lire puis filtrer",
                          name, f"{them / us:.0f}", f"{us:.1f} ms", f"{them:.0f} ms"])  # fmt: skip
    return lines


def main() -> str:
    """Publish and ask; return the table."""
    lines, made = [], frames()
    with tempfile.TemporaryDirectory() as folder, engines(Path(folder)) as found:
        for name, address in found:
            publish(as_tables(made), address, release="bench", latest_fact=date(2023, 12, 31))
            store = open_store(address)
            lines += [geography(name, store, address), *filters(name, store)]
            store.engine.dispose()
    return table(["Question", "Moteur", "Rapport", "atlas", "pair"], lines)


if __name__ == "__main__":
    print(main())
