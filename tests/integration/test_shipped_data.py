"""The one test that loads and verifies every file of ``data/``."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from cls_dash.ingest.dataset.illustrative import committed_seed, write_illustrative
from cls_dash.ingest.dataset.reading import read_dataset

DATA = Path(__file__).parents[2] / "data"
COMMUNES = {
    "thiers-ambert-billom": 113,
    "plaine-limagne": 25,
    "bassin-aurillac-carlades-chataigneraie": 86,
    "ouest-aveyron": 29,
}
PHONE = re.compile(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .-]\d{2}){4}(?!\d)")
UNSPACED_PHONE = re.compile(r"(?<![\d/.,-])0[1-9]\d{8}(?![\d.])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
PERSON = re.compile(r"\b(?:Bretel|Grille)\b|\b(?:M\.|Mme|Dr|Pr) [A-ZÉ]", re.IGNORECASE)
WEAK_HOSTS = (
    "ru24",
    "123ru",
    "rayban",
    "wikizero",
    "frwiki",
    "fanyv88",
    "elsenews",
    "rssing",
    "docslib",
    "pdfslide",
    "studylib",
    "staging.libe",
    "paris-jetequitte",
    "readkong",
    "1001rss",
    "cguittard",
    "unispourcourpiere",
    "ambert2026",
    "senateur",
    "sautarel",
)


@pytest.fixture(scope="module")
def tables():
    return {name: rows.to_pandas() for name, rows in read_dataset(DATA).items()}


def our_texts():
    """Every text file of the dataset but the geography, which has its own test."""
    for path in sorted(DATA.rglob("*")):
        inside = path.relative_to(DATA).parts
        if path.suffix in {".csv", ".yaml", ".md", ".json"} and (inside[0] != "geography"):
            yield path, path.read_text(encoding="utf-8")


def test_each_territory_has_its_communes(tables):
    counts = tables["perimeter"].groupby("territory")["commune"].nunique()
    assert counts.to_dict() == COMMUNES


def test_the_perimeters_are_communes_of_the_geography(tables):
    geography = pd.read_csv(DATA / "geography" / "communes.csv", dtype=str)
    assert set(tables["perimeter"]["commune"]) == set(geography["code"])
    beyond = tables["provider"][~tables["provider"]["commune"].isin(geography["code"])]
    # Where a neighbouring place is must be known, for nothing else says it.
    assert len(beyond) == 15
    assert beyond[["longitude", "latitude"]].notna().all(axis=None)
    assert set(beyond["commune"].str[:2]) <= {"12", "15", "43", "46", "63"}


def test_each_territory_has_documented_and_illustrative_deployments(tables):
    counts = tables["deployment"].groupby(["evidence", "territory"]).size()
    assert set(counts["documented"].index) == set(COMMUNES)
    assert counts["illustrative"].to_dict() == {
        "thiers-ambert-billom": 150,
        "plaine-limagne": 25,
        "bassin-aurillac-carlades-chataigneraie": 90,
        "ouest-aveyron": 45,
    }


def test_each_located_deployment_falls_in_the_perimeter_of_its_date(tables):
    dated = tables["deployment"].dropna(subset=["commune", "starts_on"])
    joined = dated.merge(tables["perimeter"], on=["territory", "commune"], suffixes=("", "_in"))
    assert len(joined) == len(dated)
    assert (joined["ends_on"] >= joined["starts_on_in"]).all()


def test_documented_facts_never_lean_on_illustrative_actions(tables):
    joined = tables["deployment"].merge(
        tables["action"][["action", "evidence"]], on="action", suffixes=("", "_action")
    )
    documented = joined[joined["evidence"] == "documented"]
    assert set(documented["evidence_action"]) == {"documented"}


def test_no_phone_no_email_no_person():
    for path, text in our_texts():
        for pattern in (PHONE, EMAIL, PERSON):
            assert not pattern.search(text), (path.name, pattern.search(text))
        addresses_apart = re.sub(r"https?://\S+", "", text)
        assert not UNSPACED_PHONE.search(addresses_apart), path.name
        assert "¤" not in text
        assert "seed:" not in text or path.name == "illustrative.yaml"


def test_no_weak_mirror_is_cited(tables):
    addresses = " ".join(tables["source"]["url"].dropna())
    assert [host for host in WEAK_HOSTS if host in addresses] == []


def test_every_source_card_is_used(tables):
    cited = {
        key
        for name, table in tables.items()
        if name != "sources"
        for key in table.get("source", pd.Series(dtype=object)).dropna()
    }
    # Those of files to download are cited once loaded; the other two credit the geography,
    # whose files do not cite row by row.
    cards = tables["source"]
    shipped = set(cards.loc[cards["download"].isna(), "key"])
    assert shipped - cited <= {"admin-express", "cog-2026"}


def test_every_csv_file_is_plain_utf8_with_unix_lines():
    for path in DATA.rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw, path
        assert not raw.startswith(b"\xef\xbb\xbf"), path


def test_illustrative_deployments_come_back_byte_for_byte(tmp_path):
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("*.geojson", "*.gpkg*"))
    for path in copy.rglob("deployments_illustrative.csv"):
        path.unlink()
    written = write_illustrative(copy, seed=committed_seed(copy))
    assert len(written) == len(COMMUNES)
    for path in written:
        assert path.read_bytes() == (DATA / path.relative_to(copy)).read_bytes()


def test_every_commune_has_the_figures_that_a_mayor_asks_for(tables):
    """Withheld is known to exist: a commune has a value or a secret, never nothing."""
    own = tables["observation"][tables["observation"]["level"] == "commune"]
    for code in (
        "gp_accessibility", "gp_accessibility_65", "deprivation_index", "share_75_plus",
        "share_65_plus", "share_under_25", "single_parent_share", "unemployment_rate",
        "radon_potential", "median_living_standard", "poverty_rate",
    ):  # fmt: skip
        rows = own[own["indicator"] == code].sort_values("year").drop_duplicates(
            "geography", keep="last"
        )  # fmt: skip
        assert len(rows) == 253, code
        assert set(rows["status"]) <= {"observed", "withheld"}, code
    withheld = own[own["status"] == "withheld"].groupby("indicator").size()
    assert withheld.to_dict() == {"median_living_standard": 9, "poverty_rate": 240}


def test_places_of_figures_bear_the_names_of_the_geography(tables):
    names = {
        level: pd.read_csv(DATA / "geography" / file, dtype=str).set_index(key)["name"]
        for level, file, key in (
            ("commune", "communes.csv", "code"), ("epci", "epci.csv", "epci"),
            ("departement", "departements.csv", "departement"),
        )
    }  # fmt: skip
    bassins = tables["zoning"].drop_duplicates("geography").set_index("geography")["name"]
    for level, known in (names | {"bassin_de_vie": bassins}).items():
        rows = tables["observation"][tables["observation"]["level"] == level]
        assert (rows["geography"].map(known) == rows["name"]).all(), level


def test_every_commune_has_its_bassin_de_vie_and_every_bassin_its_figures(tables):
    zonings = tables["zoning"]
    assert sorted(zonings["commune"]) == sorted(set(tables["perimeter"]["commune"]))
    # Figeac is in no territory: its bassin is known by its zoning alone.
    assert zonings.set_index("commune").loc["12007", "geography"] == "46102"
    rows = tables["observation"][tables["observation"]["level"] == "bassin_de_vie"]
    assert set(zonings["geography"]) == set(rows.loc[rows["year"] == "2024", "geography"])


def test_a_figure_of_ours_says_so_and_a_card_says_what_its_values_count(tables):
    rows = tables["observation"]
    made = rows[rows["status"] == "derived"]
    assert set(made["source"]) == {"drees-apl-2023"}
    assert not (made["level"] == "commune").any()
    assert tables["indicator"]["counts"].notna().all()
