"""Say of each indicator that is loaded what secrecy will do of its values, and who decided it."""

from pathlib import Path
from typing import Final

import polars as pl
import yaml

from cls_dash.domain.persons import is_rate
from cls_dash.ingest.loaded import Asked

SHOWN: Final = 3
"""Titles that a sentence names."""
_AS_COUNTS: Final = (
    "comptent peut-être des personnes : celles de 1 à 10, et celles qui les rendraient par"
    " différence, ne seront pas publiées"
)
_AS_RATES: Final = (
    "sont peut-être des taux de personnes, dont rien ne donne les effectifs : ils ne seront publiés"
    " que par département, région et pays, sauf les taux d’habitants (« % des habitants », « pour"
    " 1 000 habitants ») et ceux dont le nombre, de même titre, est chargé"
)
_OTHERWISE: Final = (
    " Si le producteur a déjà retenu les petits effectifs, charger avec --counts published ;"
    " si rien n’y compte des personnes, avec --counts nobody."
)
_SAID: Final = {
    "persons": _AS_COUNTS,
    "published": "comptent des personnes, et leur producteur a déjà retenu les petits effectifs :"
    " tout sera publié",
    "nobody": "ne comptent personne : tout sera publié",
}


def secrecy_notes(rows: pl.DataFrame, cards: pl.DataFrame, asked: Asked) -> list[str]:
    """
    Return sentences of what values are taken for: what the person says, a card, or the values.

    Parameters
    ----------
    rows
        Observations with ``indicator`` and ``value``.
    cards
        Those that were drafted, for want of one.
    asked
        What the person said, and the folder of cards.
    """
    notes = []
    values = dict(rows.group_by("indicator").agg(pl.col("value").drop_nulls()).iter_rows())
    if cards.height and asked.counts:
        said = _SAID[asked.counts]
        notes.append(f"Secret statistique (--counts {asked.counts}) : {_named(cards)} {said}.")
    elif cards.height:
        rates = pl.Series(
            [is_rate(unit, values[code]) for code, unit in cards.select("code", "unit").iter_rows()]
        )
        for kind, as_what in ((~rates, _AS_COUNTS), (rates, _AS_RATES)):
            if kind.any():
                some = cards.filter(kind)
                notes.append(f"Secret statistique : {_named(some)} {as_what}.{_OTHERWISE}")
    known = set(values) - set(cards["code"])
    return notes + [note for code in sorted(known) if (note := _of_card(code, asked))]


def _of_card(code: str, asked: Asked) -> str:
    """Return what a card that was there says, where it is silent or the person said otherwise."""
    path: Path = asked.data / "indicators" / f"{code}.yaml"
    counts = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("counts")
    if counts and asked.counts not in {None, counts}:
        return (
            f"Secret statistique : la fiche {path.name} dit « counts: {counts} », --counts"
            " n’y change rien."
        )
    if counts is None:
        return (
            f"Secret statistique : la fiche {path.name} ne dit pas ce que ses valeurs comptent"
            " (counts) : elles seront traitées comme des personnes."
        )
    return ""


def _named(cards: pl.DataFrame) -> str:
    titles = [f"« {title} »" for title in cards["title"].head(SHOWN)]
    if (more := cards.height - SHOWN) > 0:
        titles.append(f"{more} autre{'s' if more > 1 else ''}")
    return f"les valeurs de {', '.join(titles)}"
