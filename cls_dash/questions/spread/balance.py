"""How prevention and the organisation of care share the actions, contract by contract."""

from dataclasses import replace
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.demonstration import MARK
from cls_dash.questions.rows import rows
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.queries.territories import contracts_of
from cls_dash.store.release import Release

FEW: Final = 10
"""Under so many actions, shares are not compared."""


def shares(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Return the share of each group of themes in the actions of each contract.

    One row per contract that has any, oldest first, indexed ``CLS 1``…; one column per group
    of :data:`terms.THEME_GROUPS`, and ``total``. All actions count, located or not; the
    attribute ``illustrative`` says whether some were made for the demonstration.
    """
    found = deployments_of(release, replace(selection, contract=None, axis=None))
    labels = {row["contract"]: f"CLS {row['number']}" for row in
              rows(contracts_of(release, selection.territory))}  # fmt: skip
    counts = pd.crosstab(found["contract"].map(labels), found["theme"].map(terms.THEME_GROUP))
    counts = counts.reindex(
        index=[label for label in labels.values() if label in counts.index],
        columns=list(terms.THEME_GROUPS), fill_value=0,
    )  # fmt: skip
    total = counts.sum(axis=1)
    table = counts.div(total, axis=0).assign(total=total)
    table.attrs["illustrative"] = bool((found["evidence"] == Evidence.ILLUSTRATIVE).any())
    return table


def sentence(shares: pd.DataFrame) -> str:
    """Say what became of prevention and of the organisation of care."""
    if shares.empty:
        return "Aucune action n’est connue."
    said = _said(shares)
    return f"{MARK}{said}" if shares.attrs["illustrative"] else said


def _said(shares: pd.DataFrame) -> str:
    prevention, care, *_ = terms.THEME_GROUPS
    last = shares.iloc[-1]
    if len(shares) == 1:
        return (
            f"La prévention fait **{wording.percent(last[prevention])}** des actions du "
            f"{shares.index[-1]}, l’organisation des soins **{wording.percent(last[care])}**."
        )
    first = shares.iloc[0]
    careful = " Peu d’actions : à lire avec prudence." if shares["total"].min() < FEW else ""
    return (
        f"Du {shares.index[0]} au {shares.index[-1]}, la prévention passe de "
        f"**{wording.percent(first[prevention])}** à **{wording.percent(last[prevention])}** des "
        f"actions, les soins de **{wording.percent(first[care])}** à "
        f"**{wording.percent(last[care])}**.{careful}"
    )
