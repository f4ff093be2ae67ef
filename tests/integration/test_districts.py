"""Lyon's nine arrondissements make a territory that is drawn and counted, beside the city."""

import csv
import re
import shutil
from collections import Counter

import geopandas as gpd
import pandas as pd
import polars as pl
import pytest
import shapely
from shapely import MultiPolygon, box

from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.domain.selection import Selection
from cls_dash.ingest.dataset.overlaps import present
from cls_dash.ingest.geography.coverage import communes_within
from cls_dash.ingest.geography.districts import read_districts
from cls_dash.ingest.geography.national import write_national
from cls_dash.ingest.geography.packages import (
    CACHE,
    DIVISIONS,
    OUTLINES,
    Packages,
    read_district_outlines,
    read_divisions,
)  # fmt: skip
from cls_dash.ingest.geography.reference import read_geography
from cls_dash.ingest.many_territories import Fields, add_territories, plan_territories
from cls_dash.page.model import Folded, Map, Titled
from cls_dash.page.table import Table
from cls_dash.questions import commune, home, region
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.render.outlines import outlines
from cls_dash.store.open import open_store
from cls_dash.store.queries import care, completing, country
from cls_dash.store.queries.communes import outlines_of
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.store.queries.observations import observed_around
from cls_dash.store.queries.territories import territories_of
from tests.asking import answered, parts_of, said_by
from tests.contract import add_territory
from tests.shipped import DATA

LYON = [f"6938{rank}" for rank in range(1, 10)]
PEOPLE = dict(zip(LYON, (28_717, 29_981, 100_679, 34_752, 47_777, 49_385, 88_326, 85_943, 53_567),
                  strict=True))  # fmt: skip
METRE = 1 / 111_320
GRID = 1e-5


def small_rhone():
    """The communes that ship, with Lyon and one beside it: enough of France for this."""
    geography = read_geography(DATA / "geography")
    ours = geography["communes"].assign(
        epci_name=lambda rows: rows["epci"].map(geography["epci"]["name"]),
        departement_name=lambda rows: rows["departement"].map(geography["departements"]["name"]),
        region_name="Auvergne-Rhône-Alpes",
    )
    city = shapely.union_all(read_districts(DATA).geometry.loc[LYON].to_numpy())
    _, south, east, north = city.bounds
    beside = MultiPolygon([box(east, south, east + 0.05, north)])
    above = {
        "epci": "200046977", "epci_name": "Métropole de Lyon", "departement": "69",
        "departement_name": "Rhône", "region": "84", "region_name": "Auvergne-Rhône-Alpes",
        "population_year": 2022, "point_kind": "town_hall",
    }  # fmt: skip
    rows = pd.DataFrame(
        [
            {"name": "Lyon", "population": 520_774, "longitude": 4.835, "latitude": 45.767,
             **above},
            {"name": "Villeurbanne", "population": 163_684, "longitude": east + 0.02,
             "latitude": (south + north) / 2, **above},
        ],
        index=pd.Index(["69123", "69266"], name="code"),
    )  # fmt: skip
    lyon = gpd.GeoDataFrame(rows, geometry=[city, beside], crs="EPSG:4326")
    return gpd.GeoDataFrame(pd.concat([ours, lyon.astype({"population": "Int64"})]))


def add_lines(path, *lines):
    with path.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writerows({name: line.get(name, "") for name in header} for line in lines)


