"""View model of the page «Région et France»."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.extent import Extent
from cls_dash.domain.parameter import Parameter
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import exports, maps
from cls_dash.render.classes import MISSING
from cls_dash.store.queries import country
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release, memoised
from cls_dash.views import layers, standing
from cls_dash.views.choropleth import GAPS, Choropleth, Question, choropleth
from cls_dash.views.extents import shown
from cls_dash.views.fetched import LEVELS, shared
from cls_dash.views.sources import CREDITS

COLOUR: Final = Parameter("couleur")
LEVEL: Final = Parameter("maille")
PLACE: Final = Parameter("lieu", default="")
ROWS: Final = 100
"""Longest table that is shown; the whole of it may be downloaded."""
NOTHING: Final = (
    "Aucun indicateur n’est connu dans assez de lieux : cette carte n’a rien à comparer."
)
READING: Final = (
    "La **couleur** range les lieux en classes de même effectif. Gris : pas de donnée, ce qui "
    "n’est pas zéro. Le **trait épais** entoure le territoire choisi en haut de la page.\n\n"
    "Agrandissez la carte, ou cherchez une commune par son nom : les contours deviennent plus "
    "fins. Au clavier : le nom, les flèches, puis Entrée.\n\n"
    "Deux lieux de couleurs voisines peuvent être séparés par très peu : l’infobulle donne la "
    "valeur."
)
"""How to read the map, in Markdown."""


@dataclass(frozen=True)
class CountryView:
    """All that the page shows, ready to be drawn."""

    question: Question
    answer: str
    digest: str
    box: maps.Box | None
    values: maps.Shared
    note: str
    shares: ShareTable | None
    table: Table


@dataclass(frozen=True)
class Place:
    """What the page says of the place that was clicked."""

    name: str
    facts: tuple[str, ...]
    commune: str | None
    """Code of the commune whose sheet may be opened: one of the territory's."""


@memoised
def offered(release: Release, territory: str | None = None) -> dict[str, str]:
    """Return what colours may say, by code in the URL; what is known of a territory first."""
    known = layers.offered(release)
    titles = {code: layer.title for code, layer in known.items()}
    here = Extent("territory", territory) if territory else None
    first = (
        code
        for code, layer in known.items()
        if here and layers.measured(release, layer, layer.levels[0], here).figures.notna().any()
    )
    opening = next(first, None)
    return {opening: titles[opening], **titles} if opening else titles


def levels(release: Release, layer: str) -> dict[str, str]:
    """Return the levels at which a layer is known, the finest first."""
    return {level: LEVELS[level] for level in layers.offered(release)[layer].levels}


def build(
    release: Release, territory: str, extent: Extent, level: str, layer: str, over: str
) -> CountryView:
    """
    Assemble the page.

    Parameters
    ----------
    release
        Where everything is read.
    territory
        Slug of the one that is compared with all others.
    extent
        What the map shows.
    level, layer
        What is coloured, and by what: see :func:`levels` and :func:`offered`.
    over
        Points laid over the map: one of :func:`cls_dash.views.point_layers.offered`.

    Raises
    ------
    UnknownLayerError
        If the store has no such layer at this level.
    """
    ground, box = shown(release, extent)
    question = Question(ground.asset, level, layer)
    found = choropleth(release, question)
    inside = _inside(release, territory, found, level)
    return CountryView(
        question=question,
        answer=standing.answer(found, inside, LEVELS[level].lower())
        + standing.beside(release, found, country.places(release, Extent("territory", territory))),
        digest=asset_digest(release, ground.asset),
        box=box,
        values=shared(release, question, territory, over),
        note=f"{standing.named(found)}. {found.layer.note} {CREDITS}",
        shares=_shares(found, inside, level),
        table=_table(found),
    )


def place(release: Release, question: Question, code: str, territory: str) -> Place | None:
    """Return what is known of a place of the map; nothing when it is not there."""
    found = choropleth(release, question)
    if code not in found.names.index:
        return None
    value = standing.written(found, found.measured.figures[code])
    told = GAPS.get(str(found.measured.gaps[code]), value)
    facts = [f"{standing.named(found)} : **{told}**."]
    facts += standing.rank(found, code, LEVELS[question.level].lower())
    if found.measured.counts is not None:
        facts.append(f"Nombre recensé : **{wording.number(found.measured.counts[code])}**.")
    facts.append(f"Population : {wording.number(found.measured.people[code])}.")
    mine = code in country.members(release).get(territory, [])
    return Place(str(found.names[code]), tuple(facts), commune=code if mine else None)


def values_csv(release: Release, question: Question) -> bytes:
    """Return the values of a map as a French spreadsheet, one line a place."""
    found = choropleth(release, question)
    columns = {"code": found.names.index, "nom": found.names, "valeur": found.measured.figures}
    if found.measured.counts is not None:
        columns["nombre"] = found.measured.counts.astype("Int64")
    return exports.to_csv(
        pd.DataFrame(columns).assign(
            indicateur=found.layer.title, unite=found.layer.unit, annee=found.measured.year
        )
    )


def _inside(release: Release, territory: str, found: Choropleth, level: str) -> pd.Index:
    """Return the places of the territory among those of the map."""
    members = found.places.index.intersection(country.members(release).get(territory, []))
    if level == "commune":
        return members
    return pd.Index(found.places.loc[members, level].dropna().unique())


def _shares(found: Choropleth, inside: pd.Index, level: str) -> ShareTable | None:
    """Return how many places are in each class: of the territory, and of the whole map."""
    marks = pd.Series(list(found.classes.marks), found.names.index)
    ranks = marks[marks != MISSING].map(partial(int, base=36))
    wholes = {"Territoire": ranks[ranks.index.isin(inside)], "Toute la carte": ranks}
    # Where nothing is known, no share is known either.
    parts = {
        name: whole.value_counts(normalize=True)
        for name, whole in wholes.items()
        if not whole.empty
    }
    if not parts:
        return None
    ranked = enumerate(zip(found.colours, found.classes.labels, strict=True))
    return ShareTable(
        f"Part des {LEVELS[level].lower()} de chaque couleur",
        tuple(parts),
        tuple(
            (colour, label, tuple(float(part.get(rank, 0.0)) for part in parts.values()))
            for rank, (colour, label) in reversed(list(ranked))
        ),
    )


def _table(found: Choropleth) -> Table:
    values = found.measured.figures.dropna().sort_values(ascending=False)
    whole = wording.number(len(values))
    head = f", les {ROWS} valeurs les plus élevées sur {whole}" if len(values) > ROWS else ""
    return Table.of(
        ("Lieu", found.layer.unit[:1].upper() + found.layer.unit[1:]),
        [
            (str(found.names[code]), wording.number(value, found.digits))
            for code, value in values.head(ROWS).items()
        ],
        caption=f"{standing.named(found)}{head}",
        numeric={1},
    )
