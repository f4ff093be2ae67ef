"""How a territory stands on a map of France, in sentences."""

import pandas as pd

from cls_dash import wording
from cls_dash.views import layers
from cls_dash.views.choropleth import Choropleth


def answer(found: Choropleth, inside: pd.Index, what: str) -> str:
    """Say how the territory compares with what the map shows, by the places in the middle."""
    values = found.measured.figures
    here, all_of_them = values.reindex(inside).dropna(), values.dropna()
    if all_of_them.empty:
        return f"{found.layer.title} : **aucune valeur connue** ici."
    if found.measured.counts is not None and len(here):
        return _by_counts(found, found.measured.counts, here.index, what)
    middle = written(found, float(all_of_them.median()))
    if here.empty and len(inside):
        return (
            f"{found.layer.title} : **aucune valeur connue** pour les {what} du territoire ; la "
            f"moitié des {what} de cette carte dépassent **{middle}**."
        )
    if len(all_of_them) == 1:
        return f"{found.layer.title} : **{middle}**, la seule valeur connue de cette carte."
    if here.empty or len(here) == len(all_of_them):
        return f"{found.layer.title} : la moitié des {what} de cette carte dépassent **{middle}**."
    own = written(found, float(here.median()))
    if len(here) == 1:
        alone = "" if len(inside) == 1 else f", seule valeur connue sur {len(inside)}"
        where = f"{found.names[here.index[0]]}{alone}"
        return (
            f"{found.layer.title} : **{own}** ({where}) ; la moitié des {what} de cette carte "
            f"dépassent **{middle}**."
        )
    known = "" if len(here) == len(inside) else f" {_known(len(here), len(inside))}"
    return (
        f"{found.layer.title} : la moitié des {what} du territoire{known} dépassent **{own}**, "
        f"contre **{middle}** sur toute la carte."
    )


def _by_counts(found: Choropleth, counts: pd.Series, here: pd.Index, what: str) -> str:
    """Say how many there are by inhabitant, all together, and how many places have none."""

    def rate(index: pd.Index) -> str:
        people = found.measured.people[index].sum()
        return written(found, float(counts[index].sum() / people * layers.PER))

    every = found.measured.figures.dropna().index
    whole = "" if len(here) == len(every) else f", contre **{rate(every)}** sur toute la carte"
    none = int((counts[here] == 0).sum())
    nowhere = f" Il n’y en a aucun dans **{none}** des {len(here)} {what} du territoire."
    return (
        f"{found.layer.title} : **{rate(here)}** dans le territoire{whole}."
        f"{nowhere if none and len(here) > 1 else ''}"
    )


def _known(known: int, everyone: int) -> str:
    return f"dont la valeur est connue (**{known}** sur {everyone})"


def rank(found: Choropleth, code: str, what: str) -> list[str]:
    """Say where a place stands among those of the map."""
    known = found.measured.figures.dropna()
    if code not in known.index or len(known) < 2:
        return []
    below = float((known < known[code]).sum() / (len(known) - 1))
    return [f"C’est plus que {wording.percent(below)} des {what} de cette carte."]


def written(found: Choropleth, value: float) -> str:
    """Return a value of a map as it is read, with its unit."""
    if value != value:
        return wording.NO_DATA
    return f"{wording.number(value, found.digits)} {found.layer.unit}"
