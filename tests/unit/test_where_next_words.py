"""What «Où agir ?» says of a place that it proposes."""

import pytest

from cls_dash.questions.where_next.figures import Reached
from cls_dash.questions.where_next.words import gained


@pytest.mark.parametrize(
    ("newly", "said"),
    [
        (4612, "la première action à portée de 4\u202f612\u00a0habitants alentour"),
        (1, "la première action à portée de 1\u00a0habitant alentour"),
        (0, "plus près, pour qui en avait déjà une à portée"),
    ],
)
def test_whom_a_place_comes_near_are_not_only_those_of_its_commune(newly, said):
    assert gained(Reached(newly + 5_000, newly)) == said
