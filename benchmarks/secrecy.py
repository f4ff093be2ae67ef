"""What secrecy costs a publication of all of France, and what it withholds.

35,000 communes drawn by a seed: 1,250 EPCI of neighbouring communes, in 100 départements and 13
regions, populations as unequal as those of France. Observations are counts of patients (6 %
of the inhabitants, at random) by commune, with totals of EPCI, département, région and the
country. Baseline: the same rows published by a card that counts nobody, in the same session;
each is a process of its own. « Seuls » counts those under 11, « de plus » those that are
withheld because they would give one back.
"""

import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measuring import alone, machine_load, peak_mb, table
from cls_dash.store.model import Row
from cls_dash.store.publish import publish
from cls_dash.store.secrecy import without_small_counts

COMMUNES, EPCI, DEPARTEMENTS, REGIONS = 35_000, 1_250, 100, 13
CASES = {
    "plain": "Communes, EPCI, département, région, pays",
    "crossing": "Les mêmes, avec bassins de vie et arrondissements",
    "sex": "Les mêmes que d’abord, par sexe et ensemble",
}
LEVELS = {"epci": EPCI, "departement": DEPARTEMENTS, "region": REGIONS, "pays": 1}
MORE = {"bassin_de_vie": 1_700, "arrondissement": 320}


def geography(draw: np.random.Generator) -> pl.DataFrame:
    """Return communes in the order of a walk through France, and what each belongs to."""
    rank = np.arange(COMMUNES)
    people = np.maximum(draw.lognormal(6.1, 1.25, COMMUNES), 20).astype(int)
    made = {"code": [f"{n // 1000 + 10:02}{n % 1000:03}" for n in rank], "people": people}
    for level, size in LEVELS.items():
        made[level] = [f"{level[0]}{n * size // COMMUNES}" for n in rank]
    for level, size in MORE.items():
        # A walk of its own: bassins de vie and arrondissements cross EPCI, not far from them.
        near = np.argsort(rank + draw.normal(0, 12, COMMUNES)).argsort()
        made[level] = [f"{level[0]}{n * size // COMMUNES}" for n in near]
    return pl.DataFrame(made)


def frames_of(case: str, counts: str) -> dict[str, pl.DataFrame]:
    """Return the tables of a release, empty but for what is counted."""
    draw = np.random.default_rng(20_261_128)
    places = geography(draw)
    sexes = {"Malades – Femmes": 0.5, "Malades – Hommes": 0.5} if case == "sex" else {"Malades": 1}
    values = {title: draw.binomial(places["people"], 0.06 * share)
              for title, share in sexes.items()}  # fmt: skip
    if case == "sex":
        values["Malades"] = sum(values.values())
    levels = {"code": "commune", **{level: level for level in LEVELS}}
    if case == "crossing":
        levels |= {level: level for level in MORE}
    observed = [
        places.with_columns(value=pl.Series(n.astype(float)))
        .group_by(pl.col(column).alias("geography"), maintain_order=True)
        .agg(pl.col("value").sum())
        .with_columns(level=pl.lit(level), indicator=pl.lit(f"i{rank}"))
        for rank, n in enumerate(values.values())
        for column, level in levels.items()
    ]
    rows = pl.concat(observed).with_columns(
        geography=pl.col("geography").replace("p0", "FR"), name=pl.lit("…"), year=pl.lit("2024"),
        lower=None, upper=None, status=pl.lit("observed"), source=pl.lit("s"),
        evidence=pl.lit("documented"),
    )  # fmt: skip
    zoning = pl.concat(
        places.select(level=pl.lit(level), geography=level, name=level, commune="code")
        for level in MORE
    )
    return {
        "source": row(key="s", producer="p", title="t", licence="l"),
        "epci": places.select("epci", name="epci", population=None).unique(),
        "commune": _like("commune", places.select(
            "code", "epci", "departement", "region", name="code", population="people")),
        "zoning": zoning,
        "indicator": pl.concat(
            row("indicator", code=f"i{rank}", title=title, unit="patients", kind="stock",
                higher_is="worse", level="commune", definition="…", counts=counts, source="s")
            for rank, title in enumerate(values)
        ),
        "observation": rows,
    }  # fmt: skip


def row(name: str = "source", **cells: str) -> pl.DataFrame:
    """Return one row of a table, what is not said being missing."""
    return _like(name, pl.DataFrame(cells))


def _like(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    columns = [c.name for c in Row.metadata.tables[name].columns if c.name != "fid"]
    return rows.with_columns(
        pl.lit(None).alias(column) for column in columns if column not in rows.columns
    ).select(columns)


def measured(case: str, counts: str) -> dict[str, Any]:
    """Publish once; return the seconds, and how many rows are withheld."""
    frames = frames_of(case, counts)
    few = frames["observation"].filter(pl.col("value").is_between(1, 10)).height
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = without_small_counts(frames)
        publish(made, Path(folder) / "cls.gpkg", release="bench", latest_fact=date(2026, 1, 1))
        seconds = time.perf_counter() - start
    withheld = made["observation"].filter(pl.col("status") == "withheld")
    wide = withheld.filter(pl.col("level") != "commune").height
    return {"seconds": seconds, "rows": len(made["observation"]), "few": few,
            "withheld": withheld.height, "wide": wide, "mb": peak_mb()}  # fmt: skip


def main() -> str:
    """Return the table of costs."""
    lines = []
    for case, title in CASES.items():
        free, secret = (
            alone("benchmarks.secrecy", case, counts).answer for counts in ("nobody", "persons")
        )
        more = secret["withheld"] - secret["few"]
        lines.append([
            title, str(free["rows"]), f"{free['seconds']:.1f} s", f"{secret['seconds']:.1f} s",
            f"{secret['seconds'] - free['seconds']:.1f} s", f"{secret['mb']:.0f} Mo",
            str(secret["few"]), f"{more} ({secret['wide']} au-dessus des communes)",
        ])  # fmt: skip
    head = ("Publié", "Valeurs", "Sans secret", "Avec", "De plus", "Mémoire", "Seuls", "De plus")
    return f"{table(head, lines)}\n\n{machine_load()}"


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:3])))
