"""A committee meeting: what is put to it, with which facts, and what it decides.

The session's work lives in a file that its author keeps; the web application writes nothing.
"""

from datetime import date
from secrets import token_hex
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from cls_dash.domain.legible import legible

FORMAT: Final = "atlas-cls/seance/1"
MOST_ITEMS: Final = 40
MOST_OPTIONS: Final = 6
MOST_FACTS: Final = 40
MOST_CODES: Final = 40
LONGEST_CODE: Final = 600
LONGEST_LINE: Final = 300

LONGEST_TEXT: Final = 2_000

_PLAIN: Final = BeforeValidator(lambda said: legible(said) if isinstance(said, str) else said)
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE),
    _PLAIN,
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    _PLAIN,
]
Code = Annotated[str, StringConstraints(max_length=LONGEST_CODE)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,16}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class View(_Frozen):
    """A page exactly as it was added: its address, what it said, and of which release."""

    page: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    """Stem of the page's script, which is its URL."""
    address: Annotated[dict[Code, Code], Field(max_length=MOST_CODES)]
    """Parameters of the URL."""
    question: Line
    """Title of the page."""
    answer: Text
    """The sentence that answered it; figures between ``**``."""
    facts: Annotated[tuple[Text, ...], Field(max_length=MOST_FACTS)] = ()
    release: Line
    """Of the data that said so."""
    latest_fact: date | None = None
    documented: int = 0
    supplied: int = 0
    illustrative: int = 0
    """Actions behind the view, by evidence."""

    @property
    def evidence(self) -> dict[str, int]:
        """Return the number of actions behind the view, by evidence."""
        return {
            "documented": self.documented,
            "supplied": self.supplied,
            "illustrative": self.illustrative,
        }


class Option(_Frozen):
    """One thing that the committee may choose, and its simulated effects."""

    title: Line
    effects: Annotated[tuple[Text, ...], Field(max_length=MOST_FACTS)] = ()
    view: View | None = None
    """The simulation, as «Où agir ?» showed it."""


class Decision(_Frozen):
    """What was decided, who answers for it and by when. Organisations only, never persons."""

    text: Text
    owner: Line
    due: date | None = None


class Item(_Frozen):
    """One point of the agenda."""

    title: Line
    view: View | None = None
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_OPTIONS)] = ()
    decision: Decision | None = None
    key: Key = Field(default_factory=lambda: token_hex(4))
    """What tells it from the others, whatever its title and its rank become."""


class Meeting(_Frozen):
    """An agenda, then what was decided of it."""

    format: Literal["atlas-cls/seance/1"] = FORMAT
    territory: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
    """Slug."""
    title: Line
    held_on: date
    evidence: Literal["documented", "illustrative"] = "documented"
    """``illustrative`` when the meeting is a trial: its decisions are nobody's."""
    items: Annotated[tuple[Item, ...], Field(max_length=MOST_ITEMS)] = ()
    earlier: Annotated[tuple[Decision, ...], Field(max_length=MOST_ITEMS)] = ()
    """Decisions of the last meeting, with which this one opens."""

    @model_validator(mode="after")
    def _told_apart(self) -> "Meeting":
        if len({item.key for item in self.items}) < len(self.items):
            raise ValueError("two items have the same key")
        return self

    def with_items(self, items: tuple[Item, ...]) -> "Meeting":
        """Return the meeting with another agenda."""
        return self.model_copy(update={"items": items})

    def with_item(self, changed: Item) -> "Meeting":
        """Return the meeting with the item of the same key replaced."""
        return self.with_items(
            tuple(changed if item.key == changed.key else item for item in self.items)
        )

    def moved(self, rank: int, to: int) -> "Meeting":
        """Return the meeting with the item of a rank at another, both from 0."""
        items = list(self.items)
        items.insert(to, items.pop(rank))
        return self.with_items(tuple(items))

    def without(self, key: str) -> "Meeting":
        """Return the meeting without an item."""
        return self.with_items(tuple(item for item in self.items if item.key != key))

    def following(self, held_on: date) -> "Meeting":
        """Return the next meeting: it opens with these decisions, then what is left to decide."""
        decided = tuple(item.decision for item in self.items if item.decision)
        left = tuple(item for item in self.items if not item.decision)
        return self.model_copy(update={"held_on": held_on, "items": left, "earlier": decided})
