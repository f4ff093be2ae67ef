"""
What a page says: its question, its answer, and the parts that follow, in order.

Nothing here knows who reads it. The screen, the meeting, paper and JSON each draw the
same page: see :mod:`cls_dash.shell.screen` and :mod:`cls_dash.page.draw`. Sentences are those
of :mod:`cls_dash.page.sentence`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import plotly.graph_objects as go

from cls_dash.domain.meeting import Option
from cls_dash.domain.parameter import Codes
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import maps

FADED: Final = "Trop peu d’actions sont situées et datées : à lire avec prudence."
"""Said to readers who cannot see that sentences are faded."""


@dataclass(frozen=True)
class Click:
    """What a click on a map opens: a page, with the code of the area in its address."""

    page: str = "ma_commune"
    key: str = "commune"
    codes: Codes = field(default_factory=dict)
    """What the address says besides."""


@dataclass(frozen=True)
class Map:
    """The areas of a geometry, painted."""

    digest: str
    """Of the geometry: see :func:`cls_dash.store.queries.maps.asset_of`."""
    values: maps.Values
    key: str
    """Names the map on its page."""
    click: Click | None = Click()
    shared: maps.Shared | None = None
    """Where the screen fetches its values, where many people look at them."""
    box: maps.Box | None = None
    """What it opens on; without it, all of its areas."""
    selected: str = ""
    """Code of the area that the page tells of, where the reader chose one."""


@dataclass(frozen=True)
class Chart:
    """A chart, under what it shows and what it measures."""

    draw: Callable[[], go.Figure]
    """Makes its figure, for who shows it: a first sight does not."""
    key: str
    """Names the chart on its page."""
    title: str = ""
    measured: str = ""
    alt: str = ""
    """What it shows, for those who do not see it; without it, its title and its measure."""
    reading: str = ""
    """How to read it, under it."""

    @cached_property
    def figure(self) -> go.Figure:
        """The chart itself."""
        return self.draw()

    @property
    def described(self) -> str:
        """Say what it shows to those who do not see it."""
        return self.alt or f"{self.title} {self.measured}".strip()


@dataclass(frozen=True)
class Facts:
    """Sentences that follow the answer."""

    sentences: tuple[str, ...]
    faded: bool = False
    """Whether too little is known to rely on them."""


@dataclass(frozen=True)
class Note:
    """Small type: what is counted, from whom, how."""

    text: str
    loud: bool = False
    """Whether it is to be seen before anything else."""


@dataclass(frozen=True)
class Notice:
    """What is said in place of what is missing."""

    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs that explain, parted by empty lines."""

    text: str
    verbatim: bool = False
    """Whether it is shown as it was typed: nothing in it stands out."""


@dataclass(frozen=True)
class Span:
    """What lasts some years, between what came before and what comes after."""

    title: str
    years: str
    detail: str
    length: int
    """In years."""
    current: bool


@dataclass(frozen=True)
class Timeline:
    """What follows one another, each as wide as it lasts."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Remarks:
    """What is to be said of several things, one list each."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Name of each, and sentences."""


@dataclass(frozen=True)
class Link:
    """A way to another page, that keeps what is selected."""

    label: str
    page: str
    codes: Codes


@dataclass(frozen=True)
class Places:
    """A few places to look at, each with the way to its page."""

    title: str
    links: tuple[Link, ...]
    """The first to look at first."""


@dataclass(frozen=True)
class Live:
    """What only the screen has: it computes on demand, or is edited in place."""

    key: str
    """Names what draws it."""
    codes: tuple[str, ...] = ()
    """Of the areas that it starts from."""


@dataclass(frozen=True)
class Said:
    """What a live part told, once it was drawn."""

    facts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Titled:
    """Parts under a title of their own."""

    title: str
    parts: "tuple[Part, ...]"


@dataclass(frozen=True)
class Folded:
    """Parts that wait until the reader asks for them."""

    label: str
    key: str
    parts: "tuple[Part, ...]"


@dataclass(frozen=True)
class Together:
    """Maps in the same classes and colours: what moves one moves the others alike."""

    legend: maps.Legend
    """That of all the maps, above them where they are seen together."""
    named: tuple[tuple[str, Map], ...]
    """The name of each, and the map."""


def present(*parts: "Part | None") -> "tuple[Part, ...]":
    """Return the parts that there are."""
    return tuple(part for part in parts if part is not None)


def titled(title: str, *parts: "Part | None") -> Titled | None:
    """Return the parts that there are under their title; nothing where there is none."""
    there = present(*parts)
    return Titled(title, there) if there else None


Told = Facts | Note | Notice | Prose | Remarks | Timeline | Table | ShareTable
Single = Map | Together | Chart | Told | Link | Places | Live
Part = Single | Titled | Folded


@dataclass(frozen=True)
class Opening:
    """What is seen with the answer: the map, and what is said beside it."""

    shown: Map | Together
    note: str = ""
    """What is counted, from whom."""
    beside: tuple[Part, ...] = ()
    """
    What matters most first: of facts and of places, as many as there is room for.

    The others, tables and charts follow: see :mod:`cls_dash.page.tabs`.
    """
    hint: str = ""
    """What a click on the map does, which the screen alone can."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that it holds, in the order in which it is read."""
        return (self.shown, *((Note(self.note),) if self.note else ()), *self.beside)


@dataclass(frozen=True)
class Page:
    """All that a page says at an address."""

    question: str
    """Its title."""
    answer: str
    parts: tuple[Part, ...] = ()
    """What follows what the page opens on."""
    opening: Opening | None = None
    warning: str = ""
    """Why the answer is not to be quoted."""
    reading: str = ""
    """Why this figure: its method and how to read it, in paragraphs."""
    table: Table | None = None
    """All that its map or its charts show."""
    options: tuple[Option, ...] = ()
    """What a committee may choose, and what each would change."""
    shared: bool = True
    """Whether readers may add it to a meeting, and take it away."""

    def having(self, said: Sequence[Said]) -> "Page":
        """Return the page with what its live parts told."""
        parts = tuple(Facts(each.facts) for each in said)
        options = tuple(option for each in said for option in each.options)
        return replace(self, parts=self.parts + parts, options=self.options + options)

    @property
    def body(self) -> tuple[Part, ...]:
        """What it opens on, then what follows."""
        return (*(self.opening.parts if self.opening else ()), *self.parts)

    def all(self) -> Iterator[Part]:
        """Yield each part and what it holds, in the order in which they are read."""
        return _all(self.body)

    @property
    def map(self) -> Map | None:
        """The first map."""
        return next((part for part in self.all() if isinstance(part, Map)), None)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every sentence that follows the answer, once, its warning first."""
        parts = [part for part in self.all() if isinstance(part, Facts)]
        told = [(*part.sentences, FADED) if part.faded else part.sentences for part in parts]
        said = dict.fromkeys((self.warning, *(fact for facts in told for fact in facts)))
        return tuple(fact for fact in said if fact and fact != self.answer)


def _all(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Titled | Folded):
            yield from _all(part.parts)
        elif isinstance(part, Together):
            yield from (shown for _, shown in part.named)
