"""FINESS+: sites of legal entities, coordinates in any order, closed sites, and what breaks."""

import json

import pytest
from hypothesis import given

from cls_dash.ingest.formats.finess_plus import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import assert_refused_or_accounted, mangled_file

COG = Cog(names={"01053": "Bourg-en-Bresse", "97302": "Cayenne"}, successors={"01999": "01053"})
ASKED = Asked(COG, ROOT / "data")
DEGREES = {"directionLatitude": "46.211257", "directionLongitude": "5.254203"}
METRES = {"coordonneeX": "873766.07", "coordonneeY": "6570414.61"}
INVERTED = {"coordonneeX": "6570414.61", "coordonneeY": "873766.07"}


def site(number="010780195", *, state="A", commune="01053", category="365", point=None, **general):
    general = {"nomEgeLong": "CLINIQUE CONVERT", "nomEgeCourt": "CONVERT", **general}
    return {
        "informationsGeneralesEGE": {"numFinessEge": number, **general},
        "categorieentiteGeographiqueExercice": category,
        "adresse": [
            {
                "usageAdresse": "03",
                "cogCommune": commune,
                "coordonneesGeographique": {**DEGREES, **INVERTED} if point is None else point,
            }
        ],
        "contact": [{"telecom": {"telephone": "0400000000"}}],
        "etatObjet": state,
    }


