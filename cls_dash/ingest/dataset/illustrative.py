"""Engender the illustrative deployments, byte for byte from a seed.

No source counts the deployments of a contract by commune; these rows complete the
picture for the demonstration. Their numbers come from ``data/illustrative.yaml``,
where each one says what it is calibrated on.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from cls_dash.ingest.dataset.reading import ILLUSTRATIVE_FILE
from cls_dash.store.model import FILES

ROUNDING = 5  # persons: an illustrative count must not look exact


@dataclass(frozen=True, slots=True)
class Ground:
    """What the draw of one contract stands on."""

    calibration: dict[str, Any]
    contract: str
    plan: dict[str, Any]
    actions: pd.DataFrame
    communes: pd.DataFrame

    @property
    def located(self) -> int:
        """Return how many deployments have a commune."""
        total = int(self.plan["deployments"])
        wide = round(float(self.calibration["wide_share"]) * total)
        return total - wide


def write_illustrative(data: Path, *, seed: int) -> list[Path]:
    """Write ``deployments_illustrative.csv`` for every territory.

    Parameters
    ----------
    data
        The dataset, with its geography, its calibration and its territories.
    seed
        Start of the draw; each territory has its own stream, derived from the
        seed and its slug, so that a new territory changes no other.

    Returns
    -------
    list of Path
        The files written, by slug.
    """
    calibration = yaml.safe_load((data / "illustrative.yaml").read_text("utf-8"))
    geography = _text(data / "geography" / "communes.csv")
    columns = FILES["deployments"].columns
    written = []
    for home in sorted((data / "territories").glob("*/")):
        rng = np.random.default_rng([seed, _stable_hash(home.name)])
        grounds = _grounds(home, calibration, geography)
        if not grounds:
            continue
        rows = [row for ground in grounds for row in _draw_contract(ground, rng)]
        out = io.StringIO()
        frame = pd.DataFrame(rows, columns=columns)
        frame.to_csv(out, index=False, lineterminator="\n")
        path = home / ILLUSTRATIVE_FILE
        path.write_bytes(out.getvalue().encode())
        written.append(path)
    return written


def committed_seed(data: Path) -> int:
    """Return the seed that the shipped illustrative deployments come from."""
    return int(yaml.safe_load((data / "illustrative.yaml").read_text("utf-8"))["seed"])


def _text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _stable_hash(slug: str) -> int:
    return int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8], "big")


def _grounds(home: Path, calibration: dict[str, Any], geography: pd.DataFrame) -> list[Ground]:
    axes = _text(home / "axes.csv")[["axis", "theme"]]
    actions = _text(home / "actions.csv").merge(axes, on="axis", validate="m:1")
    communes = _text(home / "perimeter.csv").merge(
        geography[["code", "epci", "population"]],
        left_on="commune",
        right_on="code",
        validate="m:1",
    )
    communes["population"] = communes["population"].astype("int64")
    plans = calibration["contracts"]
    grounds = []
    for contract in _text(home / "contracts.csv")["contract"]:
        if contract in plans:
            left_out = actions["action"].isin(plans[contract].get("left_out", []))
            kept = actions[(actions["contract"] == contract) & ~left_out]
            ground = Ground(calibration, contract, plans[contract], kept, communes)
            grounds.append(ground)
    return grounds


def _draw_contract(ground: Ground, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Draw what, when and where, then number the deployments by date."""
    series = ground.plan.get("series")
    total, listed = (
        ground.plan["deployments"],
        int(series["deployments"]) if series else 0,
    )
    targets = _focus_communes(ground)
    wide = total - ground.located
    rng.shuffle(targets)
    rows = []
    for rank, target in enumerate([*targets, *[""] * wide]):
        listing = series if rank < listed else None
        until = (listing or ground.plan)["until"]
        day = _random_day(ground.plan["from"], until, rng)
        row = _what(ground, rng, day, listing)
        row |= _where(ground, rng, target, day, wide=rank >= len(targets))
        row |= _when(ground, rng, day, row["kind"])
        rows.append((day, row))
    rows.sort(key=lambda dated: dated[0])
    unknown = round(ground.calibration["unknown_date_share"] * total)
    for rank in sorted(rng.choice(total, unknown, replace=False).tolist()):
        rows[rank][1].update(starts_on="", ends_on="", date_precision="unknown")
    return [
        {"deployment": f"{ground.contract}-i{number:03d}", **row}
        for number, (_, row) in enumerate(rows, start=1)
    ]


