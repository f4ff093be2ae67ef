"""The verdict on the four territories: silent on twelve actions or illustrative ones."""

import re
import shutil
import sqlite3

import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from tests.conftest import ROOT, opened
from tests.fairness import equity_told
from tests.shipped import make_real
from tests.tables import written

CHANCE = Chance(draws=999, permutations=999, seed=1)
TERRITORIES = sorted(path.name for path in (ROOT / "data" / "territories").iterdir())


def page(path, territory, need="egal", **asked):
    with opened(f"sqlite:///{path}") as store, store.reading() as release:
        return equity_told(release, Selection(territory, **asked), chance=CHANCE, besoin=need)


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
    assert re.match(
        r"\*\*Démonstration\.\*\* \*\*Trop peu d’actions pour conclure\*\*.* : 12\u00a0actions "
        "situées pour ce choix",
        found.answer,
    )
    # What is said instead counts no action: it is not of the demonstration.
    need, lived, access = found.facts
    assert need.startswith("**Où le besoin est le plus fort**")
    assert lived.endswith("C’est un fait de besoin, pas une place recommandée.")
    assert access.startswith("Accès aux généralistes (DREES, 2023)")
    assert found.along == ()
    assert found.charts.keys() <= {"balance"}


@pytest.mark.parametrize("territory", TERRITORIES)
def test_illustrative_actions_earn_no_verdict_and_each_sentence_says_so(shipped, territory):
    found = page(shipped, territory)
    said = [found.answer, *found.need, *found.facts, *found.beside, found.balance_said]
    assert len(said) > 8
    assert all(sentence.startswith("**Démonstration.** ") for sentence in said)
    assert not any("Démonstration" in sentence[18:] for sentence in said)
    tables = (found.generations, found.axes, found.publics, found.table)
    assert all(table.caption.startswith("Démonstration. ") for table in tables)
    whole = " ".join([*said, *map(written, tables)])
    assert not re.search(r"\bp\s[=<]|par hasard \(|ne l’explique pas", whole)
    assert found.map.values.title.startswith("Démonstration. ")


@pytest.mark.parametrize("territory", TERRITORIES)
def test_nor_do_illustrative_actions_along_a_need(shipped, territory):
    found = page(shipped, territory, need="")
    assert len(found.along) == 3
    assert all(sentence.startswith("**Démonstration.** ") for sentence in found.along)
    assert found.along_table.caption.startswith("Démonstration. ")
    assert not re.search(r"\bp\s[=<]|hasard|à 95", " ".join(found.along))


@pytest.fixture
def real(shipped, tmp_path):
    """The shipped atlas as if all its actions were real."""
    path = shutil.copy(shipped, tmp_path / "real.gpkg")
    make_real(path)
    return path


def test_were_they_real_all_contracts_together_would_name_thiers_and_ambert(real):
    said = page(real, "thiers-ambert-billom").answer
    assert said.startswith("**Les actions sont plus concentrées que par hasard**")
    assert ", surtout à Thiers et à Ambert : " in said


@pytest.mark.parametrize("number", [1, 2, 3])
def test_were_they_real_no_contract_alone_would(real, number):
    contract = f"thiers-ambert-billom-{number}"
    said = page(real, "thiers-ambert-billom", contract=contract).answer
    assert said.startswith("**L’écart entre communes peut venir du hasard.**")


def test_where_chance_does_as_much_no_commune_is_accused(real):
    said = page(real, "plaine-limagne").answer
    assert said.startswith("**L’écart entre communes peut venir du hasard.**")
