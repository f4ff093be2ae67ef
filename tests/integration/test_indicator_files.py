"""Published files of indicators, read whole and counted by other means."""

import csv
import io
import zipfile
from collections import Counter

import fastexcel
import pytest

from cls_dash.ingest.formats import filosofi, indicator
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared" / "data"
GEOGRAPHY = ROOT / "data" / "geography"
INDICATORS = {
    "MED": "median_living_standard",
    "TP60": "poverty_rate",
    "PIMP": "taxed_households",
    "D1": "first_decile_living_standard",
    "RD": "interdecile_ratio",
    "PPMINI": "social_minima_share",
}
MERGED = "Cette commune a fusionné depuis"
GROWN = "D’autres communes de ce fichier l’ont rejointe depuis"


@pytest.fixture(scope="module")
def asked():
    return Asked(read_cog(GEOGRAPHY), ROOT / "data")


@pytest.fixture(scope="module")
def communes(asked):
    """The 34,932 rows of 2016, read once."""
    return filosofi.read([shared("filosofi_com_2016_csv.zip")], asked)


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine: nothing to load")
    return path


def zipped_rows(path):
    """Return the rows of the only CSV of a zip, by the standard library."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as stream:
        return list(csv.DictReader(io.TextIOWrapper(stream, "utf-8"), delimiter=";"))


def codes(name, column):
    with (GEOGRAPHY / f"{name}.csv").open(encoding="utf-8") as stream:
        return {row[column]: row["code"] for row in csv.DictReader(stream)}


def compared(published):
    """Return the codes of communes that still mean the same, and why others do not."""
    present, former = codes("cog", "code"), codes("successors", "former")
    districts = {code for code in published if code in former and former[code] in CITIES}
    merged = {code for code in published if code in former} - districts
    grown = {former[code] for code in merged} & set(published)
    same = set(published) & set(present) - grown
    return same | districts, Counter({MERGED: len(merged), GROWN: len(grown)})


CITIES = {"75056", "13055", "69123"}
RENUMBERED = {
    "12076": "12218", "14011": "14581", "27058": "27676", "49069": "49126", "69159": "69114",
}  # fmt: skip


def renumbered(rows):
    """
    Return the rows of communes under their present code, where only the code changed.

    In 2015 the code 14011 was that of Anctoville alone: Saint-Germain-d’Ectot (14581) has its row.
    """
    there = {row["CODGEO"] for row in rows}
    moved = {old: new for old, new in RENUMBERED.items() if new not in there}
    return [{**row, "CODGEO": moved.get(row["CODGEO"], row["CODGEO"])} for row in rows]


def reasons(report):
    return Counter(
        next(known for known in (MERGED, GROWN) if reason.startswith(known))
        for reason in report.quarantined["reason"]
    )


def found(loaded, level):
    """Return value and status by indicator and place."""
    return {
        (row["indicator"], row["geography"]): (row["value"], row["status"])
        for row in loaded.tables["observation"].iter_rows(named=True)
        if row["level"] == level
    }


def expected(rows, kept, year):
    """Return what the file says, an empty cell being a secret."""
    return {
        (code, row["CODGEO"]): (float(cell), "observed") if cell else (None, "withheld")
        for row in rows
        if row["CODGEO"] in kept
        for measure, code in INDICATORS.items()
        for cell in [row[f"{measure}{year}"]]
    }


def test_communes_of_2016(communes):
    rows = renumbered(zipped_rows(shared("filosofi_com_2016_csv.zip")))
    same, apart = compared([row["CODGEO"] for row in rows])
    assert communes.report.read == len(rows) == 34_932
    assert reasons(communes.report) == apart
    assert communes.report.accepted == len(same)
    assert found(communes, "commune") == expected(rows, same, 16)
    assert communes.year == 2016


def test_small_communes_of_2016_have_no_poverty_rate(communes):
    poverty = [
        cell for (code, _), cell in found(communes, "commune").items() if code == "poverty_rate"
    ]
    states = Counter(status for _, status in poverty)
    assert states["withheld"] > 6 * states["observed"]
    assert {value for value, status in poverty if status == "withheld"} == {None}
    assert min(value for value, status in poverty if status == "observed") == 5


def test_epci_of_2016_are_all_kept(asked):
    path = shared("filosofi_epci_2016_csv.zip")
    rows = zipped_rows(path)
    loaded = filosofi.read([path], asked)
    assert (loaded.report.read, loaded.report.rejected) == (len(rows), 0) == (1244, 0)
    assert found(loaded, "epci") == expected(rows, {row["CODGEO"] for row in rows}, 16)
    names = {row["CODGEO"]: row["LIBGEO"] for row in rows}
    assert set(loaded.tables["observation"].select("geography", "name").rows()) == set(
        names.items()
    )


def test_the_workbook_of_2015_is_read_at_six_levels(asked):
    path = shared("insee_filosofi_2015_xls.zip")
    with zipfile.ZipFile(path) as archive:
        book = fastexcel.read_excel(archive.read(archive.namelist()[0]))
    levels = {
        "COM": "commune", "EPCI": "epci", "ARR": "arrondissement", "DEP": "departement",
        "REG": "region", "METRO": "pays",
    }  # fmt: skip
    loaded = filosofi.read([path], asked)
    read, apart = 0, Counter()
    for sheet, level in levels.items():
        rows = book.load_sheet(sheet, header_row=5, dtypes="string").to_polars().to_dicts()
        read += len(rows)
        if level == "commune":
            rows = renumbered(rows)
        kept = {row["CODGEO"] for row in rows}
        if level == "commune":
            kept, apart = compared(sorted(kept))
        if level == "pays":
            rows, kept = [{**row, "CODGEO": "FR"} for row in rows], {"FR"}
        assert found(loaded, level) == expected(rows, kept, 15)
    assert loaded.report.read == read
    assert reasons(loaded.report) == apart
    assert loaded.year == 2015
    assert "AU2010" in loaded.report.notes[-1]


def test_mortality_is_54_indicators_of_101_departements(asked):
    path = shared("mortalite_2023_standardise_all.csv")
    with path.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    loaded = indicator.read([path], asked)
    assert (loaded.report.read, loaded.report.accepted) == (len(rows), len(rows)) == (5454, 5454)
    kinds = {(row["indicateur"], row["sexe"], row["cause"]) for row in rows}
    cards = {card["title"]: card["code"] for card in loaded.tables["indicator"].to_dicts()}
    assert set(cards) == {" – ".join(kind) for kind in kinds}
    assert len(set(cards.values())) == len(kinds) == 54
    assert found(loaded, "departement") == {
        (cards[f"{row['indicateur']} – {row['sexe']} – {row['cause']}"], row["departement"]): (
            float(row["valeur"]),
            "observed",
        )
        for row in rows
    }
    assert loaded.year == 2023
