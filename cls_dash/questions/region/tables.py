"""The tables of a region's contracts, and of who has none."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.rates import PER
from cls_dash.page.table import Table
from cls_dash.questions.region import words
from cls_dash.questions.region.figures import Figures
from cls_dash.questions.region.needs import Need
from cls_dash.questions.region.rates import Rates
from cls_dash.questions.rows import rows
from cls_dash.render import exports

FIRST: Final = 10
"""Intercommunalities without contract that are shown."""


def contracts(here: Figures, found: Mapping[str, Need | None]) -> Table:
    """Return the contracts, in the order of names: a number that is not known has none."""
    done = dict(list(here.recorded.groupby("territory")))
    known = [need for need in found.values() if need is not None]
    lines = [
        (
            str(row["name"]),
            str(row["state"]),
            _years(row["start"], row["end"]),
            wording.number(row["communes"]),
            wording.number(row["people"]),
            _actions(done.get(row["index"])),
            _needs(known, row["index"]) if known else words.EMPTY,
        )
        for row in rows(here.contracts.rename_axis("index"))
    ]
    return Table.of(
        ("Contrat", "État", "Années", "Communes", "Habitants", "Actions", "Besoin connu"),
        lines,
        caption=f"Contrats de la région {here.name} ; communes et habitants de la région",
        numeric={3, 4},
        main=(1, 4),
    )


def _years(start: float, end: float) -> str:
    if start != start:
        return words.UNDATED if end != end else f"jusqu’en {end:.0f}"
    return f"{start:.0f}-{end:.0f}" if end == end else f"depuis {start:.0f}"


def _actions(done: pd.DataFrame | None) -> str:
    """Count what is entered: nothing entered is no zero."""
    if done is None:
        return words.NO_ACTION
    counts = done.groupby("evidence")["deployments"].sum()
    return wording.listing(wording.by_evidence({str(k): int(n) for k, n in counts.items()}))


def _needs(known: list[Need], slug: str) -> str:
    there = sum(slug in need.contracts.index for need in known)
    return f"{there} sur {len(known)}" if there else words.EMPTY


def epci(here: Figures, found: Mapping[str, Need | None]) -> Table:
    """Return the most populated intercommunalities without contract, and their needs."""
    known = [need for need in found.values() if need is not None and len(need.epci)]
    lines = [
        (
            str(row["name"]),
            wording.number(row["people"]),
            wording.number(row["communes"]),
            *(words.mean(need, need.epci.get(row["epci"], float("nan"))) for need in known),
        )
        for row in rows(here.epci.head(FIRST).rename_axis("epci"))
    ]
    return Table.of(
        ("Intercommunalité", "Habitants", "Communes", *(need.title for need in known)),
        lines,
        caption=f"Les {len(lines)} intercommunalités les plus peuplées sans contrat connu",
        numeric=range(1, 3 + len(known)),
    )


def twice(here: Figures) -> Table:
    """Return the communes of two contracts or more."""
    lines = [
        (row["name"], words.names(here, row["holders"]), wording.number(row["population"]))
        for row in rows(here.twice.sort_values("name"))
    ]
    return Table.of(
        ("Commune", "Contrats", "Habitants"),
        lines,
        caption="Communes de deux contrats, ou plus",
        numeric={2},
    )


def rates(here: Figures, found: Rates) -> Table:
    """Return the rates of contracts, in the order of names: no rank is told."""
    table = found.table.assign(name=here.contracts["name"]).sort_values("name")
    lines = [
        (
            str(row["name"]),
            wording.number(row["n"]),
            f"{wording.number(row['value'], 1)} ({wording.number(row['lower'], 1)} à "
            f"{wording.number(row['upper'], 1)})",
            wording.number(row["shrunk"], 1),
            terms.NO_DATA if found.demonstration else words.flag(row["flag"]),
        )
        for row in rows(table)
    ]
    return Table.of(
        ("Contrat", "Nombre", "Taux et intervalle à 95 %", "Taux resserré", "Lecture"),
        lines,
        caption=f"{found.title}, pour {wording.number(PER)} habitants, sans classement",
        numeric={1, 2, 3},
        main=(2, 3),
    )


def communes_csv(here: Figures) -> bytes:
    """Return every commune of the region with its contracts, as a French spreadsheet."""
    lines: list[dict[str, Any]] = [
        {
            "code": row["code"],
            "commune": row["name"],
            "epci": row["epci"],
            "intercommunalite": row["epci_name"],
            "habitants": row["population"],
            "contrats": " ; ".join(str(here.contracts.loc[s, "name"]) for s in row["holders"]),
            "etats": " ; ".join(str(here.contracts.loc[s, "state"]) for s in row["holders"]),
        }
        for row in rows(here.places)
    ]
    frame = pd.DataFrame(lines)
    return exports.to_csv(frame.astype({"habitants": "Int64"}))
