"""The actions of each commune as a table."""

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.spread import Spread


def table(counted: pd.DataFrame, found: Spread) -> Table:
    """Return the table that replaces the map."""
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or ""),
            wording.number(row["population"]),
            wording.number(row["observed"]),
            wording.number(row["expected"], 1),
            wording.number(row["rate"], 1),
            wording.number(row["ratio"], 2),
            f"{wording.number(row['least'])} à {wording.number(row['most'])}"
            if row["expected"]
            else terms.NO_DATA,
        )
        for row in rows(counted.sort_values(["observed", "population"], ascending=False))
    ]
    header = (
        "Commune", "Intercommunalité", f"Habitants {found.year}".strip(), "Actions", "Sa part",
        "Pour 10 000 hab.", "Comparées à sa part", "Par hasard, 95 fois sur 100",
    )  # fmt: skip
    return Table.of(
        header,
        lines,
        caption=found.record.plain("Actions situées par commune"),
        numeric={2, 3, 4, 5, 6, 7},
    )
