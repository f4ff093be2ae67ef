"""The illustrative deployments keep to their calibration, whatever the seed."""

import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from cls_dash.ingest.dataset.illustrative import write_illustrative

DATA = Path(__file__).parents[2] / "data"


def copied(folder):
    ignored = shutil.ignore_patterns("*.geojson", "*.gpkg*", "deployments_ill*")
    return shutil.copytree(DATA, folder / "data", ignore=ignored)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The dataset with Thiers alone: each territory is drawn by itself."""
    data = copied(tmp_path_factory.mktemp("copy"))
    for home in (data / "territories").glob("*/"):
        if home.name != "thiers-ambert-billom":
            shutil.rmtree(home)
    return data


@pytest.fixture(scope="module")
def thiers(copy):
    """What a seed gives to Thiers, written once for each."""
    return cache(lambda seed: written(copy, seed))


def written(folder, seed):
    write_illustrative(folder, seed=seed)
    home = folder / "territories" / "thiers-ambert-billom"
    rows = pd.read_csv(home / "deployments_illustrative.csv", dtype=str)
    return rows, rows["deployment"].str.slice(0, len("thiers-ambert-billom-1"))


def shares(rows, communes):
    located = rows["commune"].dropna()
    return located.isin(communes).mean()


@pytest.mark.parametrize("seed", [1, 7])
def test_concentration_softens_from_one_contract_to_the_next(thiers, seed):
    rows, contract = thiers(seed)
    both = ["63430", "63003"]
    found = [shares(rows[contract == f"thiers-ambert-billom-{n}"], both) for n in (1, 2, 3)]
    assert 0.65 <= found[0] <= 0.70
    assert 0.50 <= found[1] <= 0.55
    assert 0.42 <= found[2] <= 0.48


def test_billom_receives_nothing_before_it_joins(thiers, copy):
    rows, contract = thiers(3)
    perimeter = pd.read_csv(
        copy / "territories" / "thiers-ambert-billom" / "perimeter.csv", dtype=str
    )
    late = perimeter.loc[perimeter["starts_on"] == "2020-01-01", "commune"]
    first = rows[contract == "thiers-ambert-billom-1"]
    assert not first["commune"].isin(late).any()


def test_an_action_added_in_2015_has_no_deployment_before(thiers):
    rows, _ = thiers(3)
    added = rows[rows["action"] == "thiers-ambert-billom-1-11"]["starts_on"].dropna()
    assert len(added) > 0
    assert (added >= "2015").all()


def test_seventeen_diabetes_screenings_and_no_exact_point(thiers):
    rows, _ = thiers(3)
    assert (rows["title"] == "Dépistage du diabète").sum() == 17
    assert rows[["longitude", "latitude"]].isna().all(axis=None)
    assert (rows["count"].astype(int) % 5 == 0).all()


@pytest.mark.slow
def test_another_seed_gives_other_rows_and_the_same_seed_the_same(thiers, copy):
    first, _ = thiers(1)
    again, _ = written(copy, 1)
    other, _ = thiers(7)
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


@pytest.mark.slow
def test_a_territory_without_calibration_gets_no_file(tmp_path):
    copy = copied(tmp_path)
    home = copy / "territories" / "plaine-limagne"
    home.rename(home.with_name("limagne"))
    (home.with_name("limagne") / "contracts.csv").write_text(
        "contract\nlimagne-1\n", encoding="utf-8"
    )
    files = write_illustrative(copy, seed=1)
    assert "limagne" not in {path.parent.name for path in files}


def test_no_commune_is_left_out_for_its_size(thiers, copy):
    """Half of the communes of Thiers have under 400 inhabitants: some of them have an action."""
    rows, _ = thiers(7)
    people = pd.read_csv(copy / "geography" / "communes.csv", dtype={"code": str}).set_index("code")
    served = people.loc[rows["commune"].dropna().unique(), "population"]
    assert (served < 300).sum() >= 5
