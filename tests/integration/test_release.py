"""The store that the shipped dataset makes, recomputed from its CSV files."""

import csv
import gzip
import shutil
from collections import Counter
from datetime import date
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import polars as pl
import pyogrio
import pytest
import shapely

from cls_dash.domain.selection import Selection
from cls_dash.ingest.dataset.own_tables import digest
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.release import build_store, latest_fact
from cls_dash.store.queries import catalogue
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of, outlines_of
from cls_dash.store.queries.deployments import deployments_of, located_by_commune, tally_of
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.queries.territories import (
    axes_of,
    contracts_of,
    parties_of,
    perimeters_of,
    territories_of,
)
from cls_dash.store.release import identity
from tests.conftest import opened
from tests.decoding import unpacked
from tests.seed import sow
from tests.shipped import DATA

COMMUNES = {
    "thiers-ambert-billom": 113,
    "plaine-limagne": 25,
    "bassin-aurillac-carlades-chataigneraie": 86,
    "ouest-aveyron": 29,
}
DEPARTEMENTS = sorted({row["departement"] for row in csv.DictReader(
    (DATA / "geography/communes.csv").read_text("utf-8").splitlines())})  # fmt: skip
REGIONS = ("76", "84")
ASSETS = sorted(
    [*COMMUNES, "territories", "france"]
    + [f"departement:{code}" for code in DEPARTEMENTS]
    + [f"region:{code}" for code in REGIONS]
)
THIERS = "thiers-ambert-billom"


