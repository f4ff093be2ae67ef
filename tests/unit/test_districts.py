"""Arrondissements of Paris, Lyon and Marseille: their codes, their names as people write them."""

import csv
from typing import ClassVar

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain import districts
from cls_dash.errors import TerritoryRefusedError
from cls_dash.ingest.columns.commune_lists import read_codes
from cls_dash.ingest.dataset.district_rows import settled
from cls_dash.ingest.dataset.members import Asked, read_members
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.recognise.places import Places
from cls_dash.store.secrecy import without_small_counts
from tests.shipped import DATA
from tests.small_france import small_france

GEOGRAPHY = DATA / "geography"
COG = read_cog(GEOGRAPHY)
LYON = [f"6938{rank}" for rank in range(1, 10)]
FRANCE = small_france().iloc[[0]].set_axis(["69123"]).assign(name="Lyon")
codes = st.sampled_from(sorted(districts.NAMES))


def rows(name):
    with (GEOGRAPHY / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(tmp_path, text):
    path = tmp_path / "communes.csv"
    path.write_text(text, "utf-8")
    return read_codes(path, COG)


def test_codes_names_and_cities_are_those_that_are_published():
    published = rows("arrondissements")
    assert {row["code"]: row["name"] for row in published} == dict(districts.NAMES)
    former = {row["former"]: row["code"] for row in rows("successors")
              if row["kind"] == "arrondissement"}  # fmt: skip
    assert former == dict(districts.PARENTS)


def test_postal_codes_are_those_of_the_cities_and_serve_each_arrondissement():
    cities = set(districts.PARENTS.values())
    served = {row["postcode"] for row in rows("postcodes") if row["commune"] in cities}
    assert served == set(districts.POSTCODES)
    assert set(districts.POSTCODES.values()) == set(districts.PARENTS)


@given(codes, st.sampled_from(["{} {}e", "{} {}", "{} {:02}", "{} {}ème", "{} {}eme arrondissement",
                               "{}-{}e-arrondissement", "{} {}e arr."]), st.booleans())  # fmt: skip
def test_each_is_known_however_it_is_written(code, form, capitals):
    city, rank, _ = districts.NAMES[code].split()
    said = form.format(city, int(rank.rstrip("er")))
    assert districts.named(said.upper() if capitals else said) == code
    assert districts.named(f"{rank} arrondissement de {city}") == code


@pytest.mark.parametrize(
    "text", ["Lyon", "Lyon 10e", "Paris 21", "Marseille 0", "Thiers 3e", "Lyon 3e étage", ""]
)
def test_what_is_none_names_none(text):
    assert districts.named(text) is None


class TestAList:
    def test_the_nine_of_lyon_in_nine_ways(self, tmp_path):
        sieve = listed(
            tmp_path,
            "commune;nom\n69381;Lyon 1er\n69382;\n69003;Lyon\nLyon 4e Arrondissement;\nLyon 5e;\n"
            "6e arrondissement de Lyon;\n69007 Lyon;\n69388;Lyon\n69389;LYON 09\n",
        )
        assert sieve.quarantined.is_empty(), sieve.quarantined
        assert sieve.kept["commune"].to_list() == LYON
        assert sieve.kept["line"].to_list() == list(range(2, 11))

    def test_a_postal_code_alone_is_read_where_no_commune_has_it(self, tmp_path):
        """75013 is no commune; 69003 is Albigny-sur-Saône as well as the postal code of Lyon 3e."""
        sieve = listed(tmp_path, "commune\n75013\n69003\n")
        assert sieve.kept["commune"].to_list() == ["75113"]
        (aside,) = sieve.quarantined.rows(named=True)
        assert (aside["line"], aside["value"]) == (3, "69003")
        assert aside["reason"] == (
            "69003 est un code postal : Lyon 3e Arrondissement. Comme code Insee, c’est "
            "Albigny-sur-Saône."
        )

    def test_a_code_beside_the_name_of_another_is_put_aside(self, tmp_path):
        sieve = listed(tmp_path, "code;nom\n69383;Lyon 8e\n69384;Lyon 4e\n")
        assert sieve.kept["commune"].to_list() == ["69384"]
        assert sieve.quarantined["line"].to_list() == [2]

    def test_a_city_and_one_of_its_own_are_refused_with_the_line_and_what_was_typed(self, tmp_path):
        path = tmp_path / "deux.csv"
        path.write_text("commune\nLyon\nLyon 3e\n", "utf-8")
        with pytest.raises(InvalidDatasetError) as refused:
            read_members(DATA, FRANCE, Asked(communes=path), names=())
        (problem,) = [each for each in refused.value.problems if "deux fois" in each.reason]
        assert (problem.file, problem.line, problem.value) == ("deux.csv", 3, "Lyon 3e")
        assert "ou ses seuls arrondissements" in problem.remedy

    def test_so_they_are_when_they_are_chosen_by_name(self):
        with pytest.raises(TerritoryRefusedError, match=r"^Lyon : la commune entière"):
            read_members(DATA, FRANCE, Asked(codes=("69123", "69383")), names=())


class TestACell:
    HERE = Places(COG, {code: districts.NAMES[code] for code in LYON}, districts=True)

    @pytest.mark.parametrize("cell", ["69383", "Lyon 3e", "69003 Lyon", "Lyon 3e Arrondissement"])
    def test_of_a_territory_of_arrondissements(self, cell):
        assert self.HERE.read(cell).value == "69383"

    def test_the_city_alone_is_doubtful_there(self):
        reading = self.HERE.read("Lyon")
        assert reading.value is None
        assert "69381 Lyon 1er Arrondissement" in reading.proposals

    @pytest.mark.parametrize("cell", ["69383", "69383 Lyon 3e"])
    def test_a_territory_that_has_the_city_whole_reads_as_before(self, cell):
        assert Places(COG, {"69123": "Lyon"}).read(cell).value == "69383"


class TestRowsOfAStore:
    """What is given by arrondissement, where no territory names any and where one does."""

    TABLES: ClassVar = {
        "commune": pl.DataFrame({"code": ["69123"], "parent": pl.Series([None], dtype=pl.String)}),
        "provider": pl.DataFrame({"provider": ["a", "b"], "commune": ["69383", "63430"]}),
        "provider_count": pl.DataFrame({"commune": ["69123", "69383"], "n": [9, 4]}),
        "observation": pl.DataFrame(
            {"level": ["commune", "commune", "bassin_de_vie"],
             "geography": ["69123", "69383", "69383"]}
        ),
    }  # fmt: skip

    def test_without_any_the_city_has_all_and_nothing_counts_twice(self):
        found = settled(self.TABLES)
        assert found["provider"].select("commune", "district").rows() == [
            ("69123", "69383"), ("63430", None),
        ]  # fmt: skip
        assert found["provider_count"].rows() == [("69123", 9)]
        assert found["observation"]["level"].to_list() == ["commune", "bassin_de_vie"]

    def test_with_some_their_own_rows_are_there_too(self):
        parted = pl.DataFrame({"code": ["69123", "69383"], "parent": [None, "69123"]})
        found = settled({**self.TABLES, "commune": parted})
        assert found["provider_count"].rows() == [("69123", 9), ("69383", 4)]
        assert found["observation"].height == 3


def test_a_count_withheld_takes_away_those_of_the_other_arrondissements_of_its_city():
    """Nine counts and their sum: eight of them and the sum would give the ninth back."""
    people = [3, *[100 + rank for rank in range(8)]]
    places = [*zip(LYON, people, strict=True), ("69123", sum(people)), ("75101", 50)]
    frames = {
        "commune": pl.DataFrame(
            {"code": [code for code, _ in places], "population": 50_000,
             "epci": "200046977", "departement": "69", "region": "84"}
        ),
        "indicator": pl.DataFrame(
            {"code": ["malades"], "title": ["Malades"], "unit": ["personnes"],
             "counts": ["persons"]}
        ),
        "observation": pl.DataFrame(
            {"indicator": "malades", "level": "commune", "geography": [code for code, _ in places],
             "year": "2023", "value": [float(n) for _, n in places], "lower": None, "upper": None,
             "status": "observed"},
            schema_overrides={"lower": pl.Float64, "upper": pl.Float64},
        ),
    }  # fmt: skip
    found = without_small_counts(frames)["observation"]
    shown = dict(found.drop_nulls("value").select("geography", "value").iter_rows())
    assert shown == {"69123": float(sum(people)), "75101": 50.0}
