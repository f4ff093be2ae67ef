"""The exact search, on demand: how far the programme is from the best one there is."""

from dataclasses import replace

from cls_dash.domain.selection import Selection
from cls_dash.questions.where_next import words
from cls_dash.questions.where_next.asked import Wish
from cls_dash.questions.where_next.siting import optimum, siting
from cls_dash.store.release import Release


def exact(release: Release, selection: Selection, wish: Wish, *, seconds: float) -> str:
    """
    Say how far the programme is from the best one there is.

    Places one by one, without their constraints: at most one per commune on both sides.
    """
    free = replace(wish, every_epci=False, cap="1")
    wanted = siting(release, selection, free)
    record = wanted.recent.record
    if not record.enough:
        return record.lacking(words.PURPOSE, wanted.recent.when)
    return record.said(words.exact(wanted, optimum(wanted, seconds=seconds), ruled=wish != free))
