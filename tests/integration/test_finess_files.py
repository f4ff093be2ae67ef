"""Published files of facilities, read whole and counted by other means."""

import csv
import re

import pytest

from cls_dash.ingest.columns.finess_categories import read_categories
from cls_dash.ingest.formats import facilities, finess, finess_plus
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.terms import PROVIDERS
from tests.conftest import ROOT
from tests.shipped import DATA

SHARED = ROOT.parent / "shared" / "data"
FAR = "Point à plus de 30 km du département de la commune : écarté."
CONTACT = re.compile(r"@\S+\.\w|(?<!\d)0[1-9](?:[ .]?\d\d){4}(?!\d)")

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason=f"{SHARED} is not on this machine: nothing to read"
)


@pytest.fixture(scope="module")
def asked():
    return Asked(read_cog(DATA / "geography"), DATA)


@pytest.fixture(scope="module")
def occitanie(asked):
    return facilities.read([SHARED / "finess_occitanie.csv"], asked)


@pytest.fixture(scope="module")
def europe(asked):
    return facilities.read([SHARED / "eurostat_hospitals_FR_2020.csv"], asked)


def lines(name):
    with (SHARED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def provider(loaded, key):
    table = loaded.tables["provider"]
    (row,) = table.filter(table["provider"] == key).rows(named=True)
    return row


def holds_no_contact(loaded):
    tables = loaded.tables["provider"], loaded.report.corrections, loaded.report.quarantined
    return not any(CONTACT.search(str(row)) for table in tables for row in table.rows())


class TestOccitanie:
    """13,747 lines: one per activity of a facility."""

    def test_every_line_is_accepted_and_every_facility_is_there_once(self, occitanie):
        published = lines("finess_occitanie.csv")
        numbers = {line["numero finess etablissement"] for line in published}
        report, table = occitanie.report, occitanie.tables["provider"]
        assert report.read == len(published) == 13_747
        assert report.accepted == report.read - report.rejected == report.read
        assert set(table["provider"]) == {f"finess-{number.lower()}" for number in numbers}
        assert table.height == len(numbers) == 10_004

    def test_each_has_the_point_that_the_file_gives(self, occitanie):
        points = {
            f"finess-{line['numero finess etablissement']}": (
                float(line["longitude"]),
                float(line["latitude"]),
            )
            for line in lines("finess_occitanie.csv")
        }
        columns = ("provider", "longitude", "latitude")
        found = occitanie.tables["provider"].select(columns).rows()
        assert {key: (east, north) for key, east, north in found} == points

    def test_some_facilities_are_as_read_by_hand(self, occitanie):
        pharmacy = provider(occitanie, "finess-090002585")
        assert (pharmacy["category"], pharmacy["commune"]) == ("pharmacy", "09289")
        assert (pharmacy["name"], pharmacy["note"]) == ("3L", None)
        dialysis = provider(occitanie, "finess-090002833")
        assert dialysis["category"] == "other"
        assert dialysis["note"] == "Structure d’alternative à la dialyse en centre"

    def test_what_was_mended_is_one_merged_commune(self, occitanie):
        corrections = occitanie.report.corrections.select("line", "column", "value", "corrected")
        assert corrections.rows() == [(2006, "code_insee", "12076", "12218")]


class TestEurope:
    """5,368 hospitals without INSEE code, some without the zero of their number."""

    def test_every_line_is_accepted_or_put_aside_with_its_reason(self, europe):
        report = europe.report
        assert report.read == len(lines("eurostat_hospitals_FR_2020.csv")) == 5_368
        assert report.accepted + report.rejected == report.read
        assert europe.tables["provider"].height == report.accepted > 0.98 * report.read
        assert set(report.quarantined["column"]) == {"city"}
        assert report.quarantined.filter(report.quarantined["reason"] == "").is_empty()

    def test_each_lost_zero_is_told(self, europe):
        aside = set(europe.report.quarantined["line"])
        numbered = enumerate(lines("eurostat_hospitals_FR_2020.csv"), 2)
        kept = [row["id"] for number, row in numbered if number not in aside]
        told = europe.report.corrections
        mended = told.filter(told["column"] == "id").select("value", "corrected").rows()
        assert sorted(mended) == sorted((key, f"0{key}") for key in kept if len(key) == 8)

    @pytest.mark.parametrize(
        ("key", "commune", "category"),
        [
            ("finess-010000024", "01451", "hospital"),
            ("finess-2a0002051", "2A004", "rehabilitation"),
            ("finess-010000495", "01053", "mental_health"),
            ("finess-970462024", "97407", "maternity"),
            ("finess-970100400", "97801", "hospital"),
            ("finess-750100018", "75056", "hospital"),
        ],
    )  # fmt: skip
    def test_some_hospitals_are_where_the_post_says(self, europe, key, commune, category):
        row = provider(europe, key)
        assert (row["commune"], row["status"]) == (commune, "active")
        assert row["category"] == category

    def test_points_in_another_region_are_dropped(self, europe):
        told = europe.report.corrections
        # A hospital of Clermont-Ferrand was placed in Lyon.
        assert told.filter(told["reason"] == FAR).height == 28
        row = provider(europe, "finess-630013878")
        assert (row["commune"], row["point_precision"], row["longitude"]) == (
            "63113",
            "commune",
            None,
        )

    def test_no_contact_is_left(self, occitanie, europe):
        assert holds_no_contact(occitanie)
        assert holds_no_contact(europe)


class TestSamples:
    def test_the_sample_of_finess_is_one_hospital(self, asked):
        found = finess.read([SHARED / "finess_formats" / "cs1100507-lines.csv"], asked)
        assert (found.report.read, found.report.accepted, found.year) == (2, 2, 2026)
        row = provider(found, "finess-010000024")
        assert (row["category"], row["commune"]) == ("hospital", "01451")
        assert (row["longitude"], row["latitude"]) == pytest.approx((5.2086, 46.2227), abs=1e-4)

    def test_the_sample_of_finess_plus_is_one_clinic(self, asked):
        found = finess_plus.read([SHARED / "finess_plus" / "sample-structures-v1.0.0.json"], asked)
        assert (found.report.read, found.report.accepted) == (1, 1)
        row = provider(found, "finess-010780195")
        assert (row["commune"], row["status"]) == ("01053", "active")
        assert (row["longitude"], row["latitude"]) == (5.254203, 46.211257)
        assert holds_no_contact(found)

    def test_every_published_category_is_known(self):
        path = SHARED / "finess_plus" / "categories_entite_geographique_exercice.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            published = {row["code"] for row in csv.DictReader(stream, delimiter=";")}
        known = read_categories(DATA)
        assert published <= set(known["code"])
        assert set(known["category"]) <= set(PROVIDERS)
        assert known["code"].is_unique().all()
