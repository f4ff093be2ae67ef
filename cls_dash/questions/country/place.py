"""What is known of one place of a map of France."""

from dataclasses import dataclass

from cls_dash import wording
from cls_dash.questions.country import words
from cls_dash.questions.country.asked import LEVELS
from cls_dash.questions.country.choropleth import Colouring, choropleth, names
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


def place(release: Release, asked: Colouring, code: str, territory: str) -> Place | None:
    """Return what is known of a place of the map; nothing when it is not there."""
    found = choropleth(release, asked)
    if code not in found.measured.figures.index:
        return None
    value = words.written(found, found.measured.figures[code])
    told = GAPS.get(found.measured.gaps.get(code, ""), value)
    facts = [f"{words.named(found)} : **{told}**."]
    facts += words.rank(found, code, LEVELS[asked.level].lower())
    if found.measured.counts is not None:
        facts.append(f"Nombre recensé : **{wording.number(found.measured.counts[code])}**.")
    facts.append(f"Population : {wording.number(found.measured.people[code])}.")
    mine = code in country.members(release).get(territory, [])
    return Place(str(names(release, asked)[code]), tuple(facts), commune=code if mine else None)
