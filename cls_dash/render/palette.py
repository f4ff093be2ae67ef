"""Colours: colour-blind safe, one meaning each, the same on maps and charts."""

from typing import Final

ACCENT: Final = "#b44818"
"""Actions: circles on the map, bars and curve in charts."""
REFERENCE: Final = "#7d8792"
"""What is compared with: equality, expected, chance."""
ZERO: Final = "#e6e0d0"
SEQUENTIAL: Final = ("#dfe318", "#8bd646", "#35b779", "#21908d", "#31678e")
"""Viridis from light (low) to dark (high), ends trimmed."""
DIVERGING: Final = (ZERO, "#7b6bb0", "#c3bfe0", "#f7f7f7", "#fdb863", "#b35806")
"""PuOr: purple for less than expected, orange for more; none at all is as on the other map."""
FUNNEL: Final = ("#542788", "#b2abd2", "#f7f7f7", "#fdb863", "#b35806")
REST: Final = "#e3e8ed"
NEIGHBOUR: Final = "#b9c6d3"
"""Areas that are not the one chosen, and those closest to it."""
HERE: Final = "#f2c8ae"
GAPS: Final = {"withheld": "#a3abb5", "not_applicable": "#ffffff"}
"""Areas whose value is not shown, for a known reason; those of no data are :data:`MISSING`."""
MISSING: Final = "#dcdfe3"
"""Areas of no data, as ``static/mosaic.js`` paints them."""
CIRCLE: Final = {
    "color": "#7a2f0e",
    "weight": 1.2,
    "fillColor": ACCENT,
    "fillOpacity": 0.55,
}
PROVIDER_FILL: Final = "#2b6ca3"
PROVIDER: Final = {**CIRCLE, "color": "#14395c", "fillColor": PROVIDER_FILL}
KINDS: Final = ("#0072b2", "#d55e00", "#009e73", "#e69f00")
"""Of Okabe and Ito: kinds of places that are shown together, told apart by all eyes."""
BIVARIATE: Final = (
    *("#f1eefa", "#ebb499", "#eb7305"),
    *("#9daed8", "#9b7e84", "#9f431d"),
    *("#4475d1", "#5b4c65", "#581415"),
)
"""
Cells A1, A2, A3, B1… of a 3×3 map: one row per class of the first variable, low to high, one
column per class of the second. Blue comes with the first, orange with the second; A1 is the
lightest and C3 the darkest. Found by optimising the least distance under four kinds of vision.
"""
COVERAGE: Final = (ZERO, "#c6dbef", "#9ecae1", "#6baed6", "#3182bd")
"""Blues, from not covered (as «no action» elsewhere) to wholly."""
CHANGE: Final = ("#b2abd2", REST, "#fdb863")
"""PuOr: fewer, the same, more."""
GROUPS: Final = ("#31678e", "#b44818", "#6b7480")
"""Groups that are compared side by side, white text on them being readable."""


def shades(n: int, higher_is: str) -> tuple[str, ...]:
    """Return one colour for each of ``n`` classes, the darkest the highest or least favourable."""
    step = (len(SEQUENTIAL) - 1) / max(n - 1, 1)
    picked = tuple(SEQUENTIAL[round(rank * step)] for rank in range(n))
    return picked[::-1] if higher_is == "better" else picked
