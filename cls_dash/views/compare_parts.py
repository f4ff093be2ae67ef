"""The parts of the page «Comparer» under its maps: each has a chart, a sentence and a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.page.table import Table
from cls_dash.render import charts, compare_charts
from cls_dash.store.release import Release
from cls_dash.views import compare_references, compare_themes, compare_trend, compare_words
from cls_dash.views.compare_ground import Ground
from cls_dash.views.compare_measures import PER, Measure

DRAWN: Final = 20
"""Most lines of the spine chart; its table has them all."""


@dataclass(frozen=True)
class Part:
    """A question under the maps, and what answers it; no chart is drawn where nothing is known."""

    key: str
    title: str
    said: tuple[str, ...]
    table: Table | None = None
    figure: go.Figure | None = None
    measured: str = ""
    """What the chart measures."""


def funnel(here: Ground, measure: Measure) -> Part:
    """Say whether territories, and communes, differ by more than chance."""
    return Part(
        "entonnoir", "Les écarts dépassent-ils le hasard ?", compare_words.scatter(measure),
        figure=_funnel(here, measure),
        measured=measure.plain(
            f"{wording.titled(measure.title, measure.unit)} selon le nombre d’habitants, une "
            "échelle où chaque graduation vaut dix fois la précédente. Losanges : territoires ; "
            "points : communes ; triangles : au-dessus du cadre. Courbes : limites à 95 % et "
            "99,8 %. Tireté, la cible : le chiffre de tous les territoires comparés ensemble."
        ),
    )  # fmt: skip


def _funnel(here: Ground, measure: Measure) -> go.Figure | None:
    """Draw the communes and the territories around the rate of all of them."""
    if measure.events is None or measure.sizes is None or not measure.overall > 0:
        return None
    counted = pd.DataFrame({"n": measure.events, "size": measure.sizes})
    communes = counted[counted["size"] > 0].assign(
        name=here.communes["name"], value=measure.local, whole=False
    )
    wholes = counted.groupby("territory", sort=False).sum()
    wholes = wholes.assign(
        name=wholes.index.map(here.names), value=measure.figures["value"], whole=True
    )
    places = pd.concat([communes.reset_index(), wholes.reset_index()], ignore_index=True)
    return compare_charts.funnel(
        places.assign(territory=places["territory"].map(here.names)), measure.overall,
        multiplier=PER, size=measure.of, clump=measure.clump,
    )  # fmt: skip


def spine(release: Release, here: Ground, measures: Mapping[str, Measure]) -> Part:
    """Set the first territory against its département, its region and its like."""
    territory, name = next(iter(here.names.items()))
    found = compare_references.references(release, here, territory, measures)
    lines = compare_references.spine(measures, territory, found).head(DRAWN)
    beside = {code: said for code, said in found.names.items() if code != compare_references.ALL}
    nothing = f"Aucun chiffre n’est encore connu {wording.of(name)}."
    return Part(
        "reperes", f"{name} face à ses repères",
        (found.note if len(found.figures) else nothing,),
        compare_references.table(measures, territory, name, found),
        compare_charts.spine(lines, beside, name) if len(lines) else None,
        "Chaque ligne est un indicateur, rapporté à l’ensemble des territoires comparés (tireté). "
        "Trait : intervalle à 95 %, quand il existe.",
    )  # fmt: skip


def trend(release: Release, here: Ground, measure: Measure) -> Part:
    """Follow a measure from year to year."""
    years = compare_trend.trend(release, here, measure)
    unit, title = measure.unit, "Qu’est-ce qui change d’année en année ?"
    if not years.size:
        said = (
            f"{measure.title} : pas d’évolution à montrer. Il faudrait au moins deux années "
            "connues pour 80 % des habitants d’un territoire."
        )
        return Part("evolution", title, (said,))
    figure = compare_charts.trend(years, here.names, digits=measure.digits, unit=unit)
    said = (
        "Une année ou deux ne font pas une tendance."
        if measure.events is None
        else "Seules les actions localisées et datées comptent. Avec si peu d’actions par an, le "
        "hasard suffit souvent à expliquer une hausse ou une baisse."
    )
    if left := [name for slug, name in here.names.items() if slug not in years]:
        said += f" Moins de deux années connues : {wording.listing(left)}."
    return Part(
        "evolution", title, (said,), figure=figure,
        measured=measure.plain(f"{wording.titled(measure.title, unit)}, par année."),
    )  # fmt: skip


def themes(release: Release, here: Ground, *, documented_only: bool) -> Part:
    """Tell what contracts say they do, and with what money."""
    found = compare_themes.by_theme(release, here, documented_only=documented_only)
    shares = compare_themes.shares(found, here.names)
    return Part(
        "themes", "Actions et budgets par thème", (compare_themes.budgets(found, here.names),),
        compare_themes.table(found, here.names),
        charts.balance(shares) if len(shares) else None,
        "Part des fiches-actions de tous les contrats ; entre parenthèses, leur nombre.",
    )  # fmt: skip
