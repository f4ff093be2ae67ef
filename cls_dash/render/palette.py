"""
Colours: colour-blind safe, one meaning each, the same on maps and charts.

On a light ground the darkest is what matters; on a dark one the lightest: see :data:`DARK`.
Distances between classes are measured in ``tests/unit/test_palette.py``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

ACCENT: Final = "#b44818"
"""Actions: circles on the map, bars and curve in charts."""
REFERENCE: Final = "#7d8792"
"""What is compared with: equality, expected, chance."""
ZERO: Final = "#fdfdfb"
"""None at all: white, and hatched."""
SEQUENTIAL: Final = ("#c3e7f2", "#6fb4d3", "#2f85b6", "#11598f", "#072754")
"""Blues from low to high, each as far from the next."""
DIVERGING: Final = ("#3f1f78", "#a99bcf", "#e3d9b8", "#f2b34f", "#5f2a02")
"""Purple for less than expected, sand for as much, orange for more."""
REST: Final = "#e3e8ed"
NEIGHBOUR: Final = "#b9c6d3"
"""Areas that are not the one chosen, and those closest to it."""
HERE: Final = "#f2c8ae"
MISSING: Final = "#c9ced4"
"""Areas of no data: plain grey."""
GAPS: Final = {"withheld": "#aab2bb", "not_applicable": "#f1f1ee"}
"""Areas whose value is not shown, for a known reason; those of no data are :data:`MISSING`."""
TEXTURES: Final[Mapping[str, str]] = MappingProxyType(
    {ZERO: "hatch", GAPS["withheld"]: "cross", GAPS["not_applicable"]: "dots"}
)
"""What is drawn over a colour wherever it is: told apart by its drawing, not by its shade."""
TEXTURE_INK: Final = "#98a1ab"
TILES: Final = {
    "hatch": '<path d="M-1 7L7 -1M3 11L11 3"/>',
    "cross": '<path d="M-1 7L7 -1M3 11L11 3M-1 1L7 9M1 -1L9 7"/>',
    "dots": '<path d="M2 2h1M6 6h1" stroke-width="1.2"/>',
}
TILE: Final = 8
"""Side of their square."""
OUTLINE: Final = "#7a2f0e"
CIRCLE: Final = {"color": OUTLINE, "weight": 1.2, "fillColor": ACCENT, "fillOpacity": 0.55}
"""Of actions, over a quiet ground."""
RING: Final = {"color": ACCENT, "weight": 2.4, "fillColor": ACCENT, "fillOpacity": 0.0}
"""The same over colours that say something: they are read through it."""
PROVIDER_FILL: Final = "#2b6ca3"
PROVIDER_OUTLINE: Final = "#14395c"
PROVIDER: Final = {**CIRCLE, "color": PROVIDER_OUTLINE, "fillColor": PROVIDER_FILL}
PROVIDER_RING: Final = {**RING, "color": OUTLINE}
"""Places of care over blues: a ring of another colour."""
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
CHANGE: Final = (DIVERGING[1], REST, DIVERGING[3])
"""Fewer, the same, more."""
GROUPS: Final = ("#31678e", "#b44818", "#6b7480")
"""Groups that are compared side by side, white text on them being readable."""

_LIGHTENED: Final = (
    (SEQUENTIAL, ("#374f7c", "#3b76b3", "#4b9fd6", "#88cfed", "#dbf8ff")),
    (DIVERGING, ("#c9b3ff", "#7d6bb5", "#46443f", "#93701f", "#ffe2ad")),
    (
        BIVARIATE,
        (
            *("#432f34", "#8a3b00", "#d75954"),
            *("#005c79", "#978d96", "#feae7a"),
            *("#2686de", "#94c3ff", "#d8d1d6"),
        ),
    ),
    ((ZERO, REST, NEIGHBOUR, HERE), ("#171a1e", "#30373f", "#53606d", "#7a4a30")),
    ((MISSING, *GAPS.values()), ("#4b5157", "#5d646c", "#24272b")),
    ((ACCENT, OUTLINE), ("#f0824a", "#ffd9c4")),
    ((PROVIDER_FILL, PROVIDER_OUTLINE), ("#7db9ea", "#e3f1fd")),
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {light: dark for pair in _LIGHTENED for light, dark in zip(*pair, strict=True)}
)
"""What stands for each colour where the page is dark; the others are the same there."""

_DRAWN: Final = MappingProxyType(
    {
        "hatch": "repeating-linear-gradient(135deg, {ink} 0 1px, transparent 1px 4px)",
        "cross": "repeating-linear-gradient(135deg, {ink} 0 1px, transparent 1px 4px), "
        "repeating-linear-gradient(45deg, {ink} 0 1px, transparent 1px 4px)",
        "dots": "radial-gradient({ink} 1px, transparent 1.2px) 0 0 / 4px 4px",
    }
)


def shades(n: int, higher_is: str) -> tuple[str, ...]:
    """Return one colour for each of ``n`` classes, the darkest the highest or least favourable."""
    step = (len(SEQUENTIAL) - 1) / max(n - 1, 1)
    picked = tuple(SEQUENTIAL[round(rank * step)] for rank in range(n))
    return picked[::-1] if higher_is == "better" else picked


def swatch(colour: str | None) -> str:
    """Return the background that shows a class in a page, light or dark: a value of CSS."""
    light = colour or MISSING
    plain = f"light-dark({light}, {DARK.get(light, light)})"
    drawn = _DRAWN.get(TEXTURES.get(light, ""), "").format(ink=TEXTURE_INK)
    # The last layer alone may be a colour.
    return f"{drawn}, {plain}" if drawn else plain


def theme() -> dict[str, Any]:
    """Return what the browser needs to draw these colours: see ``static/theme.js``."""
    return {"missing": MISSING, "dark": dict(DARK), "textures": dict(TEXTURES)}
