"""The points of a chart on paper, by the name of their symbol."""

from collections.abc import Callable, Mapping
from typing import Any, Final

INK: Final = "#1c232b"
GROUND: Final = "#ffffff"


def mark(
    x: float, y: float, half: float, symbol: str, colour: object, told: Mapping[str, Any]
) -> str:
    """Draw one point, as its marker tells."""
    edge = told.get("line") or {}
    open_ = symbol.endswith("-open") or symbol == "line-ns"
    clear = open_ or str(colour).startswith("rgba(0,0,0,0")
    stroke = edge.get("color") or (colour if open_ else GROUND)
    shape = _SHAPES[symbol.removesuffix("-open")]
    return (
        f'<path d="{shape(x, y, half)}" fill="{"none" if clear else colour}" '
        f'fill-opacity="{told.get("opacity") or 1:g}" stroke="{stroke}" '
        f'stroke-width="{edge.get("width") or (1.5 if open_ else 0):g}"/>'
    )


def _disc(x: float, y: float, r: float) -> str:
    arc = f"a{r:.1f} {r:.1f} 0 1 0"
    return f"M{x - r:.1f} {y:.1f}{arc}{2 * r:.1f} 0{arc}{-2 * r:.1f} 0Z"


def _cross(x: float, y: float, r: float) -> str:
    arm = 2 * r / 3
    way = f"h{arm:.1f}v{arm:.1f}h{arm:.1f}v{arm:.1f}h{-arm:.1f}v{arm:.1f}h{-arm:.1f}v{-arm:.1f}"
    return f"M{x - arm / 2:.1f} {y - r:.1f}{way}h{-arm:.1f}v{-arm:.1f}h{arm:.1f}Z"


_SHAPES: Final[Mapping[str, Callable[[float, float, float], str]]] = {
    "circle": _disc,
    "diamond": lambda x, y, r: (
        f"M{x - r:.1f} {y:.1f}L{x:.1f} {y - r:.1f}L{x + r:.1f} {y:.1f}L{x:.1f} {y + r:.1f}Z"
    ),
    "square": lambda x, y, r: f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}Z",
    "cross": _cross,
    "triangle-up": lambda x, y, r: f"M{x - r:.1f} {y + r:.1f}h{2 * r:.1f}L{x:.1f} {y - r:.1f}Z",
    "x-thin": lambda x, y, r: (
        f"M{x - r:.1f} {y - r:.1f}l{2 * r:.1f} {2 * r:.1f}"
        f"M{x - r:.1f} {y + r:.1f}l{2 * r:.1f} {-2 * r:.1f}"
    ),
    "line-ns": lambda x, y, r: f"M{x:.1f} {y - r:.1f}v{2 * r:.1f}",
}
