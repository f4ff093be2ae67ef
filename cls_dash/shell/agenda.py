"""The meeting that a session prepares, and what the page at hand would add to it."""

from datetime import date
from typing import Final

import streamlit as st

from cls_dash.domain.meeting import (
    LONGEST_CODE,
    MOST_CODES,
    MOST_FACTS,
    MOST_OPTIONS,
    Item,
    Meeting,
    Option,
    View,
)
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.model import Page
from cls_dash.questions import choices
from cls_dash.questions.meeting.asked import POINT, PROJECTOR
from cls_dash.render import meeting_file
from cls_dash.shell import address
from cls_dash.shell.ask import ask
from cls_dash.store.release import identity

_MEETING: Final = "_meeting"
_EDITION: Final = "_edition"
OWN: Final = frozenset({PROJECTOR.key, POINT.key})
"""Parameters of the page «Séance» alone."""
TITLE: Final = "Comité de pilotage"
FULL: Final = (
    "La séance est pleine. Enregistrez son fichier, puis partagez ses points entre deux séances."
)


def current() -> Meeting | None:
    """Return the meeting of this session, if there is one."""
    meeting: Meeting | None = st.session_state.get(_MEETING)
    return meeting


def keep(meeting: Meeting) -> None:
    """Make this meeting that of the session."""
    st.session_state[_MEETING] = meeting


def replace(meeting: Meeting) -> None:
    """Open another meeting: what was being typed in the former one is forgotten."""
    keep(meeting)
    st.session_state[_EDITION] = edition() + 1


def edition() -> int:
    """Return how many meetings this session has opened."""
    return int(st.session_state.get(_EDITION, 0))


def begun(territory: str) -> Meeting:
    """Return the meeting of this session, or a new one."""
    return current() or Meeting(territory=territory, title=TITLE, held_on=date.today())


def begin(territory: str) -> None:
    """Begin a meeting with a point of no page."""
    add(Item(title="Premier point"), territory)


def add(item: Item, territory: str) -> bool:
    """Add a point to the agenda, once; ``False`` where it would not fit in the file."""
    meeting = begun(territory)
    if item.view and item.view in (known.view for known in meeting.items):
        return True
    longer = meeting.with_items((*meeting.items, item))
    if not meeting_file.fits(longer):
        return False
    keep(longer)
    return True


def frozen(page: Page, selection: Selection) -> Item:
    """Return a page as it is now: its address, what it says, and of which release."""
    release, latest_fact = ask(identity)
    counts = ask(choices.evidence_counts, selection)
    view = View(
        page=st.session_state["page"],
        address=_address(),
        question=page.question,
        answer=page.answer,
        facts=page.facts[:MOST_FACTS],
        release=release,
        latest_fact=latest_fact,
        documented=counts[Evidence.DOCUMENTED],
        supplied=counts[Evidence.SUPPLIED],
        illustrative=0 if selection.documented_only else counts[Evidence.ILLUSTRATIVE],
    )
    options = tuple(_simulated(option, view) for option in page.options[:MOST_OPTIONS])
    return Item(title=page.question, view=view, options=options)


def _address() -> dict[str, str]:
    """Return the whole address of the page; an address may say anything, at any length."""
    said = {
        key: code
        for key, code in address.every_code().items()
        if key not in OWN and max(len(key), len(code)) <= LONGEST_CODE
    }
    return dict(list(said.items())[:MOST_CODES])


def _simulated(option: Option, view: View) -> Option:
    """Return an option with the view that shows it, whose facts the item holds already."""
    return option.model_copy(update={"view": view.model_copy(update={"facts": ()})})
