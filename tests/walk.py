"""What a reader of a page is told: its sentences, its tables and the words of its map."""

import re
from dataclasses import dataclass, field

from cls_dash.render import leaflet
from tests.pages.driver import html, stripped

BREAKS = re.compile(r"<br>|</(?:p|li|td|th|caption|h[1-6]|div)>")
"""Where one thing that is said ends and another begins."""


@dataclass
class Told:
    """What a page says, by where it stands."""

    sentences: list[str] = field(default_factory=list)
    """Of the answer, the facts, the notes and the tables, one by one."""
    maps: list[str] = field(default_factory=list)
    """Titles, legends and tooltips of its maps."""

    @property
    def everything(self):
        return [*self.sentences, *self.maps]


def listened(monkeypatch):
    """Return the list to which the values of every map that is drawn are added."""
    heard = []
    drawn = leaflet.values_layer

    def layer(values, **options):
        heard.append(values)
        return drawn(values, **options)

    monkeypatch.setattr(leaflet, "values_layer", layer)
    return heard


def told(app, values=()):
    """Return what a page that was run says, with the values of its maps."""
    found = Told()
    for markup in (*html(app), *(element.value for element in app.info)):
        pieces = [stripped(piece) for piece in BREAKS.split(markup)]
        found.sentences += [piece.strip() for piece in pieces if piece.strip()]
    for shown in values:
        found.maps += map_words(shown)
    return found


def map_words(values):
    """Return the words of a map: its title, its legend and its tooltips."""
    if not hasattr(values, "tips"):
        return []
    legend = [values.legend.title, *(entry.label for entry in values.legend.classes)]
    return [values.title, *legend, *(line for tip in values.tips for line in tip)]
