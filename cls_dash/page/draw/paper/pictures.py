"""Maps and charts as pictures: on their own, or in a document that cannot draw them."""

from dataclasses import dataclass

from cls_dash.page.draw.paper import typesetting
from cls_dash.page.draw.paper.parts import Map, Picture


@dataclass(frozen=True)
class Sheet:
    """A picture, with what must go with it when it goes alone."""

    title: str
    picture: Picture
    provenance: tuple[str, ...] = ()
    bare: bool = False
    """Whether the document around tells the rest."""


def pictured(picture: Picture) -> bytes:
    """Return a picture as PNG, for a document that tells its title and its sources."""
    return typesetting.png("picture", Sheet(picture.alt, picture, bare=True), dpi=160)


def map_png(told: Map, provenance: tuple[str, ...]) -> bytes:
    """Return a map as PNG, with its title, its legend and where it comes from."""
    return typesetting.png("picture", Sheet(told.alt, told, provenance))


def map_svg(told: Map, provenance: tuple[str, ...]) -> bytes:
    """Return a map as SVG, with its title, its legend and where it comes from."""
    return typesetting.svg("picture", Sheet(told.alt, told, provenance))
