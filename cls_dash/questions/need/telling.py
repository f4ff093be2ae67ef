"""Which indicators say most of a need, and most finely: lists and pages open on them."""

from typing import Final

import pandas as pd

WIDER: Final = ("departement", "region", "pays")
"""Levels of what a territory is compared with."""


def known(seen: pd.DataFrame) -> pd.DataFrame:
    """Return how many places of each level have a value, as :func:`ranked` reads it."""
    cards = ["indicator", "title", "themes", "higher_is"]
    told = seen.assign(themes=seen["themes"].fillna(""))
    places = told.groupby([*cards, "level"])["geography"].nunique()
    return places.rename("places").reset_index().rename(columns={"indicator": "code"})


def ranked(known: pd.DataFrame) -> list[str]:
    """
    Return the codes of indicators, the most telling first.

    First those whose card names the themes that answer a need, then those whose direction is
    known, then those that are known in most communes, that have wider places to be compared with,
    then by title.

    Parameters
    ----------
    known
        One row per indicator and level where it has values: ``code``, ``title``, ``themes``,
        ``higher_is``, ``level`` and ``places`` (how many have one).
    """
    cards = known.drop_duplicates("code").set_index("code")
    fine = known[known["level"] == "commune"].set_index("code")["places"]
    wide = known[known["level"].isin(WIDER)].groupby("code")["level"].nunique()

    def rank(code: str) -> tuple[bool, bool, int, int, str]:
        card = cards.loc[code]
        return (
            not card["themes"], card["higher_is"] == "neutral", -int(fine.get(code, 0)),
            -int(wide.get(code, 0)), str(card["title"]),
        )  # fmt: skip

    return sorted(map(str, cards.index), key=rank)
