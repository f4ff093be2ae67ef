"""Tables of figures and of places as people make them: `../shared/cases` says what is right."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from cls_dash.errors import ClsDashError
from cls_dash.ingest.columns import commune_lists
from cls_dash.ingest.formats import bpe, facilities, indicator
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked

ROOT = Path(__file__).parents[2]
FILES = ROOT.parent / "shared" / "cases" / "files"
DATA = ROOT / "data"
pytestmark = pytest.mark.skipif(
    not FILES.exists(), reason=f"{FILES} is not on this machine: nothing to read"
)


@cache
def asked(year=None, columns=()):
    cog = read_cog(DATA / "geography")
    return Asked(cog, DATA, year=year, counts="nobody", columns=dict(columns))


def read(name, **more):
    loaded = indicator.read([FILES / name], asked(**more))
    assert loaded.report.read == loaded.report.accepted + loaded.report.rejected
    return loaded


def values(loaded):
    rows = loaded.tables["observation"]
    return {
        (code, year): value
        for code, year, value in rows.select("geography", "year", "value").iter_rows()
    }


def reasons(report):
    return dict(report.quarantined.select("line", "reason").iter_rows())


def proposed(report):
    return {line: tuple(each) for _, line, _, each in report.proposals.iter_rows()}


def test_a_cell_shown_as_a_percentage_is_read_as_shown():
    loaded = read("c10_pourcentages_excel.xlsx")
    assert values(loaded)["63003", "2022"] == 15.3
    assert "Pourcentage, lu tel que le classeur le montre." in list(
        loaded.report.corrections["reason"]
    )


def test_a_code_is_compared_with_the_name_beside_it():
    loaded = read("c3_code_et_nom_differents.csv")
    assert values(loaded) == {("63430", "2022"): 12.1, ("63003", "2022"): 9.9}
    assert "Code postal et nom : commune reconnue." in list(loaded.report.corrections["reason"])


def test_what_a_code_counted_before_a_split_is_no_communes():
    report = read("c4_scission_cantal.csv").report
    assert "5 communes, séparées depuis" in reasons(report)[2]
    loaded = bpe.read([FILES / "d2_bpe_iris_scission.csv"], asked())
    assert "5 communes, séparées depuis" in reasons(loaded.report)[2]
    counted = dict(loaded.tables["provider_count"].select("commune", "n").iter_rows())
    assert counted == {"12218": 1, "63003": 4}


def test_a_renumbered_commune_keeps_its_values():
    loaded = read("c5_code_change.csv")
    assert {code for code, _ in values(loaded)} == {"12218", "14581", "49126", "69114"}
    assert "Code changé sans fusion : c’est la même commune." in list(
        loaded.report.corrections["reason"]
    )


def test_holes_say_why_there_is_no_value():
    loaded = read("c6_valeurs.csv")
    rows = loaded.tables["observation"]
    status = dict(rows.select("geography", "status").iter_rows())
    for code in ("63001", "63002", "63003", "63008", "63014"):
        assert status[code] == "withheld", code
    assert status["63004"] == status["63012"] == "not_applicable"
    for code in ("63007", "63009", "63010", "63011", "63015", "63016", "63017", "63025"):
        assert status[code] == "missing", code
    numbers = values(loaded)
    assert numbers["63006", "2022"] == numbers["63013", "2022"] == 12.3
    assert numbers["63020", "2022"] == numbers["63021", "2022"] == 1234.5
    typed = dict(loaded.report.quarantined.select("line", "value").iter_rows())
    assert set(typed.values()) == {"*", "12,3 ‰", "oui"}


def test_columns_of_years_are_a_row_for_each_year():
    loaded = read("c1_annees_en_colonnes.csv")
    assert values(loaded)["63430", "2020"] == 20.4
    assert len(values(loaded)) == 6


def test_usual_and_named_columns_are_found():
    assert values(read("c2_insee_com.csv")) == {("63003", "2022"): 12.1}
    named = (("commune", "insee_com"), ("value", "classe_potentiel"))
    loaded = read("h1_radon.csv", year=2018, columns=named)
    assert values(loaded)["02628", "2018"] == 1
    assert values(loaded)["22293", "2018"] == 3
    with pytest.raises(ClsDashError, match="--column value="):
        read("h1_radon.csv", year=2018)


def test_codes_that_a_spreadsheet_changed_are_read_or_named():
    loaded = read("c23_codes_excel.csv")
    assert {"63003", "63430"} <= {code for code, _ in values(loaded)}
    assert 7 in reasons(loaded.report)


def test_a_title_encoded_twice_is_read():
    loaded = read("c15_double_encodage.csv")
    assert "hôpital" in loaded.tables["indicator"]["title"][0]
    [told] = loaded.report.corrections.iter_rows(named=True)
    assert told["value"] == "Taux de recours Ã\xa0 lâ€™hÃ´pital"
    assert told["corrected"] == "Taux de recours à l’hôpital"


def test_facilities_are_read_as_deployments_are():
    loaded = facilities.read([FILES / "f1_etablissements.csv"], asked())
    communes = dict(loaded.tables["provider"].select("name", "commune").iter_rows())
    assert (communes["MSP Ambert"], communes["MSP B"]) == ("63003", "63003")
    composed = facilities.read([FILES / "a12_etab_nfd.csv"], asked())
    assert composed.report.accepted == 2
    [aside] = loaded.report.proposals.filter(pl.col("column") == "Catégorie")["proposals"].to_list()
    assert aside == ["maison de santé"]
    assert "Centre de santé Érables" in composed.tables["provider"]["name"].to_list()


def test_a_perimeter_of_postal_codes_is_the_communes_named():
    sieve = commune_lists.read_codes(FILES / "g1_perimetre_codes_postaux.csv", asked().cog)
    assert sieve.kept["commune"].to_list() == ["63430", "63040", "63125", "63072"]


def test_the_districts_of_a_city_are_places_of_their_own():
    sieve = commune_lists.read_codes(FILES / "g3_perimetre_marseille.csv", asked().cog)
    assert sieve.kept["commune"].to_list() == ["13201", "13202", "13203"]
    assert sieve.quarantined.is_empty()


def test_an_extract_of_finess_of_2026_is_read():
    loaded = facilities.read([FILES / "h2_finess_etablissements_2026.csv"], asked())
    assert (loaded.report.read, loaded.report.accepted) == (6, 6)
    rows = {row["provider"]: row for row in loaded.tables["provider"].iter_rows(named=True)}
    centre = rows["finess-120783048"]
    assert (centre["commune"], centre["category"]) == ("12089", "health_centre")
    assert round(centre["longitude"], 3) == 2.256


def test_zeros_are_values_and_holes_are_not():
    loaded = read("c20_zeros.csv")
    cells = loaded.tables["observation"].select("status", "value").rows()
    observed = [value for status, value in cells if status == "observed"]
    assert (len(cells), len(observed), sum(value > 0 for value in observed)) == (113, 97, 20)
    assert {value for status, value in cells if status == "missing"} == {None}
    (card,) = loaded.tables["indicator"].to_dicts()
    assert (card["title"], card["unit"]) == ("Nouveaux cas (pour 1000)", "pour 1000")
