"""Where the middle and the ends of values are, in words that stay true when many are the same."""

from typing import Final

import pandas as pd

from cls_dash import wording

TIED: Final = 0.1
"""Share of the values by which «half of them» may be wrong before ties are told."""


def clause(values: pd.Series, whom: str, *, digits: int, unit: str) -> str:
    """
    Say where the middle of values is.

    «La moitié des 97 communes sont à 2,5 ou plus» holds for any median. Where ties make it
    more than half, how many share the value of the middle is told instead.

    Parameters
    ----------
    values
        Known ones, not empty.
    whom
        Whose they are, in the plural, after «des»: ``**97** communes du territoire``.
    digits
        Decimals of what is written: values that read the same are the same.
    unit
        Of the values.
    """
    read, middle = values.round(digits), round(float(values.median()), digits)
    written = f"**{wording.number(middle, digits)}{wording.NBSP}{wording.unit_of(middle, unit)}**"
    if not tied(values, digits):
        return f"la moitié des {whom} sont à {written} ou plus"
    same = int((read == middle).sum())
    others = [
        f"**{wording.number(n)}** {where}"
        for n, where in (
            (int((read > middle).sum()), "au-dessus"), (int((read < middle).sum()), "au-dessous"),
        )
        if n
    ]  # fmt: skip
    told = f", {wording.listing(others)}" if others else ""
    return (
        f"**{wording.number(same)}** des {whom} {wording.agreeing(same, 'est', 'sont')} à "
        f"{written}{told}"
    )


def ends(values: pd.Series, names: pd.Series, *, digits: int) -> str:
    """
    Name the places of the least and of the most, and say how many share them.

    Nothing where all read the same.

    Parameters
    ----------
    values
        Known ones, not empty.
    names
        Of their places, in the same order.
    digits
        Decimals of what is written.
    """
    read = values.round(digits).to_numpy()
    if read.min() == read.max():
        return ""
    least, most = (
        f"**{wording.number(float(end), digits)}** "
        f"({wording.first_of([*names.to_numpy()[read == end]], 1)})"
        for end in (read.min(), read.max())
    )
    return f"de {least} à {most}"


def tied(values: pd.Series, digits: int) -> bool:
    """Say whether more than half of the values reach their middle, or all that do have it."""
    read, middle = values.round(digits), round(float(values.median()), digits)
    reached = int((read >= middle).sum())
    return middle == read.max() or abs(reached - len(read) / 2) > max(1.0, TIED * len(read))
