"""Texts of files and of people, where Streamlit would read them as Markdown."""

import re
from typing import Final

from cls_dash.domain.legible import legible

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")


def literal(text: str) -> str:
    """Return a label that shows a text as it is written."""
    return _MARKS.sub(r"\\\1", legible(text))
