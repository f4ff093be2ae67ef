"""Who has a contract in a region, and who has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pandas as pd

from cls_dash.domain.districts import NAMES
from cls_dash.domain.extent import Extent
from cls_dash.domain.regions import REGIONS, SIZES
from cls_dash.questions import choices
from cls_dash.questions.rows import rows
from cls_dash.store.queries import country
from cls_dash.store.queries.deployments import recorded
from cls_dash.store.queries.districts import parents
from cls_dash.store.queries.territories import every_contract, territories_of
from cls_dash.store.release import Release, memoised

RUNNING: Final = "En cours, d’après ses dates"
ENDED: Final = "Terminé, d’après ses dates"
UNTOLD: Final = "État non dit"


@dataclass(frozen=True)
class Figures:
    """The communes of a region, and its contracts."""

    code: str
    """Of the region."""
    places: pd.DataFrame
    """Communes that are known, in the order of the map, by code, with ``holders``, the slugs of
    the territories that have each, a tuple."""
    contracts: pd.DataFrame
    """Of each territory that has communes there, by slug, in the order of names: ``name``,
    ``state``, ``told`` (whether a source says the state), ``start`` and ``end`` (years, missing
    where unknown), ``communes`` and ``people`` (in the region)."""
    recorded: pd.DataFrame
    """Series of deployments of these: see :func:`cls_dash.store.queries.deployments.recorded`."""
    parted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Communes only some *arrondissements* of which have a contract: names, by that of the city."""

    @property
    def name(self) -> str:
        """Name of the region."""
        return REGIONS[self.code]

    @property
    def size(self) -> tuple[int, int]:
        """Communes and inhabitants of the whole region."""
        return SIZES[self.code]

    @property
    def whole(self) -> bool:
        """Whether all the communes of the region are known, hence those without contract."""
        return len(self.places) >= self.size[0]

    @cached_property
    def titles(self) -> dict[str, tuple[str, str]]:
        """Name and state of each contract, by slug."""
        pairs = zip(self.contracts["name"], self.contracts["state"], strict=True)
        return dict(zip(map(str, self.contracts.index), pairs, strict=True))

    @cached_property
    def without(self) -> pd.DataFrame:
        """Communes that no contract has."""
        return self.places[self.places["holders"].map(len) == 0]

    @cached_property
    def within(self) -> pd.DataFrame:
        """Communes that some contract has."""
        return self.places[self.places["holders"].map(len) > 0]

    @cached_property
    def twice(self) -> pd.DataFrame:
        """Communes that two contracts have, or more."""
        return self.places[self.places["holders"].map(len) > 1]

    @cached_property
    def same(self) -> list[list[str]]:
        """Names of the contracts that have the very same communes of the region, together."""
        held = self.within["holders"].explode()
        found: dict[frozenset[str], list[str]] = {}
        for slug, codes in held.index.to_series().groupby(held.to_numpy()):
            found.setdefault(frozenset(codes), []).append(self.titles[slug][0])
        return [names for names in found.values() if len(names) > 1]

    @cached_property
    def epci(self) -> pd.DataFrame:
        """
        Intercommunalities no commune of which has a contract, the most populated first.

        By SIREN: ``name``, ``communes`` and ``people``, those of the region.
        """
        known = self.places.dropna(subset="epci")
        covered = set(self.within["epci"].dropna())
        free = known[~known["epci"].isin(covered)]
        found = free.groupby("epci").agg(
            name=("epci_name", "first"), communes=("name", "size"), people=("population", "sum")
        )
        return found.sort_values(["people", "name"], ascending=[False, True])

    @cached_property
    def states(self) -> pd.DataFrame:
        """By state, the commonest first: ``contracts``, ``communes`` and ``people``, each once."""
        state = self.contracts["state"]
        pairs = self.within["holders"].explode().map(state).rename("state").reset_index()
        once = pairs.drop_duplicates()
        people = once["code"].map(self.places["population"].astype(float))
        found = once.assign(people=people).groupby("state").agg(
            communes=("code", "size"), people=("people", "sum")
        )  # fmt: skip
        found = found.assign(contracts=state.value_counts())
        return found.sort_values(["contracts", "people"], ascending=False)


def inhabitants(places: pd.DataFrame) -> int:
    """Return the inhabitants of communes, those whose number is known."""
    return int(places["population"].sum())


@memoised
def of_territories(release: Release) -> tuple[str, ...]:
    """Return the regions where some territory has a commune, that of most communes first."""
    return tuple(code for code in country.held_regions(release) if code in REGIONS)


@memoised
def figures(release: Release, region: str, *, documented_only: bool) -> Figures:
    """Gather what is known of the communes of a region, and of its contracts."""
    places = country.places(release, Extent("region", region))
    names = territories_of(release)["name"]
    holders: dict[str, list[str]] = {code: [] for code in places.index}
    members = country.members(release)
    for slug in names.index:
        for code in members.get(slug, ()):
            if code in holders:
                holders[code].append(str(slug))
    held = pd.Series({code: tuple(slugs) for code, slugs in holders.items()}, dtype=object)
    places = places.assign(holders=held.reindex(places.index))
    sizes = country.sizes(release, region)
    here = [slug for slug in names.index if slug in sizes.index]
    contracts = _contracts(release, here).assign(name=names.loc[here])
    done = recorded(release, documented_only=documented_only)
    return Figures(
        code=region,
        places=places,
        contracts=contracts.join(sizes),
        recorded=done[done["territory"].isin(here)],
        parted=_parted(release, places, {code for slug in here for code in members[slug]}),
    )


def _parted(release: Release, places: pd.DataFrame, held: set[str]) -> dict[str, list[str]]:
    cities = {code: city for code, city in parents(release).items() if code in held}
    return {
        str(places.loc[city, "name"]): [NAMES[code] for code, one in cities.items() if one == city]
        for city in sorted(set(cities.values()) - held)
        if city in places.index
    }


def _contracts(release: Release, slugs: list[str]) -> pd.DataFrame:
    """Return the state and the years of the contract that counts in each territory."""
    year = choices.today().year
    every = dict(list(every_contract(release).groupby("territory")))
    found = {slug: _current(every[slug], year) for slug in slugs if slug in every}
    columns = ["state", "told", "start", "end"]
    frame = pd.DataFrame.from_dict(found, orient="index", columns=columns).reindex(slugs)
    return frame.fillna({"state": UNTOLD, "told": False}).astype({"start": float, "end": float})


def _current(contracts: pd.DataFrame, year: int) -> tuple[str, bool, Any, Any]:
    """Return the state, whether a source says it, and the years of the contract in force."""
    number = choices.current(contracts, year)
    known = contracts[contracts["number"].astype(str) == number]
    one = rows(known if len(known) else contracts)[-1]
    years = (one["start_year"], one["end_year"])
    if one["state"]:
        return one["state"], True, *years
    if number:
        return RUNNING if choices.in_force(contracts, year) else ENDED, False, *years
    return UNTOLD, False, *years