def lines(path):
    with (DATA / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def deployments(slug):
    home = f"territories/{slug}"
    return lines(f"{home}/deployments.csv") + lines(f"{home}/deployments_illustrative.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What a build of the real dataset returns, and its file."""
    path = tmp_path_factory.mktemp("release") / "cls.gpkg"
    return build_store(DATA, path), path


@pytest.fixture(scope="module")
def answers(made):
    with opened(f"sqlite:///{made[1]}") as store, store.reading() as release:
        yield release


@pytest.fixture
def copy(tmp_path):
    ignored = shutil.ignore_patterns("*.gpkg*")
    return shutil.copytree(DATA, tmp_path / "data", ignore=ignored)


def test_the_store_holds_as_many_rows_as_the_build_says(made):
    built, path = made
    for table, rows in built.rows.items():
        assert pyogrio.read_info(path, layer=table)["features"] == rows, table
    files = [path for path in DATA.rglob("deployments*.csv") if path.parent.name in COMMUNES]
    written = sum(len(lines(path)) for path in files)
    assert built.rows["deployment"] == written
    assert built.rows["commune"] == len(lines("geography/communes.csv")) == 253
    assert built.rows["map_asset"] == len(ASSETS)


def test_the_release_is_the_digest_of_the_dataset_and_of_what_is_withheld(made, answers):
    built, _ = made
    assert built.release == sha256(f"{digest(DATA)} 11".encode()).hexdigest()
    release, latest = (answers.digest, answers.latest_fact)
    assert release == built.release
    assert latest >= max(
        date.fromisoformat(row["ends_on"])
        for slug in COMMUNES
        for row in deployments(slug)
        if row["ends_on"]
    )


def test_the_same_dataset_gives_the_same_file_byte_for_byte(made, copy, tmp_path):
    built, path = made
    again = build_store(copy, tmp_path / "again.gpkg")
    assert again == built
    assert (tmp_path / "again.gpkg").read_bytes() == path.read_bytes()


OF_ALL = [identity, territories_of, providers_of, sources_of, observations_of]
OF_A_TERRITORY = [contracts_of, parties_of, axes_of, communes_of, outlines_of, perimeters_of]
OF_A_SELECTION = [located_by_commune, deployments_of, tally_of]


def everything(release):
    """Every answer that does not depend on a choice, by its question."""
    found = {question.__name__: question(release) for question in OF_ALL}
    for slug in COMMUNES:
        found |= {(ask.__name__, slug): ask(release, slug) for ask in OF_A_TERRITORY}
        found |= {(ask.__name__, slug): ask(release, Selection(slug)) for ask in OF_A_SELECTION}
        found["asset", slug] = asset_of(release, asset_digest(release, slug))
    return found


def same(one, other):
    if isinstance(one, pd.DataFrame):
        order = [*one.columns] if one.index.name is None else None
        frames = [frame.sort_values(order) if order else frame for frame in (one, other)]
        pd.testing.assert_frame_equal(*(frame.reset_index(drop=bool(order)) for frame in frames))
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
    else:
        assert one == other


def test_postgis_answers_as_sqlite_does(made, answers, database):
    assert build_store(DATA, database) == made[0]
    with opened(database) as store, store.reading() as release:
        here, there = everything(answers), everything(release)
    for question, answer in here.items():
        same(answer, there[question])


@pytest.mark.parametrize(("slug", "communes"), COMMUNES.items())
def test_a_territory_s_map_has_an_area_for_each_commune_in_the_order_of_codes(
    answers, slug, communes
):
    frames, _ = unpacked(asset_of(answers, asset_digest(answers, slug)))
    codes = list(frames["areas"].index)
    assert len(codes) == communes
    assert codes == sorted({row["commune"] for row in lines(f"territories/{slug}/perimeter.csv")})
    assert codes == communes_of(answers, slug).index.tolist()


def test_each_asset_bears_the_digest_of_its_content(made, answers):
    assets = pyogrio.read_dataframe(made[1], layer="map_asset", read_geometry=False)
    assert assets["name"].tolist() == ASSETS
    for name, name_digest in zip(assets["name"], assets["digest"], strict=True):
        assert asset_digest(answers, name) == name_digest
        packed = asset_of(answers, name_digest)
        body = gzip.decompress(packed)
        assert packed[4:8] == bytes(4), "no time of compression"
        assert sha256(body).hexdigest()[:16] == name_digest


def test_the_map_of_territories_has_one_area_each_in_the_order_of_slugs(answers):
    frames, _ = unpacked(asset_of(answers, asset_digest(answers, "territories")))
    assert list(frames["areas"].index) == sorted(COMMUNES)
    assert frames["areas"]["name"].to_dict() == territories_of(answers)["short_name"].to_dict()


def test_perimeters_hold_their_communes(answers):
    assert territories_of(answers)["communes"].to_dict() == COMMUNES


@pytest.mark.parametrize("slug", COMMUNES)
def test_located_deployments_are_those_of_the_files(answers, slug):
    expected = Counter(row["commune"] for row in deployments(slug) if row["commune"])
    assert located_by_commune(answers, Selection(slug)).to_dict() == expected


@pytest.mark.parametrize("documented_only", [False, True])
@pytest.mark.parametrize("contract", [f"{THIERS}-{number}" for number in (1, 2, 3)])
def test_the_share_of_thiers_and_ambert_is_that_of_the_files(answers, contract, documented_only):
    contracts = {
        row["action"]: row["contract"] for row in lines(f"territories/{THIERS}/actions.csv")
    }
    total = both = 0
    for row in deployments(THIERS):
        if contracts[row["action"]] != contract or not row["commune"]:
            continue
        if documented_only and row["evidence"] != "documented":
            continue
        total += 1
        both += row["commune"] in ("63430", "63003")
    names = {row["code"]: row["name"] for row in lines("geography/communes.csv")}
    assert (names["63430"], names["63003"]) == ("Thiers", "Ambert")
    selection = Selection(THIERS, contract=contract, documented_only=documented_only)
    located = located_by_commune(answers, selection)
    assert total > 0
    assert located.sum() == total
    assert located.reindex(["63430", "63003"], fill_value=0).sum() == both


def test_billom_joins_with_the_second_contract(answers):
    perimeter = lines(f"territories/{THIERS}/perimeter.csv")
    for number in (1, 2, 3):
        contract = next(
            row
            for row in lines(f"territories/{THIERS}/contracts.csv")
            if row["number"] == str(number)
        )
        expected = {
            row["commune"]
            for row in perimeter
            if (not contract["end_year"] or row["starts_on"] <= f"{contract['end_year']}-12-31")
            and (not row["ends_on"] or row["ends_on"] >= f"{contract['start_year']}-01-01")
        }
        found = communes_of(answers, THIERS, contract["contract"])
        assert set(found.index[found["inside"]]) == expected
    assert not communes_of(answers, THIERS, f"{THIERS}-1").loc["63040", "inside"]


def test_points_and_outlines_are_where_the_geography_says(made, answers):
    communes = gpd.read_file(made[1], layer="commune", engine="pyogrio").set_index("code")
    shipped = gpd.read_file(DATA / "geography" / "communes.geojson", engine="pyogrio")
    assert communes.total_bounds == pytest.approx(shipped.total_bounds)
    assert set(communes.geom_type) == {"MultiPolygon"}
    assert communes.geometry.is_valid.all()
    located = {row["provider"]: row for row in lines("providers.csv")}
    providers = providers_of(answers)
    assert set(providers.index) == set(located)
    points = {row["code"]: row for row in lines("geography/communes.csv")}
    for provider, row in located.items():
        where = row if row["longitude"] else points[row["commune"]]
        expected = (float(where["longitude"]), float(where["latitude"]))
        assert tuple(providers.loc[provider, ["longitude", "latitude"]]) == expected


def test_a_point_is_made_where_both_coordinates_are_known(copy, tmp_path):
    path = copy / "providers.csv"
    text = path.read_text("utf-8").splitlines(keepends=True)
    head = "ch-thiers,Centre hospitalier de Thiers,hospital,63430,"
    assert text[1].startswith(f"{head},,commune,")
    text[1] = text[1].replace(f"{head},,commune,", f"{head}3.5412,45.8507,exact,")
    path.write_text("".join(text), "utf-8")
    build_store(copy, tmp_path / "cls.gpkg")
    providers = gpd.read_file(tmp_path / "cls.gpkg", layer="provider", engine="pyogrio")
    point = providers.set_index("provider").geometry["ch-thiers"]
    assert point.equals(shapely.Point(3.5412, 45.8507))


def test_no_card_of_the_store_is_an_empty_promise_and_a_load_brings_its_own_back(
    answers, copy, tmp_path
):
    kept = set(catalogue.cards(answers).index)
    assert kept == set(observations_of(answers)["indicator"])
    assert "gp_accessibility_62" not in kept
    assert (copy / "indicators" / "gp_accessibility_62.yaml").exists()
    rows = copy / "observations.csv"
    rows.write_text(
        rows.read_text("utf-8")
        + "gp_accessibility_62,commune,63430,Thiers,2023,1.5,,,observed,drees-apl,documented\n",
        "utf-8",
    )
    build_store(copy, tmp_path / "cls.gpkg")
    with opened(f"sqlite:///{tmp_path / 'cls.gpkg'}") as store, store.reading() as release:
        assert set(catalogue.cards(release).index) == {*kept, "gp_accessibility_62"}


def test_the_digest_follows_one_byte_of_any_file_that_a_build_reads(copy):
    before = digest(copy)
    assert before == digest(DATA)
    (copy / "README.md").write_text("autre", "utf-8")
    (copy / "cls.gpkg").write_bytes(b"not part of the dataset")
    assert digest(copy) == before
    seen = {before}
    for name in (
        "sources.csv",
        f"territories/{THIERS}/deployments.csv",
        "indicators/population.yaml",
        "geography/communes.geojson",
        "schemas/actions.json",
    ):
        path = copy / name
        content = bytearray(path.read_bytes())
        content[-2] ^= 1
        path.write_bytes(content)
        seen.add(digest(copy))
    assert len(seen) == 6


def test_the_digest_follows_the_name_of_a_file_and_the_schema_of_the_store(copy, monkeypatch):
    before = digest(copy)
    monkeypatch.setattr("cls_dash.ingest.dataset.own_tables.SCHEMA_VERSION", 999)
    assert digest(copy) != before
    monkeypatch.undo()
    (copy / "sources.csv").rename(copy / "sourcez.csv")
    assert digest(copy) != before


def test_an_invalid_dataset_leaves_the_store_as_it_was(copy, tmp_path):
    path = sow(tmp_path / "store" / "cls.gpkg")
    before = path.read_bytes()
    actions = copy / "territories" / THIERS / "actions.csv"
    actions.write_text(actions.read_text("utf-8").replace(f"{THIERS}-1-a1", "absent"), "utf-8")
    with pytest.raises(InvalidDatasetError) as refusal:
        build_store(copy, path)
    assert {problem.column for problem in refusal.value.problems} >= {"axis"}
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_latest_fact_is_a_full_date_of_a_source_or_of_a_deployment():
    def frames(published, ended):
        return {
            "source": pl.DataFrame({"published_on": published}, {"published_on": pl.String}),
            "deployment": pl.DataFrame({"ends_on": ended}, {"ends_on": pl.Date}),
        }

    assert latest_fact(frames(["2025-04", "2024-02-03", None, "2026"], [])) == date(2024, 2, 3)
    ended = [date(2025, 1, 2), None]
    assert latest_fact(frames(["2024-02-03"], ended)) == date(2025, 1, 2)
    assert latest_fact(frames([], [])) == date(1970, 1, 1)
