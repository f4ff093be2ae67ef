"""The BPE of 2018 as Insee publishes it, counted a second time in plain Python."""

import csv
import io
import zipfile
from collections import Counter

import pytest

from cls_dash.ingest.dataset.tables import read_texts
from cls_dash.ingest.formats.bpe import read
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from tests.conftest import ROOT
from tests.shipped import DATA

ARCHIVE = ROOT.parent / "shared" / "data" / "bpe18_ensemble_csv.zip"

SPLIT = {"14712", "15141", "60054", "85084"}
"""Codes whose commune of 2018 is several today: what each of them had is not known."""

pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason=f"{ARCHIVE} is not on this machine: nothing to read"
)


CITIES = {"75056", "13055", "69123"}


@pytest.fixture(scope="module")
def loaded():
    return read([ARCHIVE], Asked(read_cog(DATA / "geography"), DATA, year=2018))


def by_key(name, key, value):
    with (DATA / "geography" / name).open(encoding="utf-8") as stream:
        return {row[key]: row[value] for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def counted():
    """Count the file with the standard library: facilities by type, commune and year."""
    present = by_key("cog.csv", "code", "code")
    successors = by_key("successors.csv", "former", "code")
    total, former, split, rows, districts = Counter(), [], 0, 0, 0
    with zipfile.ZipFile(ARCHIVE) as archive, archive.open("bpe18_ensemble.csv") as stream:
        for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8"), delimiter=";"):
            rows += 1
            code = row["DEPCOM"]
            if code in SPLIT:
                split += 1
                continue
            commune = present.get(code) or successors.get(code)
            if commune in CITIES and code != commune:
                # An arrondissement has its own, and its city all of them.
                total[f"bpe:{row['TYPEQU']}", code, int(row["AN"])] += int(row["NB_EQUIP"])
                districts += int(row["NB_EQUIP"])
            elif code not in present:
                former.append(code)
            total[f"bpe:{row['TYPEQU']}", commune, int(row["AN"])] += int(row["NB_EQUIP"])
    return rows, total, former, split, districts


def test_every_row_is_read_and_accepted_but_those_of_communes_that_parted_since(loaded, counted):
    rows, _, _, split, _ = counted
    assert loaded.report.read == rows == 1_035_564
    assert (loaded.report.accepted, loaded.report.rejected) == (rows - split, split)
    assert set(loaded.report.quarantined["value"]) == SPLIT
    assert loaded.year == 2018


def test_each_commune_has_as_many_facilities_of_each_type_as_the_file_says(loaded, counted):
    _, total, _, _, districts = counted
    table = loaded.tables["provider_count"]
    assert {row[:3]: row[3] for row in table.iter_rows()} == total
    assert table["n"].sum() == total.total() == 2_504_286 + districts
    assert table.equals(table.sort("category", "commune", "year"))


def test_what_became_of_former_communes_is_told_row_by_row(loaded, counted):
    _, _, former, _, _ = counted
    told = loaded.report.corrections
    assert told["value"].to_list() == former
    assert {"01039": "01138"}.items() <= dict(
        zip(told["value"], told["corrected"], strict=True)
    ).items()


def test_every_health_type_of_the_file_has_a_title(counted):
    titles = set(read_texts(DATA, "categories.csv", "categories")["category"])
    assert {category for category, _, _ in counted[1] if category.startswith("bpe:D")} <= titles
