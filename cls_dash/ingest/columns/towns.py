"""Find a commune by its postal code and its name, as addresses write them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import polars as pl

from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.place_names import plain_name
from cls_dash.ingest.sieve import Sieve

CUT: Final = 25
"""Addresses cut the name of a town at 26 characters, the last of which may be a space."""
CORSICA: Final = "20"
OVERSEAS: Final = "97"

Towns = Mapping[str, Mapping[str, list[str]]]
"""Codes of communes by département (Corsica is one for the post), then by plain name."""


def plain_town(name: str) -> str:
    """Return a name without what addresses add to it: «saint etienne» of «ST-ÉTIENNE CEDEX 2»."""
    words = " ".join(re.sub("[0-9]", " ", plain_name(name)).split())
    return re.sub(r" ced(ex?)?( .*)?$", "", words)


def find_towns(sieve: Sieve, postcode: str, town: str, cog: Cog) -> None:
    """
    Add the column ``commune`` to a sieve, from its postal codes and names of towns.

    A town is looked for in the département of its postal code and, overseas, in all of
    them (La Réunion uses postal codes of Saint-Martin). The beginning of a name will do,
    since addresses cut the long ones, where one commune only of the département begins
    so: the report tells it. Other records are put aside.
    """
    known = _towns(cog)
    asked = sieve.rows.select(postcode, town).drop_nulls().unique()
    found = [_found(code, name, known) for code, name in asked.iter_rows()]
    whole = [
        cog.names[codes[0]] if len(codes) == 1 and not exact else None for codes, exact in found
    ]
    asked = asked.with_columns(
        pl.Series("_codes", [codes for codes, _ in found], pl.List(pl.String)),
        pl.Series("_whole", whole, pl.String),
    )
    sieve.rows = sieve.rows.join(asked, on=[postcode, town], how="left", maintain_order="left")
    n = pl.col("_codes").list.len().fill_null(0)
    sieve.rows = sieve.rows.with_columns(
        commune=pl.when(n == 1).then(pl.col("_codes").list.first())
    )
    remedy = "Ajouter à la ligne le code Insee de sa commune, dans une colonne « commune »."
    reason = "Aucune commune actuelle du département n’a ce nom."
    sieve.refuse(n == 0, town, reason, remedy)
    reason = "Plusieurs communes du département ont un nom qui commence ainsi."
    sieve.refuse(n > 1, town, reason, remedy)
    why = "Nom incomplet : une seule commune du département commence ainsi."
    sieve.correct(town, pl.coalesce("_whole", town), why)
    sieve.rows = sieve.rows.drop("_codes", "_whole")


def _found(postcode: str, town: str, known: Towns) -> tuple[list[str], bool]:
    """Return the communes that a town may be, and whether they bear its very name."""
    name = plain_town(town)
    here = known.get(_departement(postcode.zfill(5)), {})
    if name in here:
        return here[name], True
    if postcode.startswith(OVERSEAS) and name in known[OVERSEAS]:
        return known[OVERSEAS][name], True
    start = name if len(town) >= CUT else f"{name} "
    longer = [codes for whole, codes in here.items() if name and whole.startswith(start)]
    return [code for codes in longer for code in codes], False


def _departement(code: str) -> str:
    departement = Cog.departement(code)
    return CORSICA if departement in {"2A", "2B"} else departement


def _towns(cog: Cog) -> Towns:
    towns: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, name in cog.names.items():
        towns[_departement(code)][plain_town(name)].append(code)
        if code.startswith(("97", "98")):
            towns[OVERSEAS][plain_town(name)].append(code)
    return towns
