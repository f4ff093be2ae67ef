"""What the published store holds, for the person who prepares it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cls_dash import wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.questions.rows import rows
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.extracts import extract, row_counts
from cls_dash.store.queries.territories import contracts_of, perimeters_of, territories_of
from cls_dash.store.release import Release


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


def build(release: Release) -> State:
    """Count what the store holds and name what it lacks."""
    digest, latest = (release.digest, release.latest_fact)
    communes = extract(release, "communes")
    territories = tuple(_territory(release, row) for row in rows(territories_of(release)))
    years = tuple(sorted({int(year) for year in communes["population_year"].dropna()}))
    loads = tuple(
        f"{row['key']} : {row['title']}, {row['producer']}, "
        f"le {wording.partial_day(row['retrieved_on'])}"
        for row in rows(sources_of(release).dropna(subset="checksum"))
    )
    gaps = tuple(_gaps(release, communes, territories))
    whole = communes["parent"].isna()
    return State(
        release=digest,
        latest_fact=latest.isoformat(),
        rows=row_counts(release),
        population_years=years,
        territories=territories,
        loads=loads,
        gaps=gaps,
        sentences=(
            f"Version des données : {digest[:12]}. Dernier fait connu : {wording.day(latest)}.",
            f"{wording.counted(int(whole.sum()), 'commune')}, populations municipales "
            f"{wording.listing([str(year) for year in years])}.",
            *(_sentence(state) for state in territories),
            *(f"Chargé : {load}." for load in loads),
            *(f"Manque : {gap}" for gap in gaps),
        ),
    )


def _territory(release: Release, row: dict[str, object]) -> TerritoryState:
    slug = str(row["slug"])
    tally = tally_of(release, Selection(territory=slug))
    total = int(tally["deployments"].sum())
    return TerritoryState(
        slug=slug,
        name=str(row["name"]),
        communes=len(communes_of(release, slug)),
        perimeters=len(perimeters_of(release, slug)),
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
        f"{wording.percent(state.located)} situées, {wording.percent(state.dated)} datées."
    )


def _gaps(
    release: Release, communes: pd.DataFrame, territories: tuple[TerritoryState, ...]
) -> Iterator[str]:
    if shapeless := int(communes.geometry.isna().sum()):
        yield f"le contour de {wording.counted(shapeless, 'commune')}."
    if uncounted := int(communes["population"].isna().sum()):
        yield f"la population de {wording.counted(uncounted, 'commune')}."
    for state in territories:
        contracts = contracts_of(release, state.slug)
        if undated := contracts.loc[contracts["signed_on"].isna(), "label"].tolist():
            yield f"{state.name}, la date de signature de {wording.listing(undated)}."
        if not state.deployments:
            yield f"{state.name}, toute action."
    silent = set(extract(release, "indicators")["code"])
    silent -= set(extract(release, "observations")["indicator"])
    if silent:
        yield f"toute valeur des indicateurs {', '.join(sorted(silent))}."
