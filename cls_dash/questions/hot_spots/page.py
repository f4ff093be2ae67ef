"""The page «Points chauds»."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.model import Facts, Map, Opening, Page, Part, Titled, present, titled
from cls_dash.page.table import Table
from cls_dash.questions.hot_spots import tables, words
from cls_dash.questions.hot_spots.asked import (
    CROSSED,
    LEVEL,
    LEVELS,
    PICTURE,
    WINDOW,
    WORST,
)
from cls_dash.questions.hot_spots.clustering import clustering
from cls_dash.questions.hot_spots.figures import Figures, figures
from cls_dash.questions.hot_spots.meanings import meanings_of, pictured
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import whole
from cls_dash.questions.need.needs import NEED
from cls_dash.questions.painting import painted
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import recorded
from cls_dash.questions.to_look_at import communes_to_look_at
from cls_dash.render import maps
from cls_dash.render.classes import by_bounds
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

_NAMED: Final = 5
"""Communes that the answer names, and the map with it."""


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    found = figures(release, asked.selection, asked[NEED], int(asked[WINDOW]))
    digest = asset_digest(release, asked.selection.territory)
    if not found.record.enough:
        return _recorded(release, asked, found, digest)
    level, record = asked[LEVEL], found.record
    meanings = meanings_of(asked[PICTURE], flat=found.wanted.flat)
    communes, here = found.at(level), found.here
    if asked[PICTURE] in (WORST, CROSSED):
        kinds = found.worst(level) if asked[PICTURE] == WORST else found.cells(level)
        facts = [*words.named(found), words.agreement(found), words.spare(found)]
    else:
        clusters = clustering(release, asked, communes)
        kinds = clusters.kinds
        facts = [*words.named(found), words.clusters(clusters, communes, meanings)]
    communes = communes.assign(kind=kinds)
    judged = bool(kinds.notna().any())
    values = _values(found, communes, asked) if judged else recorded.actions(here, found.recent)
    meant = tables.meant(communes, meanings, record) if judged else None
    first = tables.first(found.first, record)
    told = (
        (row["code"], row["name"], wording.counted(row["population"], "habitant"))
        for row in rows(found.first)
    )
    return _page(
        record.said(words.answer(found, asked[WINDOW])),
        Map(digest, values, "chauds"),
        words.note(found),
        (
            Facts(tuple(map(record.said, facts))),
            *communes_to_look_at(words.FIRST, told),
            *present(meant),
        ),
        titled(words.FIRST, first),
        tables.everyone(communes, meanings, record),
    )


def _recorded(release: Release, asked: Asked, found: Figures, digest: str) -> Page:
    """Show need, and what is recorded, where that is too little to cross them."""
    here, wanted = found.here, found.wanted
    told = whole(release, asked.selection, here)
    return _page(
        found.record.lacking(words.PURPOSE, found.recent.when),
        Map(digest, recorded.need(here, told, wanted), "chauds"),
        f"{wanted.note} {found.recent.note}".strip(),
        (Facts(recorded.facts(here, wanted)),),
        titled(recorded.KNOWN, recorded.table(told)),
        recorded.needs_table(here, told, wanted),
    )


def _page(
    answer: str, shown: Map, note: str, beside: tuple[Part, ...], beneath: Titled | None,
    table: Table,
) -> Page:  # fmt: skip
    return Page(
        question=words.QUESTION,
        answer=answer,
        opening=Opening(shown, f"{note} {terms.CREDITS}", beside),
        parts=present(beneath),
        reading=words.READING,
        table=table,
    )


def _values(found: Figures, communes: pd.DataFrame, asked: Asked) -> maps.Values:
    everyone, record, picture = found.here.everyone, found.record, asked[PICTURE]
    flat = found.wanted.flat
    meanings, shown = meanings_of(picture, flat=flat), pictured(picture, flat=flat)
    ranks = communes["kind"].map({key: rank for rank, key in enumerate(meanings)}).astype(float)
    labels = [name for name, _ in meanings.values()]
    bounds = [float(rank) for rank in range(len(labels) - 1)]
    return painted(
        everyone,
        by_bounds(ranks.reindex(everyone.index), bounds, labels),
        [colour for _, colour in meanings.values()],
        pd.Series({row["code"]: words.tip(row, meanings) for row in rows(communes)}),
        title=record.plain(f"Carte : {shown.lower()}, par {LEVELS[asked[LEVEL]]}."),
        legend=record.plain(shown),
        gap="hors périmètre ou non jugé",
        named=list(found.first.sort_values("population", ascending=False).index[:_NAMED]),
        square=words.AXES if picture == CROSSED else None,
    )


QUESTION: Final = Question(
    "points_chauds", words.QUESTION, build, offers=(PICTURE, needs.offer, LEVEL, WINDOW),
    waiting="Recherche des regroupements…",
)  # fmt: skip
