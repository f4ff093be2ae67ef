"""The map on which a territory is chosen."""

from typing import Final

from cls_dash import wording
from cls_dash.questions.home import words
from cls_dash.questions.home.figures import Figures
from cls_dash.render import maps, palette

_COLOURS: Final = (palette.NEIGHBOUR, palette.ACCENT)


def territories(found: Figures) -> maps.Values:
    """Paint the territories, the chosen one apart."""
    shown = found.territories
    chosen, layers = found.here.name, found.layers
    top = max(layers.values()) + 1
    names = wording.listing(sorted(shown["name"]))
    return maps.Values(
        title=f"Carte des territoires : {names}.",
        # Those that overlap would make holes in one another: each layer is drawn over the last.
        classes="".join(str(top if slug == chosen else layers[slug]) for slug in shown.index),
        palette=(*(_COLOURS[0],) * top, _COLOURS[1]),
        tips=tuple(
            (
                words.size(territory),
                words.located(found.located[str(slug)]),
                *words.shared(found, str(slug)),
            )
            for slug, territory in shown.iterrows()
        ),
        labels=tuple(range(len(shown))),
        legend=maps.Legend(
            title="Territoires",
            classes=(
                maps.LegendClass(_COLOURS[1], "choisi", ""),
                maps.LegendClass(_COLOURS[0], "autres territoires", ""),
            ),
        ),
    )
