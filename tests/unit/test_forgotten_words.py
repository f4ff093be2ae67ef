"""What «Zones oubliées» says of distances, on three communes."""

import numpy as np
import pandas as pd
import pytest

from cls_dash.questions.forgotten import words
from cls_dash.questions.forgotten.figures import Window
from cls_dash.questions.need.ground import Recent
from cls_dash.questions.spread.record import Record

COMMUNES = pd.DataFrame(
    {"name": ["Ambert", "Job", "Viverols"], "population": [7_000, 2_000, 1_000]},
    index=["63003", "63179", "63465"],
)
RECORD = Record(located=40, series=40, illustrative=0, begun=True)


def window(*minutes):
    recent = Recent(pd.DataFrame({"commune": ["63003"] * 40}), RECORD)
    return Window(pd.Series(minutes, COMMUNES.index, dtype=float), recent)


def answer(*far):
    return words.answer(COMMUNES.assign(far=far), "24", window(0, 0, 0))


def fact(*minutes):
    return words.fact("24", window(*minutes), COMMUNES["population"])


def test_the_answer_counts_the_communes_that_are_far_and_who_lives_there():
    said = answer(False, True, True)
    assert said.startswith("**2\u00a0communes** sur 3 sont à plus de ")
    assert said.endswith("**30\u00a0%** des habitants.")


def test_the_answer_says_that_none_is_far():
    assert answer(False, False, False).startswith("**Toutes les communes** ont eu une action")


@pytest.mark.parametrize(
    ("minutes", "half"),
    [((12, 40, 40), "12\u00a0minutes"), ((1, 40, 40), "1\u00a0minute")],
)
def test_a_fact_says_how_near_half_of_the_inhabitants_are(minutes, half):
    assert f"la moitié, à **{half}** ou moins" in fact(*minutes)


def test_a_fact_says_no_half_where_half_of_the_inhabitants_have_nothing_in_reach():
    said = fact(np.nan, 5, 5)
    assert "la moitié" not in said
    assert "30\u00a0%** des habitants ont eu une action" in said