def document(*sites, version="v1.0.0"):
    return {
        "schemaVersion": version,
        "generatedAt": "2026-03-09T15:49:37.615611300Z",
        "pmej": [{"etatObjet": "A", "ege": [each]} for each in sites],
    }


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of some sites."""

    def load(*sites):
        path = tmp_path / "finess-structures.json"
        path.write_text(json.dumps(document(*sites)), encoding="utf-8")
        return read([path], ASKED)

    return load


def only(loaded):
    (row,) = loaded.tables["provider"].rows(named=True)
    return row


def quarantined(loaded):
    return sorted(loaded.report.quarantined.select("line", "column", "value", "reason").rows())


class TestSites:
    def test_a_site_is_a_provider(self, loaded):
        found = loaded(site())
        assert only(found) == {
            "provider": "finess-010780195",
            "name": "CLINIQUE CONVERT",
            "category": "hospital",
            "commune": "01053",
            "longitude": 5.254203,
            "latitude": 46.211257,
            "point_precision": "exact",
            "capacity": None,
            "capacity_unit": None,
            "status": "active",
            "note": "Établissement de soins pluridisciplinaire",
        }
        assert (found.report.unit, found.report.read, found.year) == ("enregistrement", 1, 2026)
        assert found.report.notes[:-1] == (
            "Fichier du 9 mars 2026 : 1\u00a0site, dont 0\u00a0fermé et 1\u00a0localisé ; "
            "les autres sont au point de leur commune.",
            "X et Y sont inversés dans 1\u00a0enregistrement ; "
            "les degrés donnés à côté servent s’ils sont là.",
        )

    @pytest.mark.parametrize(
        ("state", "closed_on", "status"),
        [
            ("A", None, "active"),
            ("I", None, "closed"),
            ("A", "2014-03-31", "closed"),
            ("A", "2031-01-01", "active"),
            (None, None, "unverified"),
            ("X", None, "unverified"),
        ],
    )
    def test_closed_sites_are_kept_and_flagged(self, loaded, state, closed_on, status):
        assert only(loaded(site(state=state, dateFermeture=closed_on)))["status"] == status

    def test_the_address_of_the_site_may_not_be_the_first(self, loaded):
        elsewhere = site()
        elsewhere["adresse"].insert(0, {"usageAdresse": "06", "cogCommune": "97302"})
        assert only(loaded(elsewhere))["commune"] == "01053"

    def test_a_merged_commune_is_replaced_and_told(self, loaded):
        found = loaded(site(commune="01999"))
        assert only(found)["commune"] == "01053"
        assert found.report.corrections.select("line", "value", "corrected").rows() == [
            (1, "01999", "01053")
        ]

    def test_a_category_that_we_do_not_know_is_said(self, loaded):
        assert only(loaded(site(category="602")))["note"] == "Catégorie FINESS 602"
        assert only(loaded(site(category=None)))["note"] == "Catégorie non renseignée"

    def test_what_cannot_be_used_is_put_aside_by_its_rank(self, loaded):
        found = loaded(
            site(),
            site(),
            site("123"),
            site("010780196", commune="99138"),
            site("010780197", nomEgeLong="", nomEgeCourt=None),
        )
        assert quarantined(found) == [
            (2, "numFinessEge", "010780195", "Ce site est déjà dans le fichier, ligne 1."),
            (3, "numFinessEge", "123", "Ce n’est pas un numéro FINESS (neuf caractères)."),
            (4, "cogCommune", "99138", "Aucune commune de France n’a ce code."),
            (5, "name", "", "Cette cellule est vide."),
        ]
        assert (found.report.read, found.report.accepted) == (5, 1)

    def test_contacts_are_forgotten(self, loaded):
        assert "0400000000" not in repr(loaded(site(), site("x" * 9)))


class TestPoints:
    @pytest.mark.parametrize(
        "point",
        [
            {**DEGREES, **METRES},
            {**DEGREES, **INVERTED},
            DEGREES,
            METRES,
            {
                "coordonneeX": "5.254203",
                "coordonneeY": "46.211257",
                "directionLongitude": "873766.07",
                "directionLatitude": "6570414.61",
            },
        ],
    )
    def test_either_pair_may_be_in_degrees(self, loaded, point):
        found = loaded(site(point=point))
        assert (only(found)["longitude"], only(found)["latitude"]) == pytest.approx(
            (5.254203, 46.211257), abs=1e-5
        )
        assert found.report.corrections.is_empty()

    @pytest.mark.parametrize(
        ("point", "reason"),
        [
            (
                {"directionLatitude": "5.254203", "directionLongitude": "46.211257"},
                "Longitude et latitude étaient inversées.",
            ),
            (INVERTED, "X et Y étaient inversés."),
        ],
    )
    def test_what_is_inverted_is_mended_and_told(self, loaded, point, reason):
        found = loaded(site(point=point))
        assert only(found)["latitude"] == pytest.approx(46.211257, abs=1e-5)
        assert found.report.corrections["reason"].to_list() == [reason]

    def test_a_point_that_nothing_saves_is_dropped_and_told(self, loaded):
        found = loaded(site(point={"coordonneeX": "0", "coordonneeY": "0"}))
        assert (only(found)["longitude"], only(found)["point_precision"]) == (None, "commune")
        assert found.report.corrections["reason"].to_list() == [
            "Point à plus de 30 km du département de la commune : écarté."
        ]

    def test_texts_that_are_no_coordinates_are_told(self, loaded):
        found = loaded(site(point={**METRES, "directionLatitude": "N", "directionLongitude": "E"}))
        assert only(found)["point_precision"] == "exact"
        assert found.report.corrections.select("column", "value", "corrected").rows() == [
            ("directionLongitude", "E", ""),
            ("directionLatitude", "N", ""),
        ]

    def test_an_address_that_is_a_whole_commune_gives_no_point(self, loaded):
        found = loaded(site(point={**DEGREES, "cleInInteropBAN": "01053"}))
        assert only(found)["point_precision"] == "commune"
        found = loaded(site(point={**DEGREES, "cleInInteropBAN": "01053_1950_00062"}))
        assert only(found)["point_precision"] == "exact"

    def test_a_site_without_coordinates_is_at_its_commune(self, loaded):
        found = loaded(site(point={}))
        assert only(found)["point_precision"] == "commune"
        assert found.report.corrections.is_empty()


class TestFiles:
    def refusal(self, tmp_path, text):
        path = tmp_path / "finess.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(InvalidDatasetError) as refusal:
            read([path], ASKED)
        (problem,) = refusal.value.problems
        return problem.line, problem.reason, problem.value

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ('{"pmej":\n[', 2, "Le fichier n’est pas du JSON, ou il est coupé."),
            (b'{"schemaVersion":\n "\xe9"}', 2, "Le fichier n’est pas un texte en UTF-8."),
            ("[]", 1, "Ce JSON n’est pas FINESS+ (schemaVersion manque)."),
            ("[" * 100_000, 1, "Un nombre ou un emboîtement du JSON est démesuré."),
            ('{"x": ' + "9" * 5_000 + "}", 1, "Un nombre ou un emboîtement du JSON est démesuré."),
            (
                json.dumps(document()),
                1,
                "Le fichier ne décrit aucun site (pmej, puis ege, puis numFinessEge).",
            ),
        ],
    )  # fmt: skip
    def test_what_is_not_finess_plus_is_refused_with_its_line(self, tmp_path, text, line, reason):
        assert self.refusal(tmp_path, text)[:2] == (line, reason)

    @pytest.mark.parametrize("version", ["v2.0.0", "0.9", "v10.1"])
    def test_another_generation_of_the_schema_is_refused(self, tmp_path, version):
        text = json.dumps(document(site(), version=version))
        reason = "Cette version du schéma FINESS+ n’est pas connue (1.x seulement)."
        assert self.refusal(tmp_path, text) == (1, reason, version)

    def test_a_file_without_date_tells_no_year(self, tmp_path):
        path = tmp_path / "finess.json"
        undated = {**document(site(dateFermeture="2014-03-31")), "generatedAt": None}
        path.write_text(json.dumps(undated), encoding="utf-8")
        found = read([path], ASKED)
        assert (found.year, only(found)["status"]) == (None, "closed")

    def test_later_versions_of_the_same_generation_are_read(self, tmp_path):
        path = tmp_path / "finess.json"
        path.write_text(json.dumps(document(site(), version="v1.2.0")), encoding="utf-8")
        assert read([path], ASKED).report.accepted == 1

    @pytest.mark.slow
    @given(mangled_file("finess.json", json.dumps(document(site()), indent=0).encode()))
    def test_a_mangled_file_is_refused_or_wholly_accounted_for(self, file):
        assert_refused_or_accounted(read, file, ASKED)
