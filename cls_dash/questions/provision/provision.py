"""
What may be concluded of care around territories: the services whose list is complete there.

A distance, an absence, a rate or a rank is said of these alone. Of the others, places are
shown and nothing is concluded: :func:`known` says what is lacking, and how to load it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
import pandas as pd

from cls_dash import terms
from cls_dash.domain.services import KINDS, NAMED, Kind, is_care, is_people, kind_of
from cls_dash.questions.rows import rows
from cls_dash.store.queries import completing
from cls_dash.store.queries.care import providers_around
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.release import Release, memoised

T = TypeVar("T")
Dates = dict[str, dict[str, str]]
"""When a list is said to be complete: by source, then by category."""
_NO_PLACE: Final = {"professional_network", "other"}
"""Categories of what is no service that people go to."""
LOAD: Final = "chargez la BPE de l’Insee (`cls-dash load bpe`) ou Finess (`cls-dash load finess`)"


@dataclass(frozen=True)
class Service:
    """A service whose list is complete in some territories and within reach around."""

    code: str
    """In addresses."""
    label: str
    one: str
    many: str
    article: str
    published: str
    """Indicator that a producer publishes of how accessible it is, if any."""
    people: bool
    """Whether professionals are counted, whom inhabitants share, and no institutions."""
    listed: pd.Series
    """Places or professionals by commune, of the territories and of all that they reach; zero
    where the list has none."""
    supply: pd.Series
    """The same, with the places that a source cites since in communes where there was none."""
    complete_on: str
    """ISO date, possibly partial."""
    source: str
    """Key of the source's card."""
    places: pd.DataFrame
    """Establishments, as :func:`providers_around` returns them; none in a list of
    counts."""

    @property
    def where(self) -> pd.Index:
        """Communes that have any."""
        return self.supply.index[self.supply > 0]

    @property
    def year(self) -> str:
        """Year at which the list is complete."""
        return self.complete_on[:4]

    @property
    def basis(self) -> str:
        """The list, and whether places were added to it, in words."""
        more = not self.supply.equals(self.listed)
        since = " et les lieux cités depuis" if more else ""
        return f"la liste de {self.year}{since}"


@dataclass(frozen=True)
class Partial:
    """A service of which some places are known, and whose list is complete nowhere here."""

    code: str
    label: str
    """In small letters."""
    places: pd.DataFrame
    """Active establishments, as :func:`providers_around` returns them."""

    @property
    def lacking(self) -> str:
        """Say that nothing can be concluded, and what to load."""
        return (
            f"La liste « {self.label} » n’est pas complète ici et alentour : aucune "
            f"distance ni absence n’en est déduite. Pour une mesure, {LOAD}."
        )


@memoised
def complete(release: Release, *territories: str) -> dict[str, Service]:
    """
    Return the services whose list is complete around territories, by code, in order of use.

    Of the lists complete for a service, the most recent; of the same date, the one of all of
    France. What is returned is shared: it must not be changed.
    """
    lists = completing.lists(release, territories)
    if lists.empty:
        return {}
    around = _Around(
        completing.needed(release, territories),
        completing.counts(release, territories),
        _places(release, territories),
    )
    dates, whole = complete_on(lists), set(lists.loc[lists["whole"], "source"])
    found = [
        service
        for kind in (*KINDS, *others(lists))
        if (service := _latest(kind, dates, whole, around)) is not None
    ]
    return {service.code: service for service in found}


@memoised
def known(release: Release, territory: str) -> dict[str, Partial]:
    """
    Return the kinds of establishments that are known around, and whose list is not complete.

    By category of :data:`terms.PROVIDERS`; those of a service that is complete are left out.
    """
    found = providers_around(release, territory)
    found = found[found["status"] == "active"]
    whole = complete(release, territory)
    told = {
        category
        for kind in KINDS
        if kind.code in whole
        for category in (*kind.registered, *kind.same)
    }
    return {
        category: Partial(category, title, found[found["category"] == category])
        for category, title in terms.PROVIDERS.items()
        if (found["category"] == category).any() and category not in told | _NO_PLACE
    }


def _places(release: Release, territories: Sequence[str]) -> pd.DataFrame:
    """Return the active places around, each once, with the day of what cites it."""
    found = pd.concat([providers_around(release, slug) for slug in territories])
    # Who sees a city whole and who sees it by arrondissement see the same place at two.
    again = found["commune"].to_frame().set_index("commune", append=True).index.duplicated()
    found = found[~again & (found["status"] == "active")]
    return found.assign(cited_on=found["source"].map(sources_of(release)["published_on"]))


