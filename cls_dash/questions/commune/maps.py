"""The maps of a commune: where it is chosen, and where it is."""

from typing import Final

import pandas as pd

from cls_dash import terms
from cls_dash.questions.commune.figures import Figures
from cls_dash.questions.rows import rows
from cls_dash.render import maps, palette

_DOT: Final = 6.0
_NAMED: Final = 6


def chooser(communes: pd.DataFrame) -> maps.Values:
    """Paint the map on which a commune is chosen."""
    return maps.Values(
        title="Carte des communes du territoire.",
        classes="0" * len(communes),
        palette=(palette.REST,),
        tips=_tips(communes),
        labels=_towns(communes),
        legend=maps.Legend(title="Choisissez une commune", classes=()),
    )


def sheet(here: Figures) -> maps.Values:
    """Paint a commune in its territory, and the known places near it."""
    everyone, code = here.communes, str(here.here.name)
    same = everyone["epci"] == here.here["epci"]
    marks = "".join("2" if c == code else "1" if s else "0" for c, s in same.items())
    return maps.Values(
        title=f"Carte : {here.name} dans son territoire, et les lieux de soins connus près d’elle.",
        classes=marks,
        palette=(palette.REST, palette.NEIGHBOUR, palette.HERE),
        tips=_tips(everyone),
        circles=tuple(
            (
                (round(row["longitude"], 5), round(row["latitude"], 5)),
                _DOT,
                (str(row["name"]), terms.PROVIDERS.get(row["category"], "")),
            )
            for row in rows(here.places)
        ),
        labels=(list(everyone.index).index(code),),
        selected=code,
        legend=maps.Legend(
            title="Légende",
            classes=(
                maps.LegendClass(palette.HERE, here.name, ""),
                maps.LegendClass(palette.NEIGHBOUR, "son intercommunalité", ""),
                maps.LegendClass(palette.REST, "reste du territoire", ""),
            ),
            circles={
                "title": "Établissements",
                "sizes": [{"radius": _DOT, "label": "lieu connu"}],
            },
        ),
        circleStyle=palette.PROVIDER,
    )


def _tips(communes: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    return tuple((str(epci or terms.NO_EPCI),) for epci in communes["epci_name"])


def _towns(communes: pd.DataFrame) -> tuple[int, ...]:
    ranked = communes.reset_index().sort_values("population", ascending=False)
    return tuple(int(rank) for rank in ranked.index[:_NAMED])