def _focus_communes(ground: Ground) -> list[str]:
    """Return one target per located deployment: a named commune, or ''."""
    targets = [
        commune
        for commune, share in ground.plan["focus"].items()
        for _ in range(round(share * ground.located))
    ]
    return targets + [""] * (ground.located - len(targets))


def _what(
    ground: Ground, rng: np.random.Generator, day: date, series: dict[str, Any] | None
) -> dict[str, Any]:
    """Draw an action begun on that day, its form and whom it reaches."""
    if series is not None:
        rows = ground.actions[ground.actions["action"] == series["action"]]
        action = rows.iloc[0]
        kind, title, counts = series["kind"], series["title"], series["counts"]
    else:
        begun = ground.actions[ground.actions["start_year"] <= str(day.year)]
        action = begun.iloc[int(rng.integers(len(begun)))]
        forms = ground.calibration["themes"][action["theme"]]
        weights = np.array([form["weight"] for form in forms], dtype=float)
        form = forms[int(rng.choice(len(forms), p=weights / weights.sum()))]
        kind, title = form["kind"], _pick(form["titles"], rng)
        counts = ground.calibration["counts"][kind]
    aimed = rng.random() < ground.calibration["reached_as_intended"]
    return {
        "action": action["action"],
        "title": title,
        "kind": kind,
        "attribution": "cls",
        "public_reached": action["intended_public"] if aimed else "Tous publics",
        "count": _rounded(int(rng.integers(counts[0], counts[1] + 1))),
        "count_unit": "persons",
        "source": "illustrative",
        "evidence": "illustrative",
    }


def _where(
    ground: Ground, rng: np.random.Generator, target: str, day: date, *, wide: bool
) -> dict[str, str]:
    communes = _in_force(ground.communes, day)
    if wide:
        if rng.random() < ground.calibration["remote_share"]:
            return {"scope": "remote"}
        return {"scope": "epci", "epci": _pick(sorted(set(communes["epci"])), rng)}
    place = _pick(ground.calibration["places"], rng)
    return {
        "scope": "commune",
        "commune": target or _other_commune(ground, communes, rng),
        "place": place,
    }


def _in_force(communes: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the communes of the perimeter on a day (ISO texts sort as dates)."""
    started = communes["starts_on"] <= day.isoformat()
    ended = (communes["ends_on"] != "") & (communes["ends_on"] < day.isoformat())
    return communes[started & ~ended]


def _other_commune(ground: Ground, communes: pd.DataFrame, rng: np.random.Generator) -> str:
    """Draw a commune outside the focus, whatever its size, by a power of its population."""
    named = communes["commune"].isin(list(ground.plan["focus"]))
    pool = communes[~named].sort_values("commune")
    weights = pool["population"].to_numpy() ** ground.calibration["population_exponent"]
    return str(rng.choice(pool["commune"].to_numpy(), p=weights / weights.sum()))


def _random_day(start: date, end: date, rng: np.random.Generator) -> date:
    return start + timedelta(days=int(rng.integers((end - start).days + 1)))


def _when(ground: Ground, rng: np.random.Generator, day: date, kind: str) -> dict[str, str]:
    """Return the span known of a date; a span never starts before the contract."""
    shares = ground.calibration["precision"]
    precision = str(rng.choice(list(shares), p=list(shares.values())))
    if kind == "clinic":
        last = day + timedelta(days=ground.calibration["clinic_days"])
        return _span("period", day, min(last, ground.plan["until"]))
    if precision == "year" and date(day.year, 1, 1) >= ground.plan["from"]:
        return _span("year", date(day.year, 1, 1), date(day.year, 12, 31))
    if precision == "month" and day.replace(day=1) >= ground.plan["from"]:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return _span("month", first, last)
    return _span("day", day, day)


def _span(precision: str, start: date, end: date) -> dict[str, str]:
    return {
        "starts_on": start.isoformat(),
        "ends_on": end.isoformat(),
        "date_precision": precision,
    }


def _pick(values: Sequence[str], rng: np.random.Generator) -> str:
    return values[int(rng.integers(len(values)))]


def _rounded(count: int) -> int:
    return max(ROUNDING, ROUNDING * round(count / ROUNDING))
