"""What reaches a person: an e-mail address, a telephone. The atlas is public."""

from typing import Final

CONTACT: Final = (
    r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+"  # e-mail
    r"|(?:\+33|\b0)[\s.-]?[1-9](?:[\s.-]?[0-9]{2}){4}\b"  # French telephone
)
"""A pattern for Python's ``re`` as for polars."""
