"""Under fifteen located actions, in eight series, in each territory, nothing is compared."""

import pytest

from cls_dash.questions.compare import words
from cls_dash.questions.compare.figures import measured, p_value
from cls_dash.questions.compare.rates import ACTIONS
from cls_dash.questions.compare.words import left_out
from tests.comparing import BOTH, CHANCE, DAMIER, more, real
from tests.seed import ALONE


def answer(here, measure):
    """Return the answer of the page."""
    return words.answer(here, measure, p_value(measure, CHANCE))


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("n", "apart", "said"),
    [
        (0, True, "Voisin (pas encore saisie)"),
        (14, True, "Voisin (trop peu saisi : 14\u00a0actions situées)"),
        (30, False, "Voisin (trop peu saisi : 30\u00a0actions situées en 1\u00a0série)"),
    ],
)
def test_under_it_a_territory_has_no_rate_and_is_not_tested(sown, n, apart, said):
    def change(frames):
        if n:
            more(frames, "voisin", ALONE, n, apart=apart)

    here, measures = measured(sown(real(change)), DAMIER, BOTH)
    found = answer(here, measures[ACTIONS])
    assert found.startswith("**Actions situées : rien à comparer encore.**")
    assert said in left_out(here, measures[ACTIONS])
    assert measures[ACTIONS].figures["value"].isna().to_dict() == {
        "damier": False, "voisin": True,
    }  # fmt: skip


def test_above_it_they_are_compared(sown):
    change = real(lambda frames: more(frames, "voisin", ALONE, 15))
    here, measures = measured(sown(change), DAMIER, BOTH)
    assert "Le hasard ne l’explique pas." in answer(here, measures[ACTIONS])
