"""What a person must know of many territories that are added at once."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import geopandas as gpd

from cls_dash.ingest.dataset.overlaps import shared
from cls_dash.ingest.dataset.territory_home import Home
from cls_dash.wording import counted, listing, of


def notes(
    data: Path, homes: Sequence[Home], there: Sequence[str], france: gpd.GeoDataFrame
) -> Iterator[str]:
    """Yield what the person must check of the territories."""
    states = Counter(home.state or "sans état" for home in homes)
    told = [f"{state} ({n})" for state, n in states.most_common()]
    yield f"{counted(len(homes), 'territoire')} : {listing(told)}."
    if there:
        yield f"Déjà là, laissés tels quels : {listing(there)}."
    undated = sum(home.since is None for home in homes)
    if undated:
        yield (
            f"Dates non publiées pour {counted(undated, 'contrat')} : ils n’ont pas d’année, et "
            "aucun taux par an. À compléter dans contracts.csv et perimeter.csv."
        )
    yield from _overlaps(shared(data, {home.name: home.codes for home in homes}), france)


def _overlaps(
    found: Mapping[tuple[str, str], tuple[Collection[str], bool]], france: gpd.GeoDataFrame
) -> Iterator[str]:
    """Yield a sentence for all the territories that are the same, and one for each overlap."""
    same = [f"{new} et {old}" for (new, old), (_, alike) in found.items() if alike]
    if same:
        yield f"Mêmes communes sous deux noms, gardés tous deux : {' ; '.join(same)}."
    for (new, old), (codes, alike) in found.items():
        if not alike:
            names = listing(sorted(france.loc[list(codes), "name"])[:3])
            number = counted(len(codes), "commune")
            yield f"{new} partage {number} avec le territoire {of(old)} : {names}…"
    if found:
        every = {code for codes, _ in found.values() for code in codes}
        said = counted(len(every), "commune est", "communes sont")
        yield f"{said} dans deux territoires ou plus : les pages le disent."


def nothing(there: Sequence[str], aside: Sequence[tuple[str, int, str, str, str, str]]) -> str:
    """Say why a file gives no territory: all are there, or what is wrong with the first one."""
    if there:
        return f"Tous les territoires du fichier sont déjà là : {listing(there)}."
    first = next(iter(aside), None)
    why = f" {first[4]} {first[5]}" if first else ""
    return f"Le fichier ne donne aucun territoire.{why}"
