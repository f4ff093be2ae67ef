"""How a word is written, aside from what hands vary."""

import unicodedata
from typing import Final

_JOINED: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def unaccented(text: str) -> str:
    """Return a text without accents, its joined letters parted: «cœur» is «coeur»."""
    parts = unicodedata.normalize("NFKD", text.translate(_JOINED))
    return "".join(part for part in parts if not unicodedata.combining(part))