@dataclass(frozen=True)
class _Around:
    communes: pd.Index
    counts: pd.DataFrame
    places: pd.DataFrame

    @cached_property
    def counted(self) -> dict[tuple[str, str, int], np.ndarray]:
        """Where the counts of each category, source and year stand."""
        return dict(self.counts.groupby(["category", "source", "year"]).indices)

    @cached_property
    def placed(self) -> dict[tuple[str, str], np.ndarray]:
        """Where the places of each category and source stand."""
        return dict(self.places.groupby(["category", "source"]).indices)

    def by_commune(self, communes: pd.Series, n: pd.Series | None = None) -> pd.Series:
        """Return how many there are in each commune around, zero where there is none."""
        ranks = self.communes.get_indexer(communes)
        around = ranks >= 0
        weights = None if n is None else n.to_numpy(dtype=float)[around]
        sums = np.bincount(ranks[around], weights, minlength=len(self.communes))
        return pd.Series(sums.astype(float), self.communes)


def others(lists: pd.DataFrame) -> Iterator[Kind]:
    """Yield a service for each list of care that no named service counts."""
    seen = lists[~lists["category"].isin(NAMED)].drop_duplicates("category")
    for row in rows(seen):
        if is_care(row["category"]) and row["title"]:
            yield kind_of(row["category"], row["title"])


def complete_on(lists: pd.DataFrame) -> Dates:
    """Return the date of each category of some lists, by source: the first that is listed."""
    found: Dates = {}
    columns = (lists["source"], lists["category"], lists["complete_on"])
    for source, category, date in zip(*columns, strict=True):
        found.setdefault(source, {}).setdefault(category, date)
    return dict(sorted(found.items()))


def held(kind: Kind, dates: Dates) -> Iterator[tuple[list[str], str, str, bool]]:
    """
    Yield the ways in which some lists, as :func:`complete_on` dates them, hold a service whole.

    Categories, source, the oldest of their dates, and whether it is a register of
    establishments, which counts its own, rather than a list of counts.
    """
    for source, mine in dates.items():
        parts = [[code for code in part if code in mine] for part in kind.parts]
        counted = [code for part in parts for code in part] if all(parts) else []
        named = [code for code in kind.registered if code in mine]
        for codes, is_register in (
            (counted, False),
            (named if len(named) == len(kind.registered) else [], True),
        ):
            if codes:
                yield codes, source, min(mine[code] for code in codes), is_register


def _latest(kind: Kind, dates: Dates, whole: set[str], around: _Around) -> Service | None:
    """Return a service after the most recent of its lists, if any is complete."""
    found = max(held(kind, dates), key=lambda one: (one[2], one[1] in whole, one[1]), default=None)
    return _service(kind, found, around) if found else None


def _service(kind: Kind, found: tuple[list[str], str, str, bool], around: _Around) -> Service:
    codes, source, complete_on, is_register = found
    chosen = around.places.iloc[_at(around.placed, *((c, source) for c in codes if is_register))]
    if is_register:
        listed = around.by_commune(chosen["commune"])
    else:
        keys = ((code, source, int(complete_on[:4])) for code in codes)
        counted = around.counts.iloc[_at(around.counted, *keys)]
        listed = around.by_commune(counted["commune"], counted["n"])
    label = (kind.registered_label if is_register else "") or kind.label
    return Service(
        code=kind.code,
        label=label,
        one=kind.one,
        many=kind.many,
        article=kind.article,
        published=kind.published,
        people=all(map(is_people, codes)),
        listed=listed,
        supply=listed.where(listed > 0, _since(kind, complete_on, around)),
        complete_on=complete_on,
        source=source,
        places=chosen,
    )


def _at(places: Mapping[T, np.ndarray], *keys: T) -> np.ndarray:
    """Return where all that bears one of some keys stands, in order."""
    return np.sort(np.concatenate([np.empty(0, int), *(places[k] for k in keys if k in places)]))


def _since(kind: Kind, complete_on: str, around: _Around) -> pd.Series | float:
    """Return how many places a source that is not older than a list cites, by commune."""
    if not kind.same:
        return 0.0
    places = around.places[around.places["category"].isin(kind.same)]
    later = places["cited_on"].isna() | (places["cited_on"].fillna("") > complete_on)
    real = places["evidence"] != "illustrative"
    return around.by_commune(places.loc[later & real, "commune"])
