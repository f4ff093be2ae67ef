"""Our own assessment of accessibility: whole, dated, and true to the tests that it names."""

from collections import Counter

import pytest
from pydantic import ValidationError

from cls_dash.page.model import Prose
from cls_dash.questions.accessibility import Grid, grid, page
from cls_dash.settings import ROOT, Settings
from cls_dash.wording import percent

CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""How many the RGAA 4.1 has under each theme."""


def test_each_criterion_of_the_reference_is_looked_at_once():
    expected = [f"{theme}.{n + 1}" for theme, most in enumerate(CRITERIA, 1) for n in range(most)]
    assert [each.id for each in grid().criteres] == expected


def test_a_state_has_its_evidence_and_the_test_that_it_names():
    for each in grid().criteres:
        assert bool(each.preuve) == (each.etat != "sans objet"), each.id
        file, _, named = each.essai.partition("::")
        if each.essai:
            assert f"def {named}(" in (ROOT / file).read_text() or not named, each


def test_the_page_says_the_rate_and_each_failure_of_the_grid():
    found = grid()
    states = Counter(each.etat for each in found.criteres)
    # What was not looked at is not met.
    rate = states["conforme"] / (len(found.criteres) - states["sans objet"])
    told = "\n".join(part.text for part in page(Settings()).all() if isinstance(part, Prose))
    assert percent(rate) in told
    assert "novembre 2026" in told
    for each in found.of("non conforme"):
        assert each.preuve in told


def test_what_the_law_calls_the_site_follows_from_the_rate():
    def told(*states):
        criteria = [{"id": "1", "titre": "?", "etat": state} for state in states]
        return Grid(vu_le="2026-11-29", pages="", criteres=criteria).status

    met, failed, unseen = "conforme", "non conforme", "non vérifié"
    assert told(met, met, "sans objet") == "totalement conforme"
    assert told(met, failed) == told(met, unseen) == "partiellement conforme"
    assert told(met, failed, unseen) == "non conforme"
    shown = page(Settings())
    assert shown.question == "Accessibilité : non conforme"
    assert f"**{grid().status}**" in shown.parts[0].text


def test_a_state_that_does_not_exist_is_refused():
    wrong = grid().model_dump() | {"criteres": [{"id": "1.1", "titre": "?", "etat": "presque"}]}
    with pytest.raises(ValidationError):
        Grid.model_validate(wrong)
