"""Points laid over a map of France: places of care, and actions where they took place."""

from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from cls_dash import terms, wording
from cls_dash.errors import UnknownLayerError
from cls_dash.questions.version import version
from cls_dash.render import maps, palette
from cls_dash.store.queries import country
from cls_dash.store.release import Release

NONE: Final = "rien"
ACTIONS: Final = "actions"
DOCUMENTED: Final = "actions-documentees"
ALL: Final = "etablissements"
_OF_ACTIONS: Final = (ACTIONS, DOCUMENTED)
_TITLES: Final = MappingProxyType(
    {
        NONE: "Rien de plus",
        ACTIONS: "Actions situées",
        DOCUMENTED: "Actions situées, sans l’illustratif",
        ALL: "Tous les établissements recensés",
    }
)


def offered(release: Release) -> dict[str, str]:
    """Return what may be laid over the map, by code in the URL."""
    known = country.provider_categories(release)
    named = {code: terms.PROVIDERS.get(code, code) for code in known}
    every = {ALL: _TITLES[ALL]} if known else {}
    ranked = dict(sorted(named.items(), key=lambda item: item[1]))
    return {NONE: _TITLES[NONE], ACTIONS: _TITLES[ACTIONS], **every, **ranked}


def chosen(layer: str, *, documented_only: bool) -> str:
    """Return the layer that shows what was chosen, with the evidence that was chosen."""
    return DOCUMENTED if layer == ACTIONS and documented_only else layer


def style(layer: str) -> dict[str, Any]:
    """Return how the points of a layer are drawn."""
    return palette.CIRCLE if layer in _OF_ACTIONS else palette.PROVIDER


def shown(release: Release, layer: str) -> maps.Points | None:
    """Return a layer of points as the map takes it."""
    if layer == NONE:
        return None
    stem = f"points/{version(release)}/{layer}"
    of_actions = layer in _OF_ACTIONS
    one, many = ("action", "actions") if of_actions else ("établissement", "établissements")
    head = "Démonstration : " if demonstration(release, layer) else ""
    return maps.Points(
        address=f"{stem}/places.json",
        names=None if of_actions else f"{stem}/names.json",
        one=maps.told(f"{head}{{}} {one}"),
        many=maps.told(f"{head}{{}} {many}"),
        style=style(layer),
    )


def demonstration(release: Release, layer: str) -> bool:
    """Say whether a layer shows actions that were made for the demonstration."""
    return layer == ACTIONS and country.illustrative(release)


def legend(release: Release, layer: str) -> dict[str, object] | None:
    """Return what the legend says of a layer of points."""
    if layer == NONE:
        return None
    title = _TITLES.get(layer, terms.PROVIDERS.get(layer, layer))
    if demonstration(release, layer):
        title = f"Démonstration : {wording.within(title)}"
    sizes = [{"radius": 5, "label": "une"}, {"radius": 11, "label": "plusieurs, et combien"}]
    if layer not in _OF_ACTIONS:
        sizes[0]["label"] = "un"
    return {"title": title, "sizes": sizes}


def located(release: Release, layer: str) -> pd.DataFrame:
    """
    Return the points of a layer, in an order in which neighbours follow each other.

    Columns ``longitude`` and ``latitude`` (EPSG:4326), ``name``, and ``weight`` where a point is
    several actions.

    Raises
    ------
    UnknownLayerError
        If the store has no such points.
    """
    if layer in _OF_ACTIONS:
        found = country.actions(release, documented_only=layer == DOCUMENTED)
    elif layer == ALL:
        found = country.providers(release, None)
    elif layer in country.provider_categories(release):
        found = country.providers(release, layer)
    else:
        raise UnknownLayerError(layer)
    found = found.dropna(subset=["longitude", "latitude"])
    tiles = (found[["longitude", "latitude"]] * 4).astype(float).round()
    order = np.lexsort((found["longitude"], tiles["latitude"], tiles["longitude"]))
    return found.iloc[order]