def add_actions(folder, codes):
    """Give a territory five actions, each in some of its places."""
    told = {"contract": "lyon-1", "source": "alf-cls3-2025", "evidence": "documented"}
    axis, ranks = "lyon-1-a1", range(1, 6)
    add_lines(folder / "axes.csv", {"axis": axis, "title": "Agir", "theme": "prevention", **told})
    add_lines(
        folder / "actions.csv",
        *({"action": f"lyon-1-0{rank}", "axis": axis, "title": f"Ateliers {rank}",
           "status": "started", "axis_basis": "source", **told} for rank in ranks),
    )  # fmt: skip
    add_lines(
        folder / "deployments.csv",
        *({"deployment": f"lyon-{code}-{rank}", "action": f"lyon-1-0{rank}", "title": "Atelier",
           "scope": "commune", "commune": code, "starts_on": f"2025-1{rank % 3}-01",
           "ends_on": f"2025-1{rank % 3}-01", "date_precision": "day", "kind": "event",
           "attribution": "cls", **told}
          for code in codes for rank in ranks),
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lyon")
    data = folder / "data"
    shutil.copytree(DATA, data)
    write_national(small_rhone(), data / "geography" / "france")
    listed = folder / "lyon.csv"
    listed.write_text(
        "commune;nom\n69381;\n69002;Lyon\nLyon 3e;\nLyon 4e Arrondissement;\n69005 Lyon;\n"
        "6e arrondissement de Lyon;\nLYON 07;\n69388;Lyon 8e\n69389;Lyon\n",
        "utf-8",
    )
    add_territory(data, "lyon", name="Lyon", communes=listed)
    add_territory(data, "metropole", name="La Métropole", codes=["69123", "69266"])
    add_actions(data / "territories" / "lyon", ("69381", "69382", "69383", "69388"))
    real = {"status": "active", "point_precision": "commune", "source": "alf-cls3-2025",
            "evidence": "documented"}  # fmt: skip
    add_lines(
        data / "providers.csv",
        {"provider": "msp-3", "name": "MSP du 3e", "category": "health_centre",
         "commune": "69383", **real},
        {"provider": "msp-8", "name": "MSP du 8e", "category": "health_centre",
         "commune": "69388", **real},
        {"provider": "msp-ville", "name": "MSP de la ville", "category": "health_centre",
         "commune": "69123", **real},
    )  # fmt: skip
    counts = [("69123", 45), *((code, rank) for rank, code in enumerate(LYON, start=1)),
              ("69266", 12)]  # fmt: skip
    add_lines(
        data / "provider_counts.csv",
        *({"category": "bpe:D201", "commune": code, "year": "2024", "n": n, "source": "bpe-essai"}
          for code, n in counts),
        *({"category": "bpe:D307", "commune": code, "year": "2024", "n": n, "source": "bpe-essai"}
          for code, n in (("69123", 30), ("69266", 5))),
    )  # fmt: skip
    add_lines(
        data / "completeness.csv",
        *({"category": code, "area": "FR", "complete_on": "2024", "source": "bpe-essai"}
          for code in ("bpe:D201", "bpe:D307")),
    )  # fmt: skip
    add_lines(
        data / "sources.csv",
        {"key": "bpe-essai", "producer": "Insee", "title": "Essai", "licence": "Licence Ouverte"},
    )
    values = [("69123", 15.0), ("69383", 13.0), ("69388", 21.0)]
    add_lines(
        data / "observations.csv",
        *({"indicator": "poverty_rate", "level": "commune", "geography": code, "name": code,
           "year": "2021", "value": value, "status": "observed", "source": "bpe-essai",
           "evidence": "documented"} for code, value in values),
        {"indicator": "median_living_standard", "level": "commune", "geography": "69123",
         "name": "Lyon", "year": "2021", "value": 23_000, "status": "observed",
         "source": "bpe-essai", "evidence": "documented"},
    )  # fmt: skip
    return data


@pytest.fixture(scope="module")
def drawn(data, tmp_path_factory):
    """What a file plans, where one is drawn, then two, then the city."""
    path = tmp_path_factory.mktemp("drawn") / "contrats.geojson"
    outlines = read_districts(DATA).geometry.loc[LYON]
    shapes = [outlines["69388"], outlines[["69383", "69388"]].union_all(), outlines.union_all()]
    names = ["CLS Huitième", "CLS Guillotière", "CLS Grand Lyon"]
    gpd.GeoDataFrame({"nom": names, "etat": "Actif"}, geometry=shapes, crs=4326).to_file(path)
    return plan_territories(data, path, Fields("nom", "etat"))


@pytest.fixture(scope="module")
def release(data, drawn, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "lyon.gpkg"
    add_territories(data, lambda: drawn, f"sqlite:///{path}")
    with open_store(f"sqlite:///{path}").reading() as release:
        yield release


def test_drawings_of_arrondissements_make_territories_of_them(drawn, release):
    assert {home.slug: list(home.codes) for home in drawn.homes} == {
        "huitieme": ["69388"], "guillotiere": ["69383", "69388"], "grand-lyon": ["69123"],
    }  # fmt: skip
    found = territories_of(release)
    assert found.loc["guillotiere", ["communes", "districts", "population"]].tolist() == [
        2, 2, PEOPLE["69383"] + PEOPLE["69388"],
    ]  # fmt: skip
    areas = outlines(asset_of(release, asset_digest(release, "guillotiere"))).layers["areas"]
    assert list(areas.ids) == ["69383", "69388"]


def test_the_nine_are_its_places_and_their_inhabitants_are_summed(release):
    found = territories_of(release)
    assert found.loc["lyon", ["communes", "districts", "population"]].tolist() == [
        9, 9, sum(PEOPLE.values()),
    ]  # fmt: skip
    assert found.loc["metropole", ["communes", "districts", "population"]].tolist() == [
        2, 0, 520_774 + 163_684,
    ]  # fmt: skip
    places = country.places(release, Extent("territory", "lyon"))
    assert places["population"].astype(int).to_dict() == PEOPLE
    assert set(places["epci_name"]) == {"Métropole de Lyon"}


def test_each_is_drawn_as_published_within_a_metre_on_the_map_too(release):
    published = read_districts(DATA).geometry
    stored = outlines_of(release, "lyon")["outline"]
    assert stored.index.tolist() == LYON
    for code in LYON:
        assert shapely.hausdorff_distance(stored[code], published[code]) < METRE
    asset = asset_of(release, asset_digest(release, "lyon"))
    areas = outlines(asset).layers["areas"]
    assert list(areas.ids) == LYON
    assert areas.names[2] == "Lyon 3e"
    assert "Lyon" not in [name for _, name, _ in outlines(asset).around]


def test_the_shipped_outlines_are_those_of_the_package_within_a_metre():
    packages = Packages(CACHE / OUTLINES.file, CACHE / DIVISIONS.file)
    if not (packages.outlines.is_file() and packages.divisions.is_file()):
        pytest.skip("the two packages are not in the cache of this machine")
    ours, theirs = read_districts(DATA), read_district_outlines(packages)["geometry"]
    assert sorted(ours.index) == sorted(theirs.index)
    for code, wkb in theirs.items():
        assert shapely.hausdorff_distance(ours.geometry[code], shapely.from_wkb(wkb)) < METRE
    people = {each["code"]: each["population"] for each in
              read_divisions(packages.divisions, "communes")
              if each["type"] == "arrondissement-municipal"}  # fmt: skip
    assert ours["population"].astype(int).to_dict() == people


class TestEstablishmentsAndCounts:
    def test_an_establishment_is_in_its_arrondissement_for_who_names_it(self, release):
        found = care.providers_around(release, "lyon")["commune"]
        assert found[["msp-3", "msp-8", "msp-ville"]].tolist() == ["69383", "69388", "69123"]
        whole = care.providers_around(release, "metropole")["commune"]
        assert whole[["msp-3", "msp-8", "msp-ville"]].tolist() == ["69123"] * 3

    def test_a_place_said_of_the_city_alone_makes_no_list_of_arrondissements_complete(
        self, release
    ):
        """Doctors are told by arrondissement, pharmacies of the city: no zero is made of it."""
        lists = completing.lists(release, ["lyon"])
        assert "bpe:D201" in set(lists["category"])
        assert "bpe:D307" not in set(lists["category"])
        whole = completing.lists(release, ["metropole"])
        assert {"bpe:D201", "bpe:D307"} <= set(whole["category"])

    @pytest.mark.parametrize(
        ("territory", "seen", "hidden"),
        [("lyon", LYON, ["69123"]), ("metropole", ["69123"], LYON), ("huitieme", LYON, ["69123"])],
    )
    def test_the_city_or_its_arrondissements_are_seen_never_both(
        self, release, territory, seen, hidden
    ):
        needed = completing.needed(release, [territory])
        assert set(seen) <= set(needed)
        assert set(hidden).isdisjoint(needed)
        reached = set(care.minutes_from(release, territory)["destination"])
        assert set(seen) <= reached
        assert set(hidden).isdisjoint(reached)
        assert set(hidden).isdisjoint(care.demand_around(release, territory)[1].index)

    def test_doctors_are_counted_once_from_either_side(self, data, release):
        """What both sides count is what the file says, summed by hand."""
        with (data / "provider_counts.csv").open(encoding="utf-8", newline="") as stream:
            said = Counter()
            for row in csv.DictReader(stream):
                if (row["category"], row["source"]) == ("bpe:D201", "bpe-essai"):
                    said[row["commune"]] = int(row["n"])
        for territory, codes in (("lyon", LYON), ("metropole", ["69123"])):
            counts = completing.counts(release, [territory])
            ours = counts[(counts["source"] == "bpe-essai") & (counts["category"] == "bpe:D201")]
            assert ours["n"].sum() == sum(said[code] for code in (*codes, "69266"))


def test_values_stay_where_they_are_given(release):
    found = observed_around(release, "lyon")
    ours = found[(found["indicator"] == "poverty_rate") & (found["level"] == "commune")]
    assert dict(zip(ours["geography"], ours["value"], strict=True)) == {"69383": 13, "69388": 21}
    whole = observed_around(release, "metropole")
    ours = whole[(whole["indicator"] == "poverty_rate") & (whole["level"] == "commune")]
    assert dict(zip(ours["geography"], ours["value"], strict=True)) == {"69123": 15}


class TestNothingOfFranceChanges:
    def test_arrondissements_are_no_communes_of_it(self, release):
        rhone = small_rhone()
        everywhere = country.places(release, FRANCE)
        assert sorted(everywhere.index) == sorted(rhone.index)
        assert len(completing.communes(release)) == len(rhone)
        asset = asset_of(release, asset_digest(release, "france"))
        assert sorted(outlines(asset).layers["areas"].ids) == sorted(rhone.index)

    @pytest.mark.parametrize("level", ["epci", "departement", "region"])
    def test_inhabitants_of_what_holds_them_are_counted_once(self, release, level):
        expected = small_rhone().groupby(level)["population"].sum().astype(float)
        found = country.population(release, level)
        assert found[expected.index].to_dict() == expected.to_dict()

    def test_the_region_has_the_city_for_who_has_all_nine_and_says_who_has_one(self, release):
        page = answered(release, region.QUESTION, Selection("lyon"))
        members = country.members(release)
        assert "69123" in members["lyon"]
        assert "69123" not in members["huitieme"]
        sizes = country.sizes(release, "84")
        assert sizes.loc["huitieme"].tolist() == [1, PEOPLE["69388"]]
        assert not any("est comptée sans contrat" in said for said in said_by(page))


def headings(page):
    """Return what a page says first, and what its tables and legends are called by."""
    tables = [*parts_of(page, Table), *([page.table] if page.table else [])]
    legends = [shown.values.legend for shown in parts_of(page, Map)]
    titled = [each.title for each in parts_of(page, Titled)]
    return [
        page.answer, *page.facts, *titled, *(each.label for each in parts_of(page, Folded)),
        *(said for table in tables for said in (table.caption, *table.header)),
        *(said for legend in legends for said in
          (legend.title, *(each.label for each in legend.classes))),
    ]  # fmt: skip


class TestPages:
    @pytest.mark.parametrize("stem", QUESTIONS)
    def test_each_says_what_it_calls_a_commune_but_those_that_count_communes(self, release, stem):
        told = "Chaque arrondissement de Lyon est compté ici comme une commune."
        page = answered(release, QUESTIONS[stem], Selection("lyon"))
        assert (told in page.warning) == (stem not in {"contrats_region", "france"})
        assert told not in answered(release, QUESTIONS[stem], Selection("metropole")).warning

    @pytest.mark.parametrize(
        "stem", sorted({*QUESTIONS} - {"comparer", "contrats_region", "france"})
    )
    def test_what_is_read_first_names_arrondissements(self, release, stem):
        page = answered(release, QUESTIONS[stem], Selection("lyon"))
        for said in set(headings(page)) - {page.warning}:
            left = said.replace("Commune ou arrondissement", "").replace("Commune entière", "")
            assert not re.search(r"\b[Cc]ommunes?\b(?! voisines)", left), said
        whole = answered(release, QUESTIONS[stem], Selection("metropole"))
        assert "rrondissement" not in " ".join(headings(whole))

    def test_who_has_none_is_counted_in_arrondissements(self, release):
        page = answered(release, home.QUESTION, Selection("lyon"))
        said = " ".join([page.answer, *page.facts])
        assert "**5** arrondissements sur 9 n’ont aucune action située" in said

    def test_territories_that_are_compared_have_communes(self, release):
        page = answered(release, QUESTIONS["comparer"], Selection("lyon"))
        assert any("Commune" in said for said in headings(page))

    def test_home_says_nine_arrondissements_not_nine_communes(self, release):
        page = answered(release, home.QUESTION, Selection("lyon"))
        assert "9\N{NO-BREAK SPACE}arrondissements, 519" in page.opening.note

    def test_the_sheet_of_one_says_what_is_of_the_whole_commune(self, release):
        page = answered(release, commune.QUESTION, Selection("lyon"), commune="69383")
        assert "Lyon 3e" in page.answer
        tables = [each for each in said_by(page) if "Commune entière" in each]
        assert tables, "the column of what is published of Lyon"


def test_a_drawing_of_some_is_parted_and_one_of_all_is_the_city():
    france, parts = small_rhone(), read_districts(DATA)
    some = shapely.union_all(parts.geometry.loc[["69383", "69387", "69388"]].to_numpy())
    assert communes_within(some, france, parts).codes == ("69383", "69387", "69388")
    assert communes_within(some, france, parts).partly == 0
    whole = france.geometry["69123"]
    assert communes_within(whole, france, parts).codes == ("69123",)


def test_territories_of_the_dataset_keep_their_codes(data):
    found = present(data)
    assert found["Lyon"] == LYON
    assert found["La Métropole"] == ["69123", "69266"]
    kept = pl.read_csv(data / "territories" / "lyon" / "perimeter.csv", infer_schema=False)
    assert kept["commune"].to_list() == LYON
