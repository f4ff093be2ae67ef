"""Texts that are read as they are written: nothing in them hides, reverses or commands."""

import re
from typing import Final

UNSEEN: Final = (
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but tabulation and ends of line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the order of letters round
    "\u2028\u2029\ufff9-\ufffb]"  # ends of line and remarks that only programs see
)
"""
Characters that are not seen and change what is: U+202E shows «exe.pdf» of «fdp.exe».

Those that other scripts join their letters with are left, and the null character, which only a
damaged file holds.
"""
_UNSEEN: Final = re.compile(UNSEEN)


def legible(text: str) -> str:
    """Return a text without what is not seen in it and changes what is."""
    return _UNSEEN.sub("", text)
