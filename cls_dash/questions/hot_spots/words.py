"""What is said of where need is high and actions lack."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.clusters import MIN_KNOWN
from cls_dash.questions.hot_spots.asked import WINDOWS
from cls_dash.questions.hot_spots.clustering import Clusters, Unsought
from cls_dash.questions.hot_spots.figures import Figures
from cls_dash.questions.hot_spots.meanings import Meanings
from cls_dash.questions.spread.record import FLOOR

QUESTION: Final = "Où le besoin est-il fort et l’action rare ?"
PURPOSE: Final = "pour dire où l’action manque"
READING: Final = (
    "**Besoin fort et peu d’actions** : en couleur, les communes à la fois parmi les plus forts "
    "besoins et parmi les moins couvertes ; les autres en gris.\n\n"
    "**Détail : besoin et manque d’actions** : chaque commune est rangée par tiers, selon le "
    "besoin (faible, moyen, fort) et selon le manque d’actions proches (parmi les mieux "
    "couvertes, entre les deux, parmi les moins couvertes). **Besoin fort, moins couverte** : "
    "c’est là qu’il faut regarder d’abord.\n\n"
    "**Regroupements d’actions** : une commune et ses voisines ont-elles ensemble plus d’actions "
    "par habitant, ou moins, que le hasard n’en mettrait côte à côte ? (Gi* de Getis et Ord.)\n\n"
    "**Communes et voisines** : une commune ressemble-t-elle à ses voisines, ou en est-elle à "
    "part ? (I de Moran local.)\n\n"
    "Les taux des petites communes sont d’abord rapprochés de la moyenne (lissage bayésien), et "
    "les seuils tiennent compte du nombre de communes examinées : sur cent communes, cinq "
    f"sortiraient sinon par pur hasard. Une commune sans voisine n’est pas jugée.\n\n{FLOOR}"
)
AXES: Final = ("Besoin", "Manque d’actions")
"""Of the nine classes, upwards and to the right."""
FIRST: Final = "Les communes prioritaires"
UNJUDGED: Final = "non jugée"
_UNREAL: Final = (
    "Des actions montrées sont illustratives : aucun regroupement n’est cherché. La carte montre "
    "où elles sont."
)
_NAMED: Final = 4


def answer(found: Figures, months: str) -> str:
    """Name the communes to look at first."""
    if found.covered:
        return (
            f"**Toutes les communes** sont entièrement couvertes par les actions des "
            f"{WINDOWS[months]} : aucune n’est oubliée."
        )
    worst = found.first
    if worst.empty:
        return (
            "**Aucune commune** n’est à la fois parmi celles où le besoin est le plus fort et "
            "parmi les moins couvertes par les actions récentes."
        )
    share = worst["population"].sum() / found.communes["population"].sum()
    n = len(worst)
    strongest = wording.agreeing(
        n, "a un besoin parmi les plus forts et est ", "ont un besoin parmi les plus forts et sont "
    )
    least = "parmi les moins couvertes par les actions récentes"
    return (
        f"**{wording.counted(n, 'commune')}**, **{wording.percent(share)}** des habitants, "
        f"{wording.agreeing(n, 'est ', 'sont ') if found.wanted.flat else strongest}{least}."
    )


def named(found: Figures) -> tuple[str, ...]:
    """Name the communes to look at first, and say by which need."""
    if found.covered or found.first.empty:
        return ()
    need = "" if found.wanted.flat else f" (besoin : {found.wanted.label})"
    return (f"À regarder d’abord{need} : {wording.first_of(list(found.first['name']), _NAMED)}.",)


def spare(found: Figures) -> str:
    """Say where actions are while need is low: what could be moved."""
    there = found.spare
    if there.empty:
        return "Aucune commune n’a d’actions récentes là où le besoin est faible et déjà couvert."
    n = int(there["recent"].sum())
    return (
        f"À l’inverse, {wording.counted(n, 'action récente', 'actions récentes')} "
        f"{wording.agreeing(n, 'a eu lieu', 'ont eu lieu')} où le besoin est "
        f"faible et déjà bien couvert : {_names(there)}."
    )


def agreement(found: Figures) -> str:
    """Say how much the picture depends on the level."""
    if (moved := found.moved) is None:
        return "Une seule intercommunalité : l’échelle ne change pas l’image."
    return (
        f"Vue à l’échelle des intercommunalités, l’image change de classe pour "
        f"**{wording.percent(moved)}** des habitants : une moyenne cache ses communes."
    )


def clusters(found: Clusters, communes: pd.DataFrame, meanings: Meanings) -> str:
    """Name the communes of each cluster, or say why none is looked for."""
    match found.unsought:
        case Unsought.FEW_ACTIONS:
            return found.record.lacking("pour chercher des regroupements")
        case Unsought.DEMONSTRATION:
            return _UNREAL
        case Unsought.FEW_EPCI:
            n = communes["epci"].nunique()
            return (
                f"**{wording.counted(n, 'intercommunalité')}** : trop peu pour chercher des "
                f"regroupements, il en faut au moins {MIN_KNOWN}. La commune est ici la seule "
                "échelle possible."
            )
        case Unsought.ALIKE:
            return "Trop peu de communes, ou des taux tous semblables."
        case None:
            return _named(found.kinds, communes, meanings)


def _named(kinds: pd.Series, communes: pd.DataFrame, meanings: Meanings) -> str:
    out = kinds[kinds.notna() & (kinds != "none")]
    if out.empty:
        return (
            "**Aucun regroupement ne dépasse le hasard** : les communes bien servies ne sont pas "
            "plus souvent voisines qu’un tirage au sort ne le ferait."
        )
    parts = [
        f"{meanings[kind][0].lower()} : **{_names(communes.loc[out.index[out == kind]])}**"
        for kind in meanings
        if (out == kind).any()
    ]
    return f"{'. '.join(part[0].upper() + part[1:] for part in parts)}."


def _names(communes: pd.DataFrame) -> str:
    """Return the most populated of these communes, and how many others there are."""
    ordered = communes.sort_values("population", ascending=False)["name"]
    return wording.first_of(list(ordered), _NAMED)


def note(found: Figures) -> str:
    """Say what need is, how times are, and which days are counted."""
    return f"{found.wanted.note} {found.here.basis} {found.recent.note}"


def meaning(kind: object, meanings: Meanings) -> str:
    """Return the French name of a class, or of its absence."""
    return meanings[str(kind)][0] if kind in meanings else UNJUDGED


def tip(row: Mapping[str, Any], meanings: Meanings) -> tuple[str, ...]:
    """Return what the map says of a commune: its ``kind``, ``need``, ``lack``, ``population``."""
    return (
        meaning(row["kind"], meanings),
        f"Besoin : {wording.number(row['need'], 2)} fois la moyenne, couverte à "
        f"{wording.percent(1 - row['lack'])}",
        wording.counted(row["population"], "habitant"),
    )
