"""Tables of indicators: all values of one, and all of the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.indicators.asked import INDICATOR
from cls_dash.questions.indicators.figures import Entry, Figures, observations
from cls_dash.questions.indicators.words import years_of
from cls_dash.questions.published import LEVELS
from cls_dash.questions.question import Asked
from cls_dash.questions.rows import rows
from cls_dash.render import exports
from cls_dash.store.release import Release


def values(found: Figures) -> Table:
    """Return what is published of an indicator, place by place and year by year."""
    card, digits = found.card, found.digits
    lines = [
        (
            str(row["name"]), LEVELS[row["level"]][0], str(row["year"]),
            "" if row["value"] != row["value"] else wording.number(row["value"], digits),
            _interval(row, digits), terms.STATUSES[row["status"]],
            terms.EVIDENCE[row["evidence"]],
        )
        for row in rows(found.observed)
    ]  # fmt: skip
    unit = str(card["unit"])
    return Table.of(
        ("Lieu", "Échelle", "Année", wording.starting(unit), "Intervalle", "État", "Preuve"),
        lines,
        caption=f"{card['title']} : {wording.counted(len(lines), 'valeur')}",
        numeric={3, 4},
    )


def _interval(row: Mapping[str, Any], digits: int) -> str:
    low, high = row["lower"], row["upper"]
    if low is None or high is None or low != low or high != high:
        return ""
    return f"{wording.number(low, digits)} à {wording.number(high, digits)}"


def whole(catalogue: Iterable[Entry]) -> Table:
    """Return all indicators: what is known here, at which years, from whom."""
    lines = [
        (
            entry.title, entry.unit, _where(entry) or "rien de publié ici",
            years_of(entry.known), entry.producer,
        )
        for entry in catalogue
    ]  # fmt: skip
    return Table.of(
        ("Indicateur", "Unité", "Connu ici pour", "Années", "Défini par"),
        lines,
        caption=wording.counted(len(lines), "indicateur au catalogue", "indicateurs au catalogue"),
    )


def _where(entry: Entry) -> str:
    return ", ".join(
        wording.counted(entry.places[level], *names)
        for level, names in LEVELS.items()
        if level in entry.places
    )


def values_csv(release: Release, asked: Asked) -> bytes:
    """Return what is published of an indicator in a territory, as a French spreadsheet."""
    own = observations(release, asked.selection.territory, asked[INDICATOR])
    return exports.to_csv(
        pd.DataFrame(
            {
                "indicateur": own["title"], "unite": own["unit"],
                "echelle": [LEVELS[level][0] for level in own["level"]],
                "code": own["geography"], "lieu": own["name"], "annee": own["year"],
                "valeur": own["value"], "borne_basse": own["lower"], "borne_haute": own["upper"],
                "etat": own["status"].map(terms.STATUSES),
                "preuve": own["evidence"].map(terms.EVIDENCE), "source": own["source"],
            }
        )
    )  # fmt: skip
