"""What is known of evidence, indicators and sources, as tables."""

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.questions.rows import rows
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release


def evidence(release: Release) -> Table:
    """Count the actions of each territory by evidence, and those that are located."""
    lines = []
    for territory in rows(territories_of(release)):
        tally = tally_of(release, Selection(territory=territory["slug"]))
        located = tally[tally["scope"] == "commune"]
        lines.append(
            (
                str(territory["name"]),
                *(
                    wording.number(part.loc[part["evidence"] == evidence, "deployments"].sum())
                    for evidence in Evidence
                    for part in (tally, located)
                ),
            )
        )
    header = (
        "Territoire", "Documentées", "dont situées", "Saisies", "dont situées",
        "Illustratives", "dont situées",
    )  # fmt: skip
    return Table.of(
        header, lines, caption="Actions par niveau de preuve", numeric={1, 2, 3, 4, 5, 6}
    )


def indicators(cards: pd.DataFrame) -> Table | None:
    """Say what each indicator measures, and what is to be known of it."""
    if cards.empty:
        return None
    return Table.of(
        ("Indicateur", "Ce qu’il mesure", "Réserves", "Défini par"),
        [
            (
                wording.titled(str(row["title"]), str(row["unit"])), str(row["definition"]),
                str(row["caveats"] or ""), str(row["producer"]),
            )
            for row in rows(cards)
        ],
        caption=wording.counted(len(cards), "indicateur"),
    )  # fmt: skip


def sources(cards: pd.DataFrame) -> Table:
    """Say of each source who made it, its licence, its date and its reserves."""
    lines = [
        (
            str(row["producer"]),
            str(row["title"]),
            str(row["licence"]),
            wording.partial_day(row["published_on"]) or "non datée",
            wording.listing(
                [terms.CAVEATS[code] for code in str(row["caveats"] or "").split(";") if code]
            ),
            str(row["url"] or ""),
        )
        for row in rows(cards)
    ]
    return Table.of(
        ("Producteur", "Source", "Licence", "Publiée", "Réserves", "Adresse"),
        lines,
        caption=wording.counted(len(lines), "source"),
    )
