"""
Write the official codes of all of France beside the reference geography.

``cog.csv`` has the present communes, ``successors.csv`` what became of other codes,
``postcodes.csv`` the postal codes, which people take for those of communes:
:mod:`cls_dash.ingest.geography.cog` reads them, whatever communes the geography keeps.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from cls_dash.ingest.geography.france import read_communes
from cls_dash.ingest.geography.packages import read_divisions

COG_COLUMNS: Final = ("name", "epci", "departement", "population")
KINDS: Final = {
    "commune-deleguee": "delegated",
    "commune-associee": "associated",
    "arrondissement-municipal": "arrondissement",
}


def write_codes(divisions: Path, folder: Path) -> None:
    """
    Write ``cog.csv`` and ``successors.csv`` into ``folder``, sorted by code.

    Parameters
    ----------
    divisions
        Archive of ``@etalab/decoupage-administratif``.
    folder
        The reference geography.
    """
    folder.mkdir(parents=True, exist_ok=True)
    communes = read_communes(divisions)[list(COG_COLUMNS)]
    for name, table in (("cog", communes), ("successors", successors(divisions))):
        table.to_csv(folder / f"{name}.csv", lineterminator="\n")
    served = postcodes(divisions)
    served.to_csv(folder / "postcodes.csv", index=False, lineterminator="\n")


def postcodes(divisions: Path) -> pd.DataFrame:
    """Return the communes that each postal code serves, a row for each pair, sorted."""
    pairs = [
        (postcode, each["code"])
        for each in read_divisions(divisions, "communes")
        if each["type"] == "commune-actuelle"
        for postcode in each.get("codesPostaux", ())
    ]
    return pd.DataFrame(sorted(pairs), columns=["postcode", "commune"])


def successors(divisions: Path) -> pd.DataFrame:
    """
    Return the present commune that holds each other code, by former code, sorted.

    Columns ``code`` and ``kind``: ``delegated`` or ``associated`` (a part of a commune
    that keeps its name), ``arrondissement`` (of Paris, Lyon, Marseille) or ``merged``
    (any other code that no longer exists). A code that still exists, as that of a
    commune whose chief town is also a delegated commune, is never a former one.
    """
    records = pd.DataFrame.from_records(read_divisions(divisions, "communes"))
    present = records.loc[records["type"] == "commune-actuelle", ["code", "anciensCodes"]]
    parts = records[records["type"].isin(list(KINDS))]
    merged = present.explode("anciensCodes").dropna()
    former = pd.concat(
        [
            pd.DataFrame(
                {
                    "former": parts["code"],
                    "code": parts["chefLieu"].fillna(parts["commune"]),
                    "kind": parts["type"].map(KINDS),
                }
            ),
            # A part that moved to another commune is listed under both: what it is
            # part of today comes first.
            merged.set_axis(["code", "former"], axis="columns").assign(kind="merged"),
        ]
    )
    former = former[~former["former"].isin(present["code"])]
    former = former.drop_duplicates("former").set_index("former").sort_index()
    while (chained := former["code"].isin(former.index)).any():
        onward = former["code"].map(former["code"])
        former["code"] = former["code"].where(~chained, onward)
    return former
