"""What the published store holds, for the person who prepares it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cls_dash import wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.extracts import extract, row_counts
from cls_dash.store.readings import Readings
from cls_dash.views.rows import rows


@dataclass(frozen=True)
class TerritoryState:
    """What is known of the actions of one territory. Shares are of its deployments."""

    slug: str
    name: str
    communes: int
    perimeters: int
    deployments: int
    documented: int
    supplied: int
    located: float | None
    dated: float | None


@dataclass(frozen=True)
class State:
    """The inventory of a store."""

    release: str
    latest_fact: str
    rows: dict[str, int]
    population_years: tuple[int, ...]
    territories: tuple[TerritoryState, ...]
    loads: tuple[str, ...]
    """Sources that were loaded from a file, with the day."""
    gaps: tuple[str, ...]
    sentences: tuple[str, ...]
    """All of this, said in French."""


def build(readings: Readings) -> State:
    """Count what the store holds and name what it lacks."""
    release, latest = readings.release()
    communes = extract(readings, "communes")
    territories = tuple(_territory(readings, row) for row in rows(readings.territories()))
    years = tuple(sorted({int(year) for year in communes["population_year"].dropna()}))
    loads = tuple(
        f"{row['key']} : {row['title']}, {row['producer']}, "
        f"le {wording.partial_day(row['retrieved_on'])}"
        for row in rows(readings.sources().dropna(subset="checksum"))
    )
    gaps = tuple(_gaps(readings, communes, territories))
    return State(
        release=release,
        latest_fact=latest.isoformat(),
        rows=row_counts(readings),
        population_years=years,
        territories=territories,
        loads=loads,
        gaps=gaps,
        sentences=(
            f"Version des données : {release[:12]}. Dernier fait connu : {wording.day(latest)}.",
            f"{wording.counted(len(communes), 'commune')}, populations municipales "
            f"{wording.listing([str(year) for year in years])}.",
            *(_sentence(state) for state in territories),
            *(f"Chargé : {load}." for load in loads),
            *(f"Manque : {gap}" for gap in gaps),
        ),
    )


def _territory(readings: Readings, row: dict[str, object]) -> TerritoryState:
    slug = str(row["slug"])
    tally = readings.tally(Selection(territory=slug))
    total = int(tally["deployments"].sum())
    return TerritoryState(
        slug=slug,
        name=str(row["name"]),
        communes=len(readings.communes(slug)),
        perimeters=len(readings.perimeters(slug)),
        deployments=total,
        documented=_count(tally, tally["evidence"] == Evidence.DOCUMENTED),
        supplied=_count(tally, tally["evidence"] == Evidence.SUPPLIED),
        located=_count(tally, tally["scope"] == "commune") / total if total else None,
        dated=_count(tally, tally["dated"] == 1) / total if total else None,
    )


def _count(tally: pd.DataFrame, among: pd.Series) -> int:
    return int(tally.loc[among, "deployments"].sum())


def _sentence(state: TerritoryState) -> str:
    said = f"{state.name} ({state.slug}) : {wording.counted(state.communes, 'commune')}"
    if state.perimeters > 1:
        said += f", {state.perimeters} périmètres datés"
    if not state.deployments:
        return f"{said}, aucune action encore saisie."
    supplied = f" et {wording.counted(state.supplied, 'saisie')}" if state.supplied else ""
    return (
        f"{said}, {wording.counted(state.deployments, 'action')} dont "
        f"{wording.counted(state.documented, 'documentée')}{supplied} ; "
        f"{wording.percent(state.located)} localisées, {wording.percent(state.dated)} datées."
    )


def _gaps(
    readings: Readings, communes: pd.DataFrame, territories: tuple[TerritoryState, ...]
) -> Iterator[str]:
    if shapeless := int(communes.geometry.isna().sum()):
        yield f"le contour de {wording.counted(shapeless, 'commune')}."
    if uncounted := int(communes["population"].isna().sum()):
        yield f"la population de {wording.counted(uncounted, 'commune')}."
    for state in territories:
        contracts = readings.contracts(state.slug)
        if undated := contracts.loc[contracts["signed_on"].isna(), "label"].tolist():
            yield f"{state.name}, la date de signature de {wording.listing(undated)}."
        if not state.deployments:
            yield f"{state.name}, toute action."
    silent = set(extract(readings, "indicators")["code"])
    silent -= set(extract(readings, "observations")["indicator"])
    if silent:
        yield f"toute valeur des indicateurs {', '.join(sorted(silent))}."
