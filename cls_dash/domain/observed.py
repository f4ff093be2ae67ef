"""In which states a figure of an indicator may be, and which of them have a value."""

from typing import Final

DERIVED: Final = "derived"
"""A value that the atlas makes of what is published, such as a mean; never shown unsaid."""
VALUED: Final = ("observed", DERIVED)
"""
States that have a value: ``observed``, published as it is, and :data:`DERIVED`. The others
(``withheld``, ``missing``, ``not_applicable``) have none.
"""
