"""Rates by inhabitant: actions where enough is recorded, services whose list is complete."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypedDict

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.rates import PER, clump, rate
from cls_dash.domain.selection import Evidence
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.provision import provision
from cls_dash.questions.spread.record import Record, counted
from cls_dash.questions.spread.recorded import NOT_YET
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release

ACTIONS, YEARLY = "actions", "actions_an"
PER_UNIT: Final = f"pour {wording.number(PER)} habitants"
UNDATED: Final = "dates non publiées"
_DOCUMENTED: Final = terms.EVIDENCE[Evidence.DOCUMENTED]


class Shared(TypedDict):
    """What both measures of actions have."""

    evidence: str
    higher_is: str
    series: pd.Series
    record: Record
    lacking: Mapping[str, str]


def actions(release: Release, here: Ground) -> Iterator[Measure]:
    """Return the rates of located actions, of the territories where enough is recorded."""
    few = {slug: _few(one) for slug, one in here.records.items() if not one.enough}
    undated = {slug: UNDATED for slug, n in here.years.items() if not n > 0}
    every, events = _located(release, here), here.communes["deployments"].astype(float)
    yield rated(
        ACTIONS, "Actions situées", PER_UNIT, events, here.people,
        basis="actions rapportées aux habitants", **_shared(every, few),
    )  # fmt: skip
    years = here.people * here.years.reindex(here.people.index.get_level_values(0)).to_numpy()
    yield rated(
        YEARLY, "Actions situées par an de contrat", f"{PER_UNIT} et par an", events, years,
        basis="actions rapportées aux habitants et aux années de contrat",
        **_shared(every, undated | few),
    )  # fmt: skip


def _few(record: Record) -> str:
    """Say why so few records make no rate."""
    if not record.begun:
        return NOT_YET
    return f"trop peu saisi : {record.count}"


def _shared(every: pd.DataFrame, lacking: Mapping[str, str]) -> Shared:
    done = every[~every["territory"].isin(list(lacking))]
    series = done.groupby(["territory", "action", "commune"]).size()
    return {
        "evidence": attested(done["evidence"]),
        "higher_is": "neutral",
        "series": series.droplevel(["action", "commune"]),
        "record": counted(done, begun=bool(len(done))),
        "lacking": lacking,
    }


def _located(release: Release, here: Ground) -> pd.DataFrame:
    """Return the deployments of the communes that count, with their ``territory``."""
    found = []
    for slug, selection in here.selections.items():
        done = deployments_of(release, selection)
        inside = done["commune"].isin(here.communes.loc[slug].index)
        found.append(done[(done["scope"] == "commune") & inside].assign(territory=slug))
    return pd.concat(found)


def rated(
    code: str, title: str, unit: str, events: pd.Series, sizes: pd.Series,
    *, basis: str, higher_is: str, year: str = "", evidence: str = _DOCUMENTED,
    series: pd.Series | None = None, record: Record | None = None,
    lacking: Mapping[str, str] = MappingProxyType({}),
) -> Measure:  # fmt: skip
    """
    Return a measure that counts events: its figures have Poisson limits, of whole series.

    Territories where something is ``lacking`` have no figure, which is not zero.
    """
    slugs = events.index.unique("territory")
    told = ~events.index.get_level_values("territory").isin(list(lacking))
    n, size = events[told], sizes[told]
    sums = pd.DataFrame({"n": n, "size": size}).groupby("territory", sort=False).sum()
    together = pd.Series(1.0, sums.index)
    if series is not None:
        together.update(series.groupby("territory").agg(clump))
    figures = rate(sums["n"], sums["size"], multiplier=PER, clump=together).assign(known=1.0)
    return Measure(
        code=code, title=title, unit=unit, higher_is=higher_is, year=year, basis=basis,
        local=(n / size.where(size > 0) * PER).reindex(events.index),
        events=n, sizes=size,
        figures=figures.reindex(slugs).fillna({"known": 0.0}),
        overall=float(sums["n"].sum() / sums["size"].sum() * PER) if len(sums) else float("nan"),
        evidence=evidence, parts={}, series=series, record=record, lacking=dict(lacking),
    )  # fmt: skip


def attested(evidence: pd.Series) -> str:
    """Return the kinds of evidence of some facts, in words."""
    return wording.listing([terms.EVIDENCE[kind] for kind in sorted(set(evidence))])


def services(release: Release, here: Ground) -> Iterator[Measure]:
    """Return the services whose list is complete in all the territories, by inhabitant."""
    for service in provision.complete(release, *here.names).values():
        yield rated(
            f"n.{service.code}", service.label, PER_UNIT, _at(service.listed, here),
            here.people, higher_is="better", year=service.year,
            basis=f"nombre rapporté aux habitants ; liste complète de {service.year}",
        )  # fmt: skip


def _at(counts: pd.Series, here: Ground) -> pd.Series:
    """Return counts by commune as those of each commune that counts, none being zero."""
    return pd.Series(
        counts.reindex(here.codes).fillna(0.0).to_numpy(dtype=float), here.people.index
    )
