"""A part of the page: what it says, then what shows it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import plotly.graph_objects as go

from cls_dash.page.model import Chart, Facts, Folded, Part, Titled
from cls_dash.page.table import ShareTable, Table


@dataclass(frozen=True)
class Section:
    """What is said of one thing that is followed."""

    title: str
    facts: tuple[str, ...] = ()
    draw: Callable[[], go.Figure] | None = None
    measured: str = ""
    """What the chart measures."""
    tables: tuple[Table | ShareTable, ...] = ()
    folded: Mapping[str, Table] = field(default_factory=dict)
    """Long tables, by what opens them."""

    def titled(self, key: str) -> Titled:
        """Return it as a part of the page, that ``key`` names."""
        return Titled(self.title, tuple(self._parts(key)))

    def _parts(self, key: str) -> Iterator[Part]:
        if self.facts:
            yield Facts(self.facts)
        if self.draw is not None:
            yield Chart(self.draw, key, measured=self.measured)
        yield from self.tables
        for label, table in self.folded.items():
            yield Folded(label, f"{key}_detail", (table,))
