"""What maps cost, as tables: ratios first, then figures, then what the issue asked for."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.browser import PATIENCE_SECONDS, Painted
from benchmarks.measuring import table
from benchmarks.national import EXTENTS
from benchmarks.promises import Promise, duration, kept, size, times
from cls_dash import wording

ATLAS, CHOROPLETH = "atlas", "choropleth"


@dataclass
class Outcome:
    """What a page at a size cost; ``failure`` says why some of it is not known."""

    samples: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failure: str = ""

    def __getitem__(self, name: str) -> float | None:
        """Return the middle of what was measured; of CPU time, counted by steps, the mean."""
        if name not in self.samples:
            return None
        middle = statistics.mean if name.endswith("cpu") else statistics.median
        return middle(self.samples[name])

    def note(self, name: str, painted: Painted) -> None:
        """Keep what a paint cost."""
        traffic = painted.traffic
        self.samples[name].append(painted.milliseconds)
        self.samples[f"{name} socket"].append(traffic.socket)
        self.samples[f"{name} http"].append(traffic.http)
        self.samples[f"{name} bytes"].append(traffic.socket + traffic.http)
        self.samples[f"{name} own"].append(traffic.socket + traffic.http - traffic.shell)
        self.samples["elsewhere"].append(traffic.elsewhere)


Outcomes = Mapping[tuple[str, str], Outcome]
"""By name of extent, then of app."""


_Column = tuple[str, str, Callable[[float], str]]
"""Its title, what is measured, how to write it."""

_RATIOS: Final[tuple[_Column, ...]] = (
    ("Octets d’un changement", "change bytes", times),
    ("Durée d’un changement", "change", times),
    ("Calcul du serveur", "change cpu", times),
    ("Premier affichage", "first", times),
    ("Rechargement", "reload", times),
    ("Zoom", "zoom", times),
)
_GROWTH: Final[tuple[_Column, ...]] = (
    ("Octets d’un changement", "change bytes", size),
    ("Durée d’un changement", "change", duration),
    ("Calcul du serveur", "change cpu", duration),
    ("Changement nouveau pour le serveur", "new", duration),
    ("Calcul du serveur", "new cpu", duration),
    ("Première fois, hors page de Streamlit", "first own", size),
    ("Rechargement, hors page de Streamlit", "reload own", size),
    ("Premier affichage", "first", duration),
    ("Zoom", "zoom", duration),
    ("Survol", "hover", duration),
    ("Octets du premier survol", "hover bytes", size),
    ("Clic", "click", duration),
)
_FIGURES: Final[tuple[_Column, ...]] = (
    ("Premier : WebSocket", "first socket", size),
    ("HTTP", "first http", size),
    ("durée", "first", duration),
    ("Rechargement : WebSocket", "reload socket", size),
    ("HTTP", "reload http", size),
    ("durée", "reload", duration),
    ("Changement : WebSocket", "change socket", size),
    ("HTTP", "change http", size),
    ("durée", "change", duration),
    ("serveur", "change cpu", duration),
    ("Zoom", "zoom", duration),
    ("Mémoire par session", "memory", "{:.1f} Mo".format),
    ("Demandes à d’autres hôtes", "elsewhere", "{:.0f}".format),
)


def tables(outcomes: Outcomes, titles: Mapping[str, str], counts: Mapping[str, int]) -> str:
    """
    Write everything that was measured.

    Parameters
    ----------
    outcomes
        Of each page at each size.
    titles
        What people call each page.
    counts
        How many communes each extent has.
    """
    places = {name: [EXTENTS[name].label, wording.number(count)] for name, count in counts.items()}
    ratios = [
        [*places[extent], titles[app],
         *(_written(ratio(outcomes, extent, app, name), write) for _, name, write in _RATIOS)]
        for extent, app in outcomes if app != ATLAS
    ]  # fmt: skip
    growth = [
        [*places[extent], *_cells(cost, _GROWTH)]
        for (extent, app), cost in outcomes.items() if app == ATLAS
    ]  # fmt: skip
    figures = [
        [*places[extent], titles[app], *_cells(cost, _FIGURES), cost.failure]
        for (extent, app), cost in outcomes.items()
    ]
    where = ["Étendue", "Communes"]
    parts = {
        "Combien de fois plus chez le pair": table([*where, "Pair", *_titles(_RATIOS)], ratios),
        "L’atlas, de la plus petite carte à la plus grande": table(
            [*where, *_titles(_GROWTH)], growth
        ),
        "Tout ce qui a été mesuré": table([*where, "Page", *_titles(_FIGURES), "Issue"], figures),
        "Ce qui était demandé": _promises(outcomes),
    }
    return "\n\n".join(f"### {title}\n\n{text}" for title, text in parts.items())


def _titles(columns: Sequence[_Column]) -> list[str]:
    return [title for title, _, _ in columns]


def _cells(cost: Outcome, columns: Sequence[_Column]) -> list[str]:
    return [_written(cost[name], write) for _, name, write in columns]


def _promises(outcomes: Outcomes) -> str:
    """Say which lines of issue 5 hold in this run; the others are for the tests."""
    region, france = outcomes["region", ATLAS], outcomes["france", ATLAS]
    given_up = outcomes["france", CHOROPLETH]["change"] is None
    asked = [each for (_, app), cost in outcomes.items() if app == ATLAS
             for each in cost.samples["elsewhere"]]  # fmt: skip
    return kept(
        [
            Promise("Région, octets d’un changement : Choropleth ÷ atlas",
                    ratio(outcomes, "region", CHOROPLETH, "change bytes"), 200, times, True),
            Promise("Région, durée d’un changement : Choropleth ÷ atlas",
                    ratio(outcomes, "region", CHOROPLETH, "change"), 20, times, True),
            Promise("Région, premier affichage : Choropleth ÷ atlas",
                    ratio(outcomes, "region", CHOROPLETH, "first"), 2, times, True),
            Promise("Premier affichage : France ÷ région",
                    divided(france["first"], region["first"]), 1.5, times),
            Promise("France, un changement", france["change"], 500, duration),
            Promise("France, un changement que personne n’a demandé", france["new"], 500, duration),
            Promise("France, durée d’un changement : Choropleth"
                    + (" (abandonné : au moins)" if given_up else "") + " ÷ atlas",
                    divided(1000 * PATIENCE_SECONDS, france["change"]) if given_up
                    else ratio(outcomes, "france", CHOROPLETH, "change"), 100, times, True),
            Promise("France, un zoom", france["zoom"], 50, duration),
            Promise("France, survol d’une commune", france["hover"], 50, duration),
            Promise("France, clic sur une commune", france["click"], 50, duration),
            Promise("France, première fois, hors page de Streamlit",
                    france["first own"], 1.5e6, size),
            Promise("France, octets d’un changement", france["change bytes"], 40e3, size),
            Promise("Demandes à d’autres hôtes", max(asked, default=None), 0, "{:.0f}".format),
        ]
    )  # fmt: skip


def divided(number: float | None, by: float | None) -> float | None:
    """Return a ratio, unknown when either is."""
    return number / by if number is not None and by else None


def ratio(outcomes: Outcomes, extent: str, app: str, name: str) -> float | None:
    """Return how many times more a peer takes than the atlas."""
    return divided(outcomes[extent, app][name], outcomes[extent, ATLAS][name])


def _written(number: float | None, write: Callable[[float], str]) -> str:
    return "" if number is None else write(number)
