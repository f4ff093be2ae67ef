"""What is known of one place of a map of France."""

from dataclasses import dataclass

from cls_dash import wording
from cls_dash.questions.country import words
from cls_dash.questions.country.figures import Figures
from cls_dash.render.classes import GAPS
from cls_dash.store.queries import country
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Place:
    """What the page says of the place that was clicked."""

    name: str
    facts: tuple[str, ...]
    commune: str | None
    """Code of the commune whose sheet may be opened: one of the territory's."""


def place(release: Release, here: Figures, code: str, territory: str) -> Place | None:
    """Return what is known of a place of the map; nothing when it is not there."""
    if code not in here.place_values.index:
        return None
    shown, measured = here.map, here.map.measured
    told = GAPS.get(measured.gaps.get(code, ""), words.written(shown, here.place_values[code]))
    facts = [f"{words.named(shown)} : **{told}**.", *words.rank(here, code)]
    if measured.counts is not None:
        facts.append(f"Nombre recensé : **{wording.number(measured.counts[code])}**.")
    facts.append(f"Population : {wording.number(measured.people[code])}.")
    mine = code in country.members(release).get(territory, [])
    return Place(str(here.names[code]), tuple(facts), commune=code if mine else None)
