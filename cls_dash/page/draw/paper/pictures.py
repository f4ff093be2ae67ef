"""Maps and charts as pictures: on their own, or in a document that cannot draw them."""

from dataclasses import dataclass, replace

from cls_dash.page.draw.paper import typesetting
from cls_dash.page.draw.paper.parts import Map, Picture, Plot
from cls_dash.render.static_maps import larger


@dataclass(frozen=True)
class Sheet:
    """A picture, with what must go with it when it goes alone."""

    title: str
    picture: Picture
    provenance: tuple[str, ...] = ()
    bare: bool = False
    """Whether the document around tells the rest."""
    width: float = 18.0
    """In centimetres: letters are set for it."""


@dataclass(frozen=True)
class SlidePicture:
    """A picture of the size that a slide gives it, all in points."""

    title: str
    picture: Picture
    width: float
    height: float
    letters: float


def projected(picture: Picture, *, width: float, height: float, letters: float) -> bytes:
    """Return a picture as PNG, its letters as high as asked once it has its size on a slide."""
    if isinstance(picture, Map):
        unit = min(0.62 * width, height * picture.width / picture.height) / picture.width
        picture = replace(picture, names=larger(picture.names, letters / unit))
    elif isinstance(picture, Plot):
        height = picture.drawing.height * width / picture.drawing.width
    return typesetting.png(
        "slide", SlidePicture(picture.alt, picture, width, height, letters), dpi=144
    )


def pictured(picture: Picture, width: float) -> bytes:
    """Return a picture as PNG, so many centimetres wide in a document that tells the rest."""
    return typesetting.png("picture", Sheet(picture.alt, picture, bare=True, width=width), dpi=200)


def map_png(told: Map, provenance: tuple[str, ...]) -> bytes:
    """Return a map as PNG, with its title, its legend and where it comes from."""
    return typesetting.png("picture", Sheet(told.alt, told, provenance))


def map_svg(told: Map, provenance: tuple[str, ...]) -> bytes:
    """Return a map as SVG, with its title, its legend and where it comes from."""
    return typesetting.svg("picture", Sheet(told.alt, told, provenance))
