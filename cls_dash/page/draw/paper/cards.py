"""What is seen of a page where its address is shared."""

from dataclasses import dataclass
from typing import Final

from cls_dash.page.draw.paper import typesetting
from cls_dash.page.draw.paper.parts import Map

DPI: Final = 144


@dataclass(frozen=True)
class Card:
    """What a page asks, its answer, and its map if it has one."""

    place: str
    question: str
    answer: str
    picture: Map | None


def png(card: Card) -> bytes:
    """Return a card as PNG, 1200 by 630 dots."""
    return typesetting.png("card", card, dpi=DPI)
