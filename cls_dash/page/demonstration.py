"""
The mark of what was made up for the demonstration.

Each sentence carries it, for it may be taken out alone: on a slide, on paper, in a file. Where a
whole page is read, its frame carries it once.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from cls_dash import wording
from cls_dash.page.model import Map, Page, Together
from cls_dash.page.sentence import plain
from cls_dash.page.table import ShareTable, Table

MARK: Final = "**Démonstration.** "
"""What begins a sentence that counts actions made for the demonstration."""
COUNTED: Final = "Démonstration : "
"""What begins one that says how many they are."""


def mark(made: int, shown: int) -> str:
    """Return the mark of the frame: how much of what is shown is true; nothing where all is."""
    true = wording.agreeing(shown - made, "vraie", "vraies")
    return f"Démo\u00a0: {shown - made} {true} sur {shown}" if made else ""


def once(page: Page) -> Page:
    """
    Return a page whose frame carries the mark: its parts do not say it again.

    Its answer does, which is quoted, and its maps, which are taken as pictures.
    """
    shown: Page = _bare(page)
    return replace(shown, answer=page.answer, options=page.options)


def bare(sentence: str) -> str:
    """Return a sentence without the mark."""
    said = sentence.removeprefix(MARK).removeprefix(plain(MARK))
    return wording.starting(said.removeprefix(COUNTED)) if said.startswith(COUNTED) else said


def _bare(said: Any) -> Any:  # noqa: ANN401 - a part of any kind gives one of its kind
    match said:
        case str():
            return bare(said)
        case tuple():
            return tuple(map(_bare, said))
        case Map() | Together():
            return said
        case Table() | ShareTable():
            return replace(said, caption=bare(said.caption))
        case _ if is_dataclass(said) and not isinstance(said, type):
            parts = {each.name: _bare(getattr(said, each.name)) for each in fields(said)}
            return replace(said, **parts)
        case _:
            return said
