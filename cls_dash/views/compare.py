"""View model of the page «Comparer»: two to four territories side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.render import exports, maps
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release, memoised
from cls_dash.views import compare_maps, compare_parts, compare_words
from cls_dash.views.choices import build as choices
from cls_dash.views.compare_ground import Ground
from cls_dash.views.compare_measures import ACTIONS, Measure, measured
from cls_dash.views.compare_parts import Part
from cls_dash.views.compare_rates import UNDATED
from cls_dash.views.needs import KNOWN
from cls_dash.views.recorded import NOT_YET

COLOUR: Final = Parameter("couleur", "Ce qui est comparé")
READING: Final = (
    "Les cartes ont **la même échelle, les mêmes classes et les mêmes couleurs** : agrandir ou "
    "déplacer l’une fait de même des autres. Les classes sont calculées sur toutes les communes "
    "comparées.\n\n"
    "L’**intervalle** entre parenthèses contient le vrai taux dans 95 % des cas (loi de Poisson ; "
    "pour les actions, de séries entières : les séances d’une action dans une commune vont "
    "ensemble). "
    "Deux intervalles qui se recouvrent largement ne permettent pas de ranger deux territoires.\n\n"
    "**Non comparable** : une médiane ne se moyenne pas, et un chiffre connu pour moins de 80 % "
    "des habitants ne vaut pas pour le territoire. Les valeurs publiées de ses intercommunalités "
    "sont alors données telles quelles."
)
"""How to read the page, in Markdown."""
DIRECTIONS: Final = MappingProxyType(
    {
        "better": "plus haut est mieux",
        "worse": "plus haut est moins bien",
        "neutral": "ni mieux ni moins bien",
    }
)


@dataclass(frozen=True)
class CompareView:
    """All that the page shows, ready to be drawn; maps by slug."""

    answer: str
    warning: str
    names: dict[str, str]
    digests: dict[str, str]
    values: dict[str, maps.Values]
    legend: str
    note: str
    parts: tuple[Part, ...]
    table: Table


def offered(release: Release, selection: Selection, territories: tuple[str, ...]) -> dict[str, str]:
    """
    Return what is known of two territories at least, by code in the URL, the first by default.

    Where nothing is, what would be compared first: the page says why it cannot be.
    """
    _, measures = measured(release, selection, territories)
    known = {
        code: measure.title
        for code, measure in measures.items()
        if (measure.figures["known"] >= KNOWN).sum() > 1
    }
    return known or {ACTIONS: measures[ACTIONS].title}


def build(
    release: Release,
    selection: Selection,
    territories: tuple[str, ...],
    code: str,
    *,
    chance: Chance,
) -> CompareView:
    """
    Assemble the page.

    Parameters
    ----------
    release
        Where everything is read.
    selection
        Whose period and evidence hold for all the territories.
    territories
        Slugs, the one of the bar first.
    code
        What maps show: one of :func:`offered`.
    chance
        How chance is asked.

    Raises
    ------
    UnknownTerritoryError, EmptyPerimeterError
        As :func:`cls_dash.views.compare_ground.ground`.
    """
    here, measures = measured(release, selection, territories)
    measure = measures[code]
    *before, spine, themes = _whatever_the_measure(release, selection, territories)
    return CompareView(
        answer=compare_words.answer(here, measure, chance),
        warning=compare_words.warning(release, here, measure),
        names=here.names,
        digests={slug: asset_digest(release, slug) for slug in territories},
        values=compare_maps.values(here, measure),
        legend=compare_maps.legend(measure),
        note=f"{_dated(measure)} : {measure.basis}.",
        parts=(
            *before,
            compare_parts.funnel(here, measure),
            spine,
            compare_parts.trend(release, here, measure),
            themes,
        ),
        table=_table(here, measure),
    )


@memoised
def _whatever_the_measure(
    release: Release, selection: Selection, territories: tuple[str, ...]
) -> tuple[Part, ...]:
    """Return the parts that stay as they are when another measure is chosen, in order."""
    here, measures = measured(release, selection, territories)
    return (
        Part(
            "perimetres", "Des périmètres inégaux",
            compare_words.careful(here, selection), _perimeters(release, here),
        ),
        Part("indicateurs", "Tous les indicateurs", (), _indicators(here, measures)),
        compare_parts.spine(release, here, measures),
        compare_parts.themes(release, here, documented_only=selection.documented_only),
    )  # fmt: skip


def indicators_csv(release: Release, selection: Selection, territories: tuple[str, ...]) -> bytes:
    """Return every figure that is compared, one line a territory and indicator."""
    here, measures = measured(release, selection, territories)
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
        for figure in [measure.figures.loc[slug]]
    ]  # fmt: skip
    return exports.to_csv(pd.DataFrame(lines))


def _dated(measure: Measure) -> str:
    return f"{measure.title} ({measure.year})" if measure.year else measure.title


def _indicators(here: Ground, measures: Mapping[str, Measure]) -> Table:
    lines = [
        (
            f"{_dated(measure)}, {measure.unit}",
            *(measure.told(slug) for slug in here.names),
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


def _perimeters(release: Release, here: Ground) -> Table:
    lines = []
    for slug, name in here.names.items():
        communes = here.communes.loc[slug]
        tally = tally_of(release, here.selections[slug])
        total = int(tally["deployments"].sum())
        located = int(tally.loc[tally["scope"] == "commune", "deployments"].sum())
        sure = tally.groupby("evidence")["deployments"].sum()
        years = here.years[slug]
        lines.append(
            (
                name,
                wording.number(len(communes)),
                wording.number(communes["population"].sum()),
                wording.number(communes["epci"].nunique()),
                wording.listing(list(choices(release, slug).contracts.values())),
                wording.number(years, 1) if years == years else UNDATED,
                *(
                    (wording.number(total), wording.percent(located / total))
                    if total
                    else (NOT_YET, "")
                ),
                *(
                    wording.number(sure.get(kind, 0)) if total else ""
                    for kind in (Evidence.DOCUMENTED, Evidence.SUPPLIED)
                ),
                _until(here.until[slug]),
            )
        )
    return Table.of(
        (
            "Territoire", "Communes", "Habitants", "Intercommunalités", "Contrats",
            "Années de contrat connues", "Actions menées", "dont localisées", "dont documentées",
            "dont saisies", "Dernière action connue",
        ),
        lines,
        caption="Ce qui est comparé : le périmètre en vigueur, jusqu’à la dernière action connue",
        numeric={1, 2, 3, 5, 6, 7, 8, 9},
    )  # fmt: skip


def _until(day: date | None) -> str:
    return wording.day(day) if day else "aucune datée"


def _table(here: Ground, measure: Measure) -> Table:
    """Return the table that replaces the maps, the highest communes first."""
    known = here.communes[["name", "population"]].assign(value=measure.local)
    known = known.dropna(subset="value").sort_values("value", ascending=False, kind="stable")
    lines = [
        (name, here.names[slug], measure.written(value), wording.number(people))
        for (slug, _), name, people, value in known.itertuples(name=None)
    ]
    return Table.of(
        ("Commune", "Territoire", measure.unit.capitalize(), "Habitants"),
        lines,
        caption=measure.plain(
            f"{measure.title}. Dans une petite commune, un rang tient à très peu."
        ),
        numeric={2, 3},
    )
