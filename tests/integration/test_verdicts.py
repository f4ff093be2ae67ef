"""The verdict on the four territories: silent on twelve actions, plain on the full set."""

import re
import shutil
import sqlite3

import pytest

from cls_dash.domain.selection import Selection
from cls_dash.ingest.release import build_store
from cls_dash.views import equity, score_card
from tests.conftest import ROOT, opened
from tests.shipped import DATA

CHANCE = score_card.Chance(draws=999, seed=1)
TERRITORIES = sorted(path.name for path in (ROOT / "data" / "territories").iterdir())


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    path = tmp_path_factory.mktemp("verdicts") / "cls.gpkg"
    build_store(DATA, path)
    return path


def page(path, territory):
    with opened(f"sqlite:///{path}") as store, store.reading() as readings:
        return equity.build(
            readings, Selection(territory=territory), need="egal", top=2, chance=CHANCE
        )


@pytest.mark.parametrize("territory", TERRITORIES)
def test_twelve_illustrative_actions_are_too_few_to_conclude(shipped, tmp_path, territory):
    few = shutil.copy(shipped, tmp_path / "cls.gpkg")
    with sqlite3.connect(few) as connection:
        connection.execute(
            "DELETE FROM deployment WHERE deployment NOT IN (SELECT deployment FROM deployment "
            "WHERE territory = ? AND evidence = 'illustrative' AND scope = 'commune' "
            "ORDER BY deployment LIMIT 12)",
            (territory,),
        )
    connection.close()
    found = page(few, territory)
    assert found.answer.startswith(
        "**Trop peu d’actions pour conclure** : 12\u00a0actions localisées"
    )
    assert found.facts == ()
    assert found.lorenz is None


def test_the_full_set_names_thiers_and_ambert_how_many_to_move_and_the_p_value(shipped):
    said = page(shipped, "thiers-ambert-billom").answer
    assert said.startswith("**Les actions sont plus concentrées que par hasard**")
    assert "**Thiers et Ambert**" in said
    with sqlite3.connect(shipped) as connection:
        people = dict(
            connection.execute(
                "SELECT code, population FROM commune JOIN perimeter ON commune = code "
                "WHERE territory = 'thiers-ambert-billom'"
            )
        )
        actions = dict(
            connection.execute(
                "SELECT commune, count(*) FROM deployment "
                "WHERE territory = 'thiers-ambert-billom' AND commune IS NOT NULL GROUP BY 1"
            )
        )
    connection.close()
    total, everyone = sum(actions.values()), sum(people.values())
    gaps = (abs(actions.get(code, 0) / total - n / everyone) for code, n in people.items())
    to_move = round(sum(gaps) / 2 * total)
    assert f"en déplacer **{to_move} sur {total}**" in said
    assert re.search(r"\(p\u00a0= ?\u00a00,001\)", said)


def test_where_chance_does_as_much_no_commune_is_accused(shipped):
    said = page(shipped, "plaine-limagne").answer
    assert said.startswith("**L’écart entre communes peut venir du hasard.**")
