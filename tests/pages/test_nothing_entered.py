"""Pages of a store where little is entered: none fails, and what is counted agrees."""

import re

import pytest

from cls_dash.page.draw.data import data
from cls_dash.page.model import Map
from cls_dash.questions.catalogue import QUESTIONS
from tests.addresses import page_at
from tests.conftest import opened
from tests.seed import CODES, seed_frames, sow_frames

AGREED = re.compile(
    r"(?<![\d,.\u202f\u00a0–-])[01][\u00a0 ]"
    r"(?!fois|ans\b|ès|plus|dans|sans|pas|mois|sous|puis|des|les|pays)\w+s\b"
    r"|\b0[\u00a0 ](?:commune|fiche-action|source)\b"
)
"""A plural after 0 or 1, and what is said «aucune»."""


def nothing(frames):
    frames["deployment"] = frames["deployment"].iloc[:0]


def one(frames):
    """One action located."""
    done = frames["deployment"]
    frames["deployment"] = done[done["commune"] == CODES[0]].iloc[:1]


def made_up(frames):
    frames["deployment"]["evidence"] = "illustrative"


@pytest.fixture(scope="module", params=[nothing, one, made_up], ids=lambda made: made.__name__)
def release(request, tmp_path_factory):
    frames = seed_frames({}, "Atelier")
    request.param(frames)
    path = sow_frames(frames, tmp_path_factory.mktemp("little") / "cls.gpkg")
    with opened(f"sqlite:///{path}") as store, store.reading() as found:
        yield found


def texts(told):
    """Yield all that a page says."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from texts(part)


@pytest.mark.parametrize("codes", [{}, {"preuves": "documentees"}], ids=["all", "documented"])
@pytest.mark.parametrize("territory", ["damier", "voisin"])
@pytest.mark.parametrize("stem", QUESTIONS)
def test_each_page_answers_and_agrees(release, stem, territory, codes):
    page = page_at(release, stem, territoire=territory, **codes)
    said = [*texts(data(page)), *(m.values.title for m in page.all() if isinstance(m, Map))]
    assert page.answer
    assert not [(each, hit.group()) for each in said for hit in AGREED.finditer(each)]
