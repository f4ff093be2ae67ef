"""In which states a figure of an indicator may be, and which of them have a value."""

from typing import Final

VALUED: Final = ("observed", "derived")
"""
States that have a value: ``observed``, published as it is; ``derived``, made by the atlas of
what was published. The others (``withheld``, ``missing``, ``not_applicable``) have none.
"""
