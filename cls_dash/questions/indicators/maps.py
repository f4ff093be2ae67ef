"""The map of an indicator in a territory: a colour for a ratio, a circle for a number."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.observed import VALUED
from cls_dash.questions.indicators.figures import LEAST, Figures
from cls_dash.questions.painting import painted
from cls_dash.questions.rows import rows
from cls_dash.render import maps, palette
from cls_dash.render.classes import GAPS, Classes, by_quantiles, told_apart

CLASSES: Final = 5
IN_A_CLASS: Final = 3
"""Communes of a class, at least: classes of one would only repeat the table."""


def painted_values(found: Figures) -> maps.Values | None:
    """Return the map of the last values of an indicator, or nothing where too few are known."""
    communes, card, digits = found.communes, found.card, found.digits
    own = found.painting.reindex(communes.index)
    if int(own["status"].isin([*VALUED, *GAPS]).sum()) < LEAST:
        return None
    amounts = own["value"].astype(float)
    stock = card["kind"] == "stock"
    values = _uncoloured(own) if stock else _coloured(amounts, digits)
    classes = told_apart(values, [_gap(status) for status in own["status"]], GAPS)
    here = [colour for kind, colour in palette.GAPS.items() if GAPS[kind] in classes.labels]
    largest = float(amounts.max()) if stock and amounts.notna().any() else 0.0
    unit = str(card["unit"])
    known = wording.counted(int(amounts.notna().sum()), "commune connue", "communes connues")
    return painted(
        communes,
        classes,
        (*here, *palette.shades(len(values.labels), str(card["higher_is"]))),
        pd.Series(_tips(own, unit, digits), own.index),
        title=f"Carte : {card['title']}. {known}.",
        legend=wording.titled(str(card["title"]), unit),
        gap=terms.NO_DATA,
        circles=_circles(amounts, largest) if largest else (),
        circle_legend=maps.circle_legend(largest, wording.starting(unit)) if largest else None,
        circle_style=palette.PROVIDER,
    )


def _gap(status: object) -> str | None:
    return str(status) if status in GAPS else None


def _coloured(amounts: pd.Series, digits: int) -> Classes:
    k = max(1, min(CLASSES, amounts.nunique(), int(amounts.notna().sum()) // IN_A_CLASS))
    return by_quantiles(amounts, k, digits=digits, zero=None)


def _uncoloured(own: pd.DataFrame) -> Classes:
    return Classes("-" * len(own), (), (), len(own))


def _tips(own: pd.DataFrame, unit: str, digits: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for row in rows(own):
        if row["value"] == row["value"] and row["value"] is not None:
            told = f"{wording.number(row['value'], digits)} {unit} ({row['year']})"
        else:
            told = terms.STATUSES.get(str(row["status"]), terms.NO_DATA).capitalize()
        whose = row["of"]
        found.append((told, whose) if isinstance(whose, str) and whose else (told,))
    return found


def _circles(amounts: pd.Series, largest: float) -> list[maps.Circle]:
    ranked = [(rank, float(n)) for rank, n in enumerate(amounts) if n > 0]
    ranked.sort(key=lambda each: -each[1])
    return [(rank, maps.radius(n, largest), ()) for rank, n in ranked]
