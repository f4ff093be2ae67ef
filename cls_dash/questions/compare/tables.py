"""The tables of the territories compared, and the file of their figures."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import Table
from cls_dash.questions.choices import build as choices
from cls_dash.questions.compare.asked import territories
from cls_dash.questions.compare.figures import measured
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.rates import UNDATED
from cls_dash.questions.compare.words import dated, plain, told, written
from cls_dash.questions.question import Asked
from cls_dash.questions.spread.recorded import NOT_YET
from cls_dash.render import exports
from cls_dash.store.release import Release

DIRECTIONS: Final = MappingProxyType(
    {
        "better": "plus haut est mieux",
        "worse": "plus haut est moins bien",
        "neutral": "ni mieux ni moins bien",
    }
)


def perimeters(release: Release, here: Ground) -> Table:
    """Return what is compared: how large each territory is, and how much is recorded of it."""
    lines = [_perimeter(release, here, slug) for slug in here.names]
    return Table.of(
        (
            "Territoire", "Communes", "Habitants", "Intercommunalités", "Contrats",
            "Années de contrat connues", "Actions menées", "dont situées", "dont documentées",
            "dont saisies", "Dernière action connue",
        ),
        lines,
        caption="Ce qui est comparé : le périmètre en vigueur, jusqu’à la dernière action connue",
        numeric={1, 2, 3, 5, 6, 7, 8, 9},
    )  # fmt: skip


def _perimeter(release: Release, here: Ground, slug: str) -> tuple[str, ...]:
    communes, tally, years = here.communes.loc[slug], here.tallies[slug], here.years[slug]
    return (
        here.names[slug],
        wording.number(len(communes)),
        wording.number(communes["population"].sum()),
        wording.number(communes["epci"].nunique()),
        wording.listing(list(choices(release, slug).contracts.values())),
        wording.number(years, 1) if years == years else UNDATED,
        *_recorded(tally),
        _until(here.until[slug]),
    )


def _recorded(tally: pd.DataFrame) -> tuple[str, ...]:
    """Return the cells of a number of actions: those located, documented and supplied."""
    total = int(tally["deployments"].sum())
    if not total:
        return NOT_YET, "", "", ""
    located = int(tally.loc[tally["scope"] == "commune", "deployments"].sum())
    sure = tally.groupby("evidence")["deployments"].sum()
    return (
        wording.number(total),
        wording.percent(located / total),
        *(wording.number(sure.get(kind, 0)) for kind in (Evidence.DOCUMENTED, Evidence.SUPPLIED)),
    )


def _until(day: date | None) -> str:
    return wording.day(day) if day else "aucune datée"


def indicators(here: Ground, measures: Mapping[str, Measure]) -> Table:
    """Return all that is known of the territories, in lines."""
    lines = [
        (
            f"{dated(measure)}, {measure.unit}",
            *(told(measure, slug) for slug in here.names),
            DIRECTIONS[measure.higher_is],
            measure.basis,
            measure.evidence,
        )
        for measure in measures.values()
    ]
    return Table.of(
        ("Indicateur", *here.names.values(), "Sens", "Calcul", "Preuve"),
        lines,
        caption="Tout ce qui est connu d’eux, intervalle à 95 % entre parenthèses",
    )


def themes(found: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Return how many actions each territory has of each theme, and their published budgets."""
    lines = [
        (label.capitalize(), *(_cell(found, slug, theme) for slug in names))
        for theme, label in terms.THEMES.items()
        if (found["theme"] == theme).any()
    ]
    return Table.of(
        ("Thème", *names.values()),
        lines,
        caption="Fiches-actions de tous les contrats par thème commun, et budget publié",
        numeric=set(range(1, len(names) + 1)),
    )


def _cell(found: pd.DataFrame, slug: str, theme: str) -> str:
    here = found[found["territory"] == slug]
    if here.empty:
        return NOT_YET
    of_theme = here[here["theme"] == theme]
    if of_theme.empty:
        return "0"
    row = of_theme.iloc[0]
    if not row["budgeted"]:
        return wording.number(row["actions"])
    return f"{wording.number(row['actions'])} ({wording.euros(row['budget_eur'])})"


def communes(here: Ground, measure: Measure) -> Table:
    """Return the table that replaces the maps, the highest communes first."""
    known = here.communes[["name", "population"]].assign(value=measure.local)
    known = known.dropna(subset="value").sort_values("value", ascending=False, kind="stable")
    lines = [
        (name, here.names[slug], written(measure, value), wording.number(people))
        for (slug, _), name, people, value in known.itertuples(name=None)
    ]
    return Table.of(
        ("Commune", "Territoire", measure.unit.capitalize(), "Habitants"),
        lines,
        caption=plain(
            measure, f"{measure.title}. Dans une petite commune, un rang tient à très peu."
        ),
        numeric={2, 3},
    )


def indicators_csv(release: Release, asked: Asked) -> bytes:
    """Return every figure that is compared, one line a territory and indicator."""
    selection = asked.selection
    here, measures = measured(release, selection, territories(selection, asked.codes))
    lines = [
        {
            "territoire": name, "indicateur": measure.title, "unite": measure.unit,
            "annee": measure.year, "valeur": figure["value"], "borne_basse": figure["lower"],
            "borne_haute": figure["upper"], "part_habitants_connue": figure["known"],
            "sens": DIRECTIONS[measure.higher_is], "calcul": measure.basis,
            "preuve": measure.evidence, "manque": measure.lacking.get(slug, ""),
        }
        for measure in measures.values()
        for slug, name in here.names.items()
        for figure in [measure.by_territory[slug]]
    ]  # fmt: skip
    return exports.to_csv(pd.DataFrame(lines))
