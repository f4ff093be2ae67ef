"""The page «Où agir ?»: the next places, why, and how sure that is."""

from functools import partial
from typing import Final

from cls_dash import terms
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Live,
    Map,
    Opening,
    Page,
    Part,
    Places,
    Titled,
    present,
    titled,
)
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import Recent, whole
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.spread import recorded
from cls_dash.questions.to_look_at import communes_to_look_at
from cls_dash.questions.where_next import coverage_map, tables, words
from cls_dash.questions.where_next.asked import PLACES, REACH, RULE, VENUE, WINDOW, wish
from cls_dash.questions.where_next.figures import Figures, differ, figures
from cls_dash.questions.where_next.siting import Siting, siting
from cls_dash.render import charts
from cls_dash.render.maps import Values
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    UndefinedMeasureError
        If no commune counts, or none may host an action.
    InvalidInputError
        If fewer places are asked than there are intercommunalities to serve.
    """
    selection = asked.selection
    wanted = siting(release, selection, wish(asked.codes))
    digest = asset_digest(release, selection.territory)
    if not wanted.recent.record.enough:
        return _recorded(wanted, whole(release, selection, wanted.here), digest)
    return _proposed(figures(release, selection, wanted), digest)


def _proposed(found: Figures, digest: str) -> Page:
    """Return the page where enough is recorded to recommend places."""
    wanted = found.wanted
    told = wanted.recent.record.said
    note = f"{wanted.need.note} {wanted.here.basis} {wanted.recent.note}"
    return Page(
        question=words.QUESTION,
        answer=told(words.answer(wanted)),
        opening=_opening(
            digest, coverage_map.values(found), note,
            Facts((*map(told, words.facts(found)), words.AID)), *_places(found),
            Folded(words.EXACT, "exact", (Live("exact"),)),
        ),
        parts=present(
            tables.places(found),
            Titled(words.TRADE, _traded(found)),
            Titled(words.WHAT_IF, (Live("scenarios", found.programme.codes),)),
        ),
        reading=words.READING,
        table=tables.communes(wanted),
    )  # fmt: skip


def _places(found: Figures) -> tuple[Places, ...]:
    """Return the communes that are proposed, in order."""
    pairs = zip(found.programme.places, found.reached, strict=True)
    told = (
        (place.code, found.wanted.name(place.code), words.gained(near)) for place, near in pairs
    )
    return communes_to_look_at(words.PROPOSED, told)


def _traded(found: Figures) -> tuple[Part, ...]:
    """Return what is said of reach and equity, and its chart where they part."""
    told = found.wanted.recent.record.said
    if not found.programme.places:
        return (Facts((told(words.NOTHING),)),)
    points = words.programmes(found.wanted)
    said = Facts((told(words.traded(points)),))
    if points is None or not differ(points):
        return (said,)
    return said, Chart(partial(charts.frontier, points), "arbitrage", measured=words.EACH)


def _recorded(wanted: Siting, known: Recent, digest: str) -> Page:
    """Return the page where too little is: need, and what is recorded."""
    here, found = wanted.here, wanted.recent
    return Page(
        question=words.QUESTION,
        answer=found.record.lacking(words.PURPOSE, found.when),
        opening=_opening(
            digest, recorded.need(here, known, wanted.need), f"{wanted.need.note} {found.note}",
            Facts(recorded.facts(here, wanted.need)),
        ),
        parts=present(titled(recorded.KNOWN, recorded.table(known))),
        reading=words.READING,
        table=recorded.needs_table(here, known, wanted.need),
    )  # fmt: skip


def _opening(digest: str, values: Values, note: str, *beside: Part) -> Opening:
    shown = Map(digest, values, "places", click=None)
    return Opening(shown, f"{note.strip()} {terms.CREDITS}", beside)


QUESTION: Final = Question(
    "ou_agir", words.QUESTION, build, offers=(PLACES, needs.offer, WINDOW, REACH, VENUE, RULE)
)
