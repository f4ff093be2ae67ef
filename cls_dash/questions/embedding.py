"""What another site shows of a page, in a frame of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from cls_dash.domain.parameter import Codes

EMBED: Final = "embed"
"""What the shell calls it in an address."""
SHOWN: Final = "montre"


@dataclass(frozen=True)
class Piece:
    """A part of a page that another site may show."""

    label: str
    height: int
    """Of its frame, in pixels: what it needs at any width."""


WHOLE: Final = "page"
PIECES: Final[Mapping[str, Piece]] = MappingProxyType(
    {
        "carte": Piece("La carte seule", 520),
        "reponse": Piece("La réponse et la carte", 720),
        WHOLE: Piece("Toute la page", 1_100),
    }
)
"""By the code that an address says."""


def piece(codes: Codes) -> str:
    """Return the part of its page that an address asks for; nothing where it is in no frame."""
    if codes.get(EMBED) != "true":
        return ""
    shown = codes.get(SHOWN, WHOLE)
    return shown if shown in PIECES else WHOLE


def address(url: str, code: str) -> str:
    """Return the address of a part of the page that an address opens."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({EMBED: 'true', SHOWN: code})}"
