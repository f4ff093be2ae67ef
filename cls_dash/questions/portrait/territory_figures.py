"""Published figures of a territory, one line an indicator, the most telling first."""

from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.observations import latest
from cls_dash.domain.observed import DERIVED
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import Table
from cls_dash.questions.indicators.figures import ranked
from cls_dash.questions.need import telling
from cls_dash.questions.published import LEVELS, published
from cls_dash.questions.rows import rows
from cls_dash.render.classes import decimals
from cls_dash.store.release import Release

LEAST: Final = 5
"""Places of a level that are known, for a middle of them."""
SEVERAL: Final = ("commune", "bassin_de_vie", "epci")
"""Levels of which a territory has several."""


def table(release: Release, territory: str) -> Table | None:
    """Return the middle, the ends and the references of each indicator known in several places."""
    seen = published(release, territory)
    seen = seen[seen["evidence"] != Evidence.ILLUSTRATIVE]
    lines = [
        line
        for code in ranked(release, territory)
        if (line := _line(latest(seen[seen["indicator"] == code]))) is not None
    ]
    if not lines:
        return None
    return Table.of(
        ("Indicateur", "Année", "Connu pour", "Médiane", "Du plus bas au plus haut", "Repères"),
        lines,
        caption="Chiffres publiés du territoire. (c) : moyenne calculée par l’atlas",
        numeric={3},
    )


def _line(last: pd.DataFrame) -> tuple[str, ...] | None:
    """Return the line of an indicator, at the finest level where enough places are known."""
    known = last.dropna(subset="value")
    counts = known["level"].value_counts()
    level = next((level for level in SEVERAL if counts.get(level, 0) >= LEAST), None)
    if level is None:
        return None
    here = known[known["level"] == level]
    values, digits, year = here["value"], decimals(here["value"]), str(here["year"].max())
    hidden = int(((last["level"] == level) & (last["status"] == "withheld")).sum())
    wider = known[known["level"].isin(telling.WIDER) & (known["year"] == year)]
    secret = f", {wording.number(hidden)} sous secret" if hidden else ""
    title, unit = here[["title", "unit"]].iloc[0]
    return (
        wording.titled(str(title), str(unit)),
        year,
        f"{wording.counted(len(here), *LEVELS[level])}{secret}",
        wording.number(float(values.median()), digits),
        f"{wording.number(values.min(), digits)} à {wording.number(values.max(), digits)}",
        wording.listing(
            [
                f"{row['name']} {wording.number(row['value'], digits)}"
                f"{' (c)' if row['status'] == DERIVED else ''}"
                for row in rows(wider)
            ]
        ),
    )
