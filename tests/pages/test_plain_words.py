"""Headlines and facts of every page at random addresses: everyday words, one breath, well typed."""

import random
import shutil

import pytest

from cls_dash.page.sentence import plain
from cls_dash.questions.catalogue import QUESTIONS
from tests.addresses import drawn
from tests.conftest import opened
from tests.plain_words import faults
from tests.shipped import make_real

TIMES = 2


@pytest.fixture(scope="module", params=["shipped", pytest.param("real", marks=pytest.mark.long)])
def release(request, shipped, tmp_path_factory):
    """The shipped store as it is, and as if all of its actions were real: verdicts are earned."""
    path = shipped
    if request.param == "real":
        path = tmp_path_factory.mktemp("real") / "cls.gpkg"
        shutil.copy(shipped, path)
        make_real(path)
    with opened(f"sqlite:///{path}") as store, store.reading() as found:
        yield found


@pytest.mark.parametrize("stem", QUESTIONS)
def test_headlines_and_facts_are_plain(release, stem):
    found = {
        said: (why, codes)
        for codes, page in drawn(release, random.Random(stem), stem, TIMES)  # noqa: S311 - addresses, no secret
        for said in map(plain, (page.answer, *page.facts))
        if (why := faults(said))
    }
    assert not found


@pytest.mark.parametrize(
    "said",
    [
        "Le hasard ne l’explique pas (p = 0,03).",
        "L’indice de Hoover est de 31 %.",
        "Aucune valeur : nan.",
        "Le reste est de 0,0.",
        "Une action a eu lieu à Le Brugeron.",
        "un " * 26,
    ],
)
def test_a_sentence_that_is_not_plain_is_seen(said):
    assert faults(said)
