"""What several territories put in their contracts, by common theme, and with what money."""

from collections.abc import Mapping

import pandas as pd

from cls_dash import wording
from cls_dash.page.table import Table
from cls_dash.store.queries import comparing
from cls_dash.store.release import Release
from cls_dash.views.compare_ground import Ground
from cls_dash.views.recorded import NOT_YET

_GROUP = {theme: group for group, themes in wording.THEME_GROUPS.items() for theme in themes}


def by_theme(release: Release, here: Ground, *, documented_only: bool) -> pd.DataFrame:
    """Return the actions of the territories by common theme: see :func:`comparing.themes`."""
    return comparing.themes(release, list(here.names), documented_only=documented_only)


def shares(themes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the share of each group of themes in the actions of each territory, by name."""
    counts = (
        themes.assign(group=themes["theme"].map(_GROUP))
        .pivot_table(index="territory", columns="group", values="actions", aggfunc="sum")
        .reindex(index=list(names), columns=list(wording.THEME_GROUPS))
        .fillna(0.0)
    )
    counts = counts[counts.sum(axis=1) > 0]
    total = counts.sum(axis=1)
    return counts.div(total, axis=0).assign(total=total).rename(index=dict(names))


def table(themes: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Return how many actions each territory has of each theme, and their published budgets."""
    lines = [
        (label.capitalize(), *(_cell(themes, slug, theme) for slug in names))
        for theme, label in wording.THEMES.items()
        if (themes["theme"] == theme).any()
    ]
    return Table.of(
        ("Thème", *names.values()),
        lines,
        caption="Fiches-actions de tous les contrats par thème commun, et budget publié",
        numeric=set(range(1, len(names) + 1)),
    )


def _cell(themes: pd.DataFrame, slug: str, theme: str) -> str:
    found = themes[(themes["territory"] == slug) & (themes["theme"] == theme)]
    if not (themes["territory"] == slug).any():
        return NOT_YET
    if found.empty:
        return "0"
    row = found.iloc[0]
    if not row["budgeted"]:
        return wording.number(row["actions"])
    return f"{wording.number(row['actions'])} ({wording.euros(row['budget_eur'])})"


def budgets(themes: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say of how many actions the budget is published, and how much that is by territory."""
    total = wording.counted(themes["actions"].sum(), "fiche-action", "fiches-actions")
    known = int(themes["budgeted"].sum())
    if not known:
        return (
            f"Aucun budget n’est publié pour les {total} : les moyens ne se comparent pas. "
            "« Non publié » n’est pas « sans budget »."
        )
    sums = themes.groupby("territory")[["budget_eur", "budgeted"]].sum()
    told = [
        f"{name} {wording.euros(sums.loc[slug, 'budget_eur'])}"
        for slug, name in names.items()
        if slug in sums.index and sums.loc[slug, "budgeted"]
    ]
    return (
        f"Budget publié pour **{wording.number(known)}** des {total} : {wording.listing(told)}. "
        "Ces sommes partielles ne rangent pas les territoires."
    )
