"""Maps and charts as HTML without script: a drawing, its letters over it, its legend beside it."""

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import Any

from cls_dash.page.draw.paper.parts import Map, Picture, Plot
from cls_dash.render import palette
from cls_dash.render.maps import Legend
from cls_dash.render.static_maps import WIDTH, larger

_LETTER = 40
"""Units of a map that letters read from five metres take, at the least size of the map."""
_SIDES = {"start": "0", "middle": "-50%", "end": "-100%"}


def picture(shown: Picture, said: str) -> str:
    """Return a map beside its legend and what is ``said``, or a chart above it."""
    if isinstance(shown, Map):
        return _map(shown, said)
    return f"{_plot(shown) if isinstance(shown, Plot) else ''}{said}"


def _map(shown: Map, said: str) -> str:
    names = "".join(
        _word(each.x / shown.width, each.y / shown.height, each.text, "middle")
        for each in larger(shown.names, _LETTER)
    )
    return (
        f'<div class="atlas-drawn" style="--ratio:{shown.width / shown.height:.4f}">'
        f'<div class="atlas-ground">{_image(shown.svg, shown.alt)}{names}</div>'
        f'<div class="atlas-beside">{_legend(shown.legend, shown.circle)}{said}</div></div>'
    )


def _plot(shown: Plot) -> str:
    drawing = shown.drawing
    words = "".join(
        _word(each.x / drawing.width, each.y / drawing.height, each.text, each.anchor, each.colour)
        for each in drawing.labels
    )
    said = "".join(f"<p>{escape(text)}</p>" for text in (shown.title, shown.measured) if text)
    return (
        f'{said}<div class="atlas-plot" style="--ratio:{drawing.width / drawing.height:.4f};'
        f'--letter:{drawing.letter / drawing.width:.5f}">'
        f"{_image(drawing.svg, shown.alt)}{words}</div>"
    )


def _image(svg: str, alt: str) -> str:
    code = b64encode(svg.encode()).decode()
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{code}">'


def _word(x: float, y: float, text: str, anchor: str, colour: str = "") -> str:
    place = f"left:{x:.2%};top:{y:.2%};transform:translate({_SIDES[anchor]},-50%)"
    ink = f";color:{colour}" if colour else ""
    return f'<span aria-hidden="true" style="{place}{ink}">{escape(text)}</span>'


def _legend(legend: Legend, circle: dict[str, Any]) -> str:
    classes = (
        f'<li><i style="background:{palette.swatch(each.colour)}"></i>{escape(each.label)}'
        f"{f' ({escape(each.count)})' if each.count else ''}</li>"
        for each in legend.classes
    )
    said = f"<strong>{escape(legend.title)}</strong><ul>{''.join(classes)}</ul>"
    if circles := legend.circles:
        discs = "".join(_discs(circles["sizes"], circle))
        said += f"<strong>{escape(circles['title'])}</strong><ul>{discs}</ul>"
    return f'<div class="atlas-key">{said}</div>'


def _discs(sizes: Iterable[dict[str, Any]], circle: dict[str, Any]) -> Iterable[str]:
    for size in sizes:
        # As large as on the map beside.
        across = f"calc({2 * size['radius'] / WIDTH:.5f} * var(--side))"
        # A ring is not filled, and is seen all the same.
        fill, part = size.get("colour", circle["fillColor"]), 100 * circle["fillOpacity"]
        style = (
            f"width:{across};height:{across};border:{circle['weight']}px solid {circle['color']};"
            f"border-radius:50%;background:color-mix(in srgb, {fill} {part:.0f}%, transparent)"
        )
        yield f'<li><i style="{style}"></i>{escape(size["label"])}</li>'
