"""Every sentence of every page, on the territories that ship: none says more than is known."""

import shutil
import sqlite3
from contextlib import ExitStack, closing
from functools import cache

import pandas as pd
import pytest

from cls_dash.domain.services import KINDS
from cls_dash.shell import menu
from cls_dash.store.queries import completing
from tests import truth
from tests.addresses import page_at
from tests.asking import said_by
from tests.conftest import opened

TERRITORIES = (
    "bassin-aurillac-carlades-chataigneraie",
    "ouest-aveyron",
    "plaine-limagne",
    "thiers-ambert-billom",
)
HALF = [
    slug if slug in TERRITORIES[1::2] else pytest.param(slug, marks=pytest.mark.long)
    for slug in TERRITORIES
]
REAL = {"preuves": "documentees"}
PAGES = tuple(stem for stem in menu.TITLES if stem not in {"seance", "donnees_methode"})
"""Pages that conclude something; the two others repeat what pages say, and how it was made."""
OF_CARE = ("acces_soins", "ma_commune", "comparer", "france", "points_chauds", "ou_agir")


@pytest.fixture(scope="module")
def unlisted(shipped):
    """The same store, but no list of places is said to be complete."""
    return renamed(shipped, "unlisted", "DELETE FROM completeness")


@pytest.fixture(scope="module")
def walk():
    """Return a function that gives what a page says; what one asked of a store serves the next."""
    with ExitStack() as stores:

        @cache
        def release(path):
            store = stores.enter_context(opened(f"sqlite:///{path}"))
            return stores.enter_context(store.reading())

        def walk(path, stem, territory, **codes):
            if stem == "ma_commune":
                codes["commune"] = largest(path, territory)
            return said_by(page_at(release(path), stem, territoire=territory, **codes))

        yield walk


def largest(store, territory):
    query = """
        SELECT code FROM commune JOIN perimeter ON commune.code = perimeter.commune
        WHERE territory = ? ORDER BY population DESC
    """
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(query, [territory]).fetchone()[0]


def unearned(store, territory, words, *, real_only):
    """Return what is concluded from actions without the records that it takes."""
    known = truth.recorded(store, territory, real_only=real_only)
    if not known.enough:
        return truth.conclusions(words)
    if known.illustrative:
        unmarked = [said for said in truth.conclusions(words) if not truth.marked(said)]
        return truth.verdicts(words) + unmarked
    return []


@pytest.mark.parametrize("evidence", ["both", "real"])
@pytest.mark.parametrize("territory", TERRITORIES)
def test_no_verdict_without_records_nor_from_a_demonstration(shipped, walk, territory, evidence):
    chosen = REAL if evidence == "real" else {}
    found = {
        stem: faults
        for stem in PAGES
        if (
            faults := unearned(
                shipped, territory, walk(shipped, stem, territory, **chosen), real_only=bool(chosen)
            )
        )
    }
    assert not found


@pytest.mark.parametrize("stem", ["accueil", "carte_actions", "equite"])
def test_what_is_known_of_need_and_care_is_said_where_actions_are_few(shipped, walk, stem):
    words = walk(shipped, stem, "thiers-ambert-billom", **REAL)
    assert any("Où le besoin est le plus fort" in said for said in words)
    assert any(said.startswith("Accès aux généralistes (DREES") for said in words)


@pytest.mark.parametrize("territory", TERRITORIES[1::2])
def test_care_is_concluded_of_complete_lists_alone(shipped, walk, territory):
    complete = truth.complete_lists(shipped, territory)
    for kind in KINDS:
        earned = all(any(code in complete for code in part) for part in kind.parts)
        words = walk(shipped, "acces_soins", territory, service=kind.code)
        assert earned or not truth.of_care(words, whole_page=True)


@pytest.mark.parametrize("stem", OF_CARE)
@pytest.mark.parametrize("territory", HALF)
def test_nothing_is_concluded_of_care_once_no_list_is_complete(unlisted, walk, territory, stem):
    words = walk(unlisted, stem, territory, **REAL)
    titles = truth.published(unlisted)
    assert truth.of_care(words, whole_page=stem == "acces_soins", titles=titles) == []


def test_the_walk_sees_a_page_that_believes_a_list_complete(unlisted, walk, monkeypatch):
    """What the test above would miss, were its eyes closed."""
    store = renamed(unlisted, "believed")
    with closing(sqlite3.connect(unlisted.with_name("cls.gpkg"))) as connection:
        query = "SELECT DISTINCT category, complete_on, source FROM completeness"
        known = connection.execute(query).fetchall()
    believed = pd.DataFrame(known, columns=["category", "complete_on", "source"])
    believed = believed.assign(whole=False, area="believed", title=None)
    monkeypatch.setattr(completing, "lists", lambda *_asked: believed)
    words = walk(store, "acces_soins", "thiers-ambert-billom")
    assert any("minutes" in said for said in truth.of_care(words, whole_page=True))


def renamed(store, release, *statements):
    """Return a copy of a store under another release: what is kept of it is not the first's."""
    copy = store.with_name(f"{release}.gpkg")
    shutil.copy(store, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("UPDATE release SET release = ?", [release])
    return copy
