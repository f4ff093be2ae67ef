"""What the geography gives is made once, and again when it changes, or a perimeter."""

import os
import shutil

import polars as pl
import pytest

from cls_dash import settings as program
from cls_dash.ingest.dataset import geography_tables, kept_tables, own_tables
from cls_dash.ingest.geography.national import write_national
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.release import build_store
from tests import contract
from tests.contract import add_territory
from tests.shipped import DATA
from tests.small_france import REEF, small_france


@pytest.fixture
def data(tmp_path):
    """A dataset of five communes: it is drawn in a fifth of a second."""
    return contract.buildable(tmp_path / "data")


@pytest.fixture
def cache(tmp_path):
    """A cache of one's own, still empty."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLS_CACHE", str(tmp_path / "cache"))
        program.settings.cache_clear()
        yield tmp_path / "cache"
    program.settings.cache_clear()


@pytest.fixture
def made(monkeypatch):
    """The data folders whose geography was drawn, one after the other."""
    folders = []
    make = geography_tables.geography_tables

    def draw(data, *others):
        folders.append(data)
        return make(data, *others)

    monkeypatch.setattr(geography_tables, "geography_tables", draw)
    return folders


def same(one, other):
    assert list(one) == list(other)
    for name, rows in one.items():
        assert rows.schema == other[name].schema
        assert rows.equals(other[name])


def test_what_is_kept_is_what_was_made(data, cache, made):
    first, second = own_tables.own_tables(data), own_tables.own_tables(data)
    assert len(made) == 1
    same(first, second)
    assert first["commune"].height == 5
    assert len(list((cache / kept_tables.FOLDER).iterdir())) == 1


def test_a_copy_of_the_dataset_and_its_loads_make_nothing_anew(data, cache, made, tmp_path):
    own_tables.own_tables(data)
    other = shutil.copytree(data, tmp_path / "elsewhere")
    (other / "loads").mkdir()
    (other / "loads" / "bpe-2018.json").write_text("{}", "utf-8")
    own_tables.own_tables(other)
    assert made == [data]


def test_a_file_of_the_dataset_that_changes_is_read(data, cache, made):
    before = own_tables.own_tables(data)["source"]
    cards = data / "sources.csv"
    cards.write_text(cards.read_text("utf-8").replace("Bilan", "Bilans"), "utf-8")
    after = own_tables.own_tables(data)["source"]
    assert made == [data], "sources are not drawn"
    assert not after.equals(before)


PLACE = "territories/vallee"
AVEYRON = "territories/ouest-aveyron/perimeter.csv"


@pytest.mark.parametrize(
    ("shipped", "file", "text", "other", "drawn"),
    [
        (False, f"{PLACE}/deployments.csv", "au marché", "en mairie", False),
        (False, f"{PLACE}/contracts.csv", "CLS 2", "Deuxième CLS", False),
        (False, f"{PLACE}/perimeter.csv", "63350,2012-01-01,,documented\n", "", True),
        (False, f"{PLACE}/territory.csv", "Vallée,ARS", "Val,ARS", True),
        (True, "observations.csv", ",57324,", ",57325,", False),
        (True, AVEYRON, "12007,2022-01-01,,documented\n", "", True),
    ],
)
def test_a_change_gives_what_a_whole_build_gives_byte_for_byte(
    data, cache, made, tmp_path, shipped, file, text, other, drawn
):
    if shipped:
        shutil.rmtree(data)
        shutil.copytree(DATA, data)
    build_store(data, tmp_path / "before.gpkg")
    path = data / file
    assert text in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(text, other), "utf-8")
    build_store(data, tmp_path / "quick.gpkg")
    assert made == [data] * (1 + drawn)
    shutil.rmtree(cache)
    build_store(data, tmp_path / "whole.gpkg")
    before, quick, whole = (
        (tmp_path / f"{name}.gpkg").read_bytes() for name in ("before", "quick", "whole")
    )
    assert quick == whole
    assert quick != before


def test_a_territory_that_is_added_to_france_redraws_neither_france_nor_its_regions(
    cache, tmp_path, monkeypatch
):
    data = contract.sown(tmp_path / "data")
    write_national(small_france(), data / "geography" / "france")
    drawn, draw = [], geography_tables.country_tables
    monkeypatch.setattr(
        geography_tables, "country_tables", lambda data: drawn.append(data) or draw(data)
    )
    before = own_tables.own_tables(data)["map_asset"]["name"].to_list()
    add_territory(data, "recif", name="Le Récif", epci=[REEF])
    quick = own_tables.own_tables(data)
    assert set(quick["map_asset"]["name"]) - set(before) == {"recif"}
    assert drawn == [data]
    shutil.rmtree(cache)
    same(own_tables.own_tables(data), quick)
    assert drawn == [data, data]


def test_another_program_makes_its_own(data, cache, made, monkeypatch, tmp_path):
    own_tables.own_tables(data)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "other.py").write_text("", "utf-8")
    monkeypatch.setattr(own_tables, "CODE", tmp_path / "code")
    own_tables.own_tables(data)
    assert len(made) == 2


def test_a_dataset_that_is_wrong_is_refused_each_time(data, cache, made):
    (data / "sources.csv").write_text("key\n", "utf-8")
    for _ in range(2):
        with pytest.raises(InvalidDatasetError):
            own_tables.own_tables(data)
    assert not made


@pytest.mark.parametrize("damage", ["truncated", "missing", "empty"])
def test_a_damaged_copy_is_made_again(data, cache, made, damage):
    first = own_tables.own_tables(data)
    (folder,) = (cache / kept_tables.FOLDER).iterdir()
    if damage == "truncated":
        (folder / "commune.parquet").write_bytes((folder / "commune.parquet").read_bytes()[:200])
    elif damage == "missing":
        (folder / "commune.parquet").unlink()
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    same(own_tables.own_tables(data), first)
    assert len(made) == 2
    own_tables.own_tables(data)
    assert len(made) == 2


def test_without_a_place_to_keep_them_they_are_made_each_time(data, cache, made):
    cache.write_text("not a folder", "utf-8")
    first = own_tables.own_tables(data)
    same(own_tables.own_tables(data), first)
    assert len(made) == 2
    assert cache.read_text("utf-8") == "not a folder"


def test_the_oldest_copies_go(cache, monkeypatch):
    monkeypatch.setattr(kept_tables, "KEPT", 4)
    tables = {"epci": pl.DataFrame({"epci": ["200070712"]})}
    for age, name in enumerate("abcdef"):
        kept_tables.keep(tables, cache / name)
        os.utime(cache / name, (age, age))
    assert sorted(path.name for path in cache.iterdir()) == list("cdef")
