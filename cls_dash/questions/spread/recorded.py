"""What is shown where too little is recorded to conclude: places, dates, and facts of need."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.coverage import neediest
from cls_dash.errors import UndefinedMeasureError
from cls_dash.page.table import Table
from cls_dash.questions.need.ground import Ground, Recent
from cls_dash.questions.need.needs import Need
from cls_dash.questions.painting import painted
from cls_dash.questions.rows import rows
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds

KNOWN: Final = "Ce qui est connu"
LEFT: Final = "Besoin à couvrir"
LEFT_IS: Final = (
    f"{LEFT} : la part du besoin de tout le territoire (habitants × besoin) qui est dans la "
    "commune et que les actions ne couvrent pas encore. Elle range les communes."
)
NO_ACTION: Final = "aucune action connue"
NOT_YET: Final = "pas encore saisie"
_TOLD: Final = 3
"""Most actions of a tooltip."""
_NAMED: Final = 3


def actions(here: Ground, found: Recent) -> maps.Values:
    """Return the map of the communes where some action is recorded, with its day."""
    n = _by_commune(here, found)
    none = NO_ACTION if found.record.begun else NOT_YET
    return painted(
        here.everyone,
        by_bounds(
            n.reindex(here.everyone.index), (0.0, 1.0, 4.0),
            (none, "1 action", "2 à 4 actions", "5 actions ou plus"),
        ),
        (palette.ZERO, *palette.shades(3, "neutral")),
        _tips(here, found, {}),
        title=found.record.plain("Carte : communes où une action est connue."),
        legend=found.record.plain("Actions situées"),
    )  # fmt: skip


def need(here: Ground, found: Recent, wanted: Need) -> maps.Values:
    """Return the map of need, with a circle where some action is recorded."""
    if wanted.flat:
        return actions(here, found)
    n = _by_commune(here, found)
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    largest = float(n.max()) if len(n) else 0.0
    circles = [
        (ranks[code], maps.radius(count, largest), ())
        for code, count in n[n > 0].sort_values(ascending=False).items()
    ]
    said = {
        code: f"Besoin : {wording.number(value, 2)} fois la moyenne"
        for code, value in wanted.index.items()
    }
    return painted(
        here.everyone,
        by_bounds(
            wanted.index.reindex(here.everyone.index), (0.8, 0.95, 1.05, 1.2),
            ("bien plus faible", "plus faible", "moyen", "plus fort", "bien plus fort"),
        ),
        palette.SEQUENTIAL,
        _tips(here, found, said),
        title=found.record.plain(f"Carte : besoin ({wanted.label}), et actions connues."),
        legend="Besoin",
        circles=circles,
        circle_legend=maps.circle_legend(largest, "Actions connues") if circles else None,
        circle_style=palette.RING,
    )  # fmt: skip


def facts(here: Ground, wanted: Need) -> tuple[str, ...]:
    """Say where need is strongest, whatever actions are recorded."""
    try:
        chosen = neediest(wanted.index, here.population)
    except UndefinedMeasureError:
        return ()
    there = here.communes[chosen]
    ordered = there.assign(need=wanted.index).sort_values(
        ["need", "population"], ascending=False, kind="stable"
    )
    share = there["population"].sum() / here.population.sum()
    lived = wording.agreeing(there["population"].sum(), "habitant y vit", "habitants y vivent")
    return (
        f"**Où le besoin est le plus fort** ({wanted.label}) : "
        f"{wording.first_of(list(ordered['name']), _NAMED)}.",
        f"**{wording.number(there['population'].sum())}** {lived}, {wording.percent(share)} de "
        "ceux du territoire. C’est un fait de besoin, pas une place recommandée.",
    )


def needs_table(here: Ground, found: Recent, wanted: Need) -> Table:
    """Return the need of each commune, the strongest first, and what is recorded there."""
    shown = here.communes.assign(need=wanted.index, n=_by_commune(here, found))
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or terms.NO_EPCI),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.number(row["n"]) if found.record.begun else NOT_YET,
        )
        for row in rows(shown.sort_values(["need", "name"], ascending=[False, True]))
    ]
    return Table.of(
        ("Commune", "Intercommunalité", "Habitants", "Besoin (1 : la moyenne)", "Actions connues"),
        lines,
        caption=f"Besoin de chaque commune ({wanted.label})",
        numeric={2, 3, 4},
    )


def table(found: Recent) -> Table | None:
    """Return the recorded actions, the latest first; nothing where there is none."""
    lines = [
        (str(row["commune_name"]), _when(row), str(row["title"]), terms.EVIDENCE[row["evidence"]])
        for row in rows(found.deployments)
    ]
    if not lines:
        return None
    return Table.of(
        ("Commune", "Quand", "Action", "Preuve"),
        lines,
        caption=found.record.plain("Actions situées connues"),
    )


def _by_commune(here: Ground, found: Recent) -> pd.Series:
    return found.located.reindex(here.communes.index, fill_value=0).astype(float)


def _tips(here: Ground, found: Recent, said: Mapping[Any, str]) -> pd.Series:
    done = dict(list(found.deployments.groupby("commune")))
    none = NO_ACTION if found.record.begun else NOT_YET
    return pd.Series(
        {
            row["code"]: (
                *([said[row["code"]]] if row["code"] in said else []),
                *(_told(done[row["code"]]) if row["code"] in done else [none.capitalize()]),
                wording.counted(row["population"], "habitant"),
            )
            for row in rows(here.communes)
        }
    )


def _told(deployments: pd.DataFrame) -> list[str]:
    shown = [
        f"{_when(row)} : {row['title']} ({terms.EVIDENCE[row['evidence']]})"
        for row in rows(deployments.head(_TOLD))
    ]
    left = len(deployments) - _TOLD
    return shown if left < 1 else [*shown, f"et {wording.counted(left, 'autre')}"]


def _when(row: Mapping[str, Any]) -> str:
    return wording.span(row["starts_on"], row["ends_on"], row["date_precision"])
