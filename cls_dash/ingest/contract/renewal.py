"""The next contract of a territory: what of the former one goes on, and what it brings."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from cls_dash.ingest.contract.framework_keys import Framework
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.template import known_rows
from cls_dash.ingest.files import refused
from cls_dash.ingest.judging import cast
from cls_dash.ingest.loaded import Loaded
from cls_dash.ingest.recognise.words import plain, typed_source
from cls_dash.store.model import FILES
from cls_dash.terms import RELATIONS

GOING_ON: Final = ("planned", "started")
"""Where an action stands that the next contract may take on."""
YEARS: Final = 5
"""How long a contract lasts, as a rule."""
Rows = list[dict[str, str]]


def rows_of(home: Home, contract: str) -> dict[str, Rows]:
    """Return what the sheets of one contract say, in their words, by table and column."""
    sheets = {
        name: [
            told for row, told in zip(home.tables[name].to_dicts(), known_rows(name, home),
                                      strict=True)
            if row["contract"] == contract
        ]
        for name in ("contracts", "axes", "parties")
    }  # fmt: skip
    before = {axis: label for label, axis in axes_before(home, contract).items()}
    own = {row["axis"]: row["title"] for row in sheets["axes"]}
    last = predecessor(home, contract)
    owners = Framework(home, home.tables).owners()
    sheets["axis_lineage"] = [
        {"previous": before[previous], "axis": own.get(axis, ""), "relation": RELATIONS[relation]}
        for previous, axis, relation, _ in home.tables["axis_lineage"].iter_rows()
        if axis in own or (axis is None and owners[previous] == last)
    ]
    return sheets


def axes_before(home: Home, contract: str) -> dict[str, str]:
    """Return the axes of the contracts before one, by what tells each in a list, nearest first."""
    rank = Framework(home, home.tables).ranks()
    rows = home.tables["axes"].select("axis", "contract", "title").rows()
    under = rank.get(contract, max(rank.values(), default=0) + 1)
    former = [row for row in rows if rank[row[1]] < under]
    former.sort(key=lambda row: -rank[row[1]])
    alike = Counter(plain(title) for _, _, title in former)
    return {
        title if alike[plain(title)] == 1 else f"{title} ({home.lists['contract'][owner]})": axis
        for axis, owner, title in former
    }


def predecessor(home: Home, contract: str) -> str | None:
    """Return the contract before another, if there is one."""
    numbers = Framework(home, home.tables).ranks()
    former = [each for each in numbers if numbers[each] < numbers.get(contract, 0)]
    return max(former, key=numbers.__getitem__, default=None)


def renewed(home: Home) -> dict[str, Rows]:
    """Return the sheets of a contract that would go on with all of the last one."""
    contracts = home.tables["contracts"].sort(pl.col("number").cast(pl.Int64))
    last = contracts.row(-1, named=True)
    former, number = rows_of(home, last["contract"]), int(last["number"]) + 1
    label = f"CLS {number}"
    start = int(last["end_year"]) + 1 if last["end_year"] else None
    contract = dict.fromkeys(former["contracts"][0], "") | {"number": str(number), "label": label}
    if start:
        contract |= {"start_year": str(start), "end_year": str(start + YEARS - 1)}
    titles = {row["axis"]: row["title"] for row in former["axes"]}
    return {
        "contracts": [contract],
        "axes": [row | {"axis": "", "contract": label} for row in former["axes"]],
        "parties": [row | {"contract": label} for row in former["parties"]],
        "axis_lineage": [
            {"previous": label, "axis": titles[axis], "relation": RELATIONS["kept"]}
            for label, axis in axes_before(home, "").items()
            if axis in titles
        ],
    }


def going_on(home: Home) -> pl.DataFrame:
    """Return the actions of the last contract that are neither completed nor stopped."""
    numbers = home.tables["contracts"].select("contract", pl.col("number").cast(pl.Int64))
    last = numbers.sort("number")["contract"].last()
    return home.tables["actions"].filter(
        pl.col("contract") == last, pl.col("status").is_in([*GOING_ON])
    )


def with_actions(loaded: Loaded, home: Home, actions: Collection[str]) -> Loaded:
    """
    Add to a contract that was read the actions that it takes on, each in the axis that follows.

    Raises
    ------
    InvalidDatasetError
        If the axis of one of them is not followed.
    """
    if not actions:
        return loaded
    (contract,) = loaded.tables["contracts"].iter_rows(named=True)
    steps = loaded.tables["axis_lineage"].drop_nulls("axis").select("previous", "axis")
    followed = dict(steps.iter_rows())
    rows = home.tables["actions"].filter(pl.col("action").is_in([*actions]))
    for title, axis in rows.select("title", "axis").iter_rows():
        if axis is not None and axis not in followed:
            reason = f"L’action « {title} » continue, mais son axe n’a pas de suite."
            raise refused("Filiation", 1, reason, "Dire l’axe qui la reprend, ou ne pas la garder.")
    key = contract["contract"]
    texts = rows.with_columns(
        action=pl.Series([f"{key}-{rank:02}" for rank in range(1, rows.height + 1)]),
        contract=pl.lit(key),
        axis=pl.col("axis").replace(followed),
        start_year=pl.lit(contract["start_year"], pl.String),
        end_year=pl.lit(None, pl.String),
        source=pl.lit(typed_source(home.slug)),
        evidence=pl.lit("supplied"),
    )
    number = pl.col("start_year").cast(pl.String)
    taken = cast(texts.with_columns(start_year=number), FILES["actions"])
    return Loaded(
        {**loaded.tables, "actions": taken},
        loaded.report,
        retracted={**loaded.retracted, "actions": frozenset()},
    )


def with_communes(loaded: Loaded, codes: Sequence[str]) -> Loaded:
    """
    Add communes to the perimeter from the first day of a contract that was read.

    Raises
    ------
    InvalidDatasetError
        If its first year is not said.
    """
    if not codes:
        return loaded
    (contract,) = loaded.tables["contracts"].iter_rows(named=True)
    if contract["start_year"] is None:
        reason = "Le périmètre s’élargit, mais la première année du contrat n’est pas dite."
        raise refused("Contrats", 1, reason, "Écrire l’année de début.")
    texts = pl.DataFrame(
        {"commune": list(codes), "starts_on": f"{contract['start_year']}-01-01",
         "ends_on": None, "basis": "documented"},
        schema=dict.fromkeys(FILES["perimeter"].columns, pl.String),
    )  # fmt: skip
    rows = texts.with_columns(pl.col("starts_on", "ends_on").str.to_date())
    return Loaded(
        {**loaded.tables, "perimeter": rows},
        loaded.report,
        retracted={**loaded.retracted, "perimeter": frozenset()},
    )
