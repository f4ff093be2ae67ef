"""A dated perimeter out of a table of communes or of a drawing, and what it changes."""

import json
import sqlite3
import tempfile
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from shapely.geometry import mapping

from cls_dash.ingest.contract import home
from cls_dash.ingest.files.polygons import read_features
from cls_dash.ingest.formats.perimeters import read
from cls_dash.ingest.geography.coverage import communes_within
from cls_dash.ingest.geography.national import write_national
from cls_dash.ingest.geography.reference import geography_for, read_geography
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests import contract
from tests.mangled import (
    Brought,
    assert_refused_or_accounted,
    mangled_archive,
    mangled_file,
    zipped,
)
from tests.small_france import small_france

WEST = box(3, 45, 3.3, 45.1)
"""The first three communes of the valley: Ambérieu, Ambert and the first Saint-Jean."""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return contract.sown(tmp_path_factory.mktemp("perimeters"))


@pytest.fixture
def load(data, tmp_path):
    def load(text, year=None, name="liste.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return read([path], Asked(contract.COG, data, year, "vallee"))

    return load


@pytest.fixture
def draw(data):
    def draw(path, year=2022):
        return read([path], Asked(contract.COG, data, year, "vallee"))

    return draw


def drawn(folder, shapes, *, name="trace.geojson", crs="EPSG:4326", **columns):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(folder / name)
    return folder / name


def rows(loaded):
    return loaded.tables["perimeter"].rows()


def refusal(call):
    with pytest.raises(InvalidDatasetError) as refused:
        call()
    return refused.value.problems[0]


def reasons(loaded):
    found = loaded.report.quarantined
    return list(found.select("line", "value", "reason").iter_rows())


class TestTable:
    def test_dates_are_read_as_people_write_them(self, load):
        loaded = load(
            "Code INSEE;Commune;Entrée;Sortie;Fondement\n"
            "63003;Ambert;2020;31/12/2021;publié\n"
            "63003;Ambert;janvier 2022;;approximate\n"
        )
        assert rows(loaded) == [
            ("63003", date(2020, 1, 1), date(2021, 12, 31), "documented"),
            ("63003", date(2022, 1, 1), None, "approximate"),
        ]
        assert loaded.report.read == loaded.report.accepted == 2
        assert not any("ignorées" in note for note in loaded.report.notes)

    def test_a_code_of_another_commune_than_the_one_named_is_put_aside(self, load):
        loaded = load("Code INSEE;Commune;Entrée\n63003;Ambert;2020\n63003;Thiers;2020\n")
        assert reasons(loaded) == [
            (3, "63003", "Le code est celui de Ambert, le nom est « Thiers ».")
        ]

    def test_codes_are_mended_and_the_report_says_so(self, load):
        loaded = load("commune,starts_on,ends_on\n1004,2008,2009\n63999,2021,\n")
        assert [row[0] for row in rows(loaded)] == ["01004", "63003"]
        corrected = loaded.report.corrections.filter(pl.col("column") == "commune")
        assert corrected.select("value", "corrected").rows() == [
            ("1004", "01004"),
            ("63999", "63003"),
        ]

    def test_an_empty_basis_is_documented_and_said(self, load):
        loaded = load("commune,starts_on,basis\n63003,2020,\n")
        assert rows(loaded)[0][3] == "documented"
        assert "Fondement vide, lu «\u00a0publié\u00a0» : 1\u00a0ligne." in loaded.report.notes

    def test_lines_that_cannot_be_used_are_put_aside_one_by_one(self, load):
        loaded = load(
            "commune;starts_on;ends_on;basis\n"
            "63003;2020;;\n"
            "99999;2020;;\n"
            "75056;2020;;\n"
            ";2020;;\n"
            "63003;le printemps;;\n"
            "63003;2012;2011;\n"
            "63003;2015-01-01;2016-01-01;su\n"
        )
        assert rows(loaded) == [("63003", date(2020, 1, 1), None, "documented")]
        assert reasons(loaded) == [
            (3, "99999", "Aucune commune de France n’a ce code."),
            (4, "75056", "Cette commune n’est pas dans la géographie de référence."),
            (5, "", "Cette cellule est vide."),
            (6, "le printemps", "Ce n’est pas une date."),
            (7, "2011", "La sortie précède l’entrée."),
            (8, "su", "Ce mot n’est pas dans la liste."),
        ]
        assert loaded.report.read == loaded.report.accepted + loaded.report.rejected == 7

    def test_overlapping_memberships_are_put_aside(self, load):
        loaded = load(
            "commune;starts_on;ends_on\n"
            "63003;2020;2022\n"
            "63003;2021;2023\n"
            "63003;2024;\n"
            "63003;2020;2022\n"
            "63003;2021;2023\n"
        )
        assert [row[1:3] for row in rows(loaded)] == [
            (date(2020, 1, 1), date(2022, 12, 31)),
            (date(2024, 1, 1), None),
        ]
        clash = "Cette commune est déjà membre à ces dates, dans une autre ligne du fichier."
        assert reasons(loaded) == [(3, "2021", clash), (6, "2021", clash)]
        assert "1\u00a0ligne en répète une autre." in loaded.report.notes

    def test_a_membership_already_known_is_not_doubled_but_can_be_ended(self, load):
        known = "Cette commune est déjà membre à ces dates, dans le périmètre connu."
        again = load("commune;starts_on;ends_on\n63430;2020;\n")
        assert reasons(again) == [(2, "2020", known)]
        ended = load("commune;starts_on;ends_on\n63430;2012-01-01;2019\n63430;2020;\n")
        assert [row[1:3] for row in rows(ended)] == [
            (date(2012, 1, 1), date(2019, 12, 31)),
            (date(2020, 1, 1), None),
        ]

    def test_a_workbook_is_read_like_a_text(self, data, tmp_path):
        path = tmp_path / "liste.xlsx"
        sheet = pl.DataFrame({"Insee": ["63003"], "Entrée": [date(2020, 5, 4)]})
        sheet.write_excel(path)
        loaded = read([path], Asked(contract.COG, data, None, "vallee"))
        assert rows(loaded) == [("63003", date(2020, 5, 4), None, "documented")]

    def test_exits_without_entries_are_refused(self, load):
        problem = refusal(lambda: load("commune;sortie\n63003;2020\n"))
        assert problem.remedy == "Ajouter une colonne « entrée », ou retirer celle des sorties."

    def test_a_table_without_codes_is_refused(self, load):
        assert refusal(lambda: load("nom;entrée\nThiers;2020\n")).value == "commune"


class TestWholePerimeter:
    def test_a_bare_list_is_the_whole_perimeter_of_its_year(self, load):
        loaded = load("63430\n63003\n1004\n", year=2022)
        start, eve = date(2012, 1, 1), date(2021, 12, 31)
        assert rows(loaded) == [
            ("01004", start, None, "documented"),
            ("63003", date(2022, 1, 1), None, "documented"),
            ("63349", start, eve, "documented"),
            ("63350", start, eve, "documented"),
            ("63430", start, None, "documented"),
        ]
        assert loaded.report.notes == (
            "Périmètre au 1er janvier 2022 : 3\u00a0communes.",
            "Sortent du périmètre le 31 décembre 2021 : 63349 et 63350.",
        )
        assert loaded.report.accepted == 3

    def test_the_same_perimeter_changes_nothing(self, load):
        loaded = load("01004\n63349\n63350\n63430\n", year=2022)
        assert {row[1:3] for row in rows(loaded)} == {(date(2012, 1, 1), None)}

    def test_entries_known_for_later_are_left_and_said(self, load):
        loaded = load("63430\n63003\n", year=2010)
        known, entered = date(2012, 1, 1), date(2010, 1, 1)
        assert rows(loaded) == [
            ("63003", entered, date(2011, 12, 31), "documented"),
            ("63003", known, date(2019, 12, 31), "documented"),
            ("63430", entered, date(2011, 12, 31), "documented"),
            ("63430", known, None, "documented"),
        ]
        assert loaded.report.notes[-1] == (
            "Entrées connues ensuite, à retirer si besoin : 01004, 63349 et 63350."
        )

    def test_a_first_day_already_known_is_not_entered_twice(self, load):
        loaded = load("63430\n63003\n", year=2012)
        assert [row[:2] for row in rows(loaded)] == [
            ("63003", date(2012, 1, 1)),
            ("63430", date(2012, 1, 1)),
        ]

    @pytest.mark.parametrize(
        ("year", "reason"),
        [(None, "Rien ne dit depuis quand vaut ce périmètre."), (1515, "Cette année n’est pas")],
    )
    def test_it_needs_a_year(self, load, year, reason):
        assert refusal(lambda: load("63430\n", year=year)).reason.startswith(reason)

    def test_a_polygon_gives_its_communes(self, draw, tmp_path):
        path = drawn(tmp_path, [WEST], nom=["CLS de la Vallée"])
        loaded = draw(path)
        members = [row[0] for row in rows(loaded) if row[2] is None]
        assert members == ["01004", "63003", "63349"]
        assert loaded.report.unit == "entité"
        assert loaded.report.read == loaded.report.accepted == 1

    def test_the_polygon_that_bears_the_name_of_the_territory_is_taken(self, draw, tmp_path):
        shapes = [box(3.3, 45, 3.5, 45.1), WEST]
        path = drawn(tmp_path, shapes, nom=["Voisine", "cls de la VALLEE"])
        loaded = draw(path)
        assert len([row for row in rows(loaded) if row[2] is None]) == 3
        assert loaded.report.notes[0] == "1\u00a0autre entité du fichier n’est pas lue."

    def test_without_its_name_the_names_of_the_file_are_listed(self, draw, tmp_path):
        path = drawn(tmp_path, [WEST, WEST], nom=["Le Forez", "La Dore"])
        problem = refusal(lambda: draw(path))
        assert problem.reason == "Aucun périmètre du fichier n’a ce nom."
        assert problem.remedy == "Choisir avec --where un nom du fichier : La Dore ; Le Forez."

    def test_features_without_any_name_cannot_be_chosen(self, draw, tmp_path):
        problem = refusal(lambda: draw(drawn(tmp_path, [WEST, WEST], rang=[1, 2])))
        assert problem.remedy.endswith("ses entités n’ont pas de nom.")

    def test_communes_that_the_drawing_cuts_are_counted(self, draw, tmp_path):
        notes = draw(drawn(tmp_path, [box(3, 45, 3.26, 45.1)])).report.notes
        assert notes[0] == (
            "1\u00a0commune est traversée par le tracé : "
            "celles dont il couvre plus de la moitié sont retenues."
        )

    def test_a_name_without_polygon_is_refused(self, draw, tmp_path):
        path = drawn(tmp_path, [WEST, None], nom=["Voisine", "Vallée"])
        problem = refusal(lambda: draw(path))
        assert (problem.line, problem.reason) == (2, "Ce périmètre n’a pas de polygone.")

    def test_what_is_no_polygon_in_the_perimeter_is_put_aside(self, draw, tmp_path):
        shapes = [WEST, shapely.Point(3, 45), box(3.4, 45, 3.5, 45.1)]
        report = draw(drawn(tmp_path, shapes, nom=["Vallée", "Vallée", "Voisine"])).report
        assert (report.read, report.accepted, report.rejected) == (2, 1, 1)
        assert report.quarantined["line"].to_list() == [2]

    def test_a_drawing_beyond_the_known_communes_asks_for_all_of_france(self, draw, tmp_path):
        path = drawn(tmp_path, [box(3, 44.8, 3.3, 45.1)])
        problem = refusal(lambda: draw(path))
        assert problem.remedy == "Faire d’abord toute la France : cls-dash geography --france."

    def test_with_all_of_france_it_is_read_and_its_gaps_are_said(self, tmp_path):
        data = contract.sown(tmp_path / "data")
        write_national(small_france(), data / "geography" / "france")
        path = drawn(tmp_path, [box(3, 44.7, 3.3, 45.1)])
        loaded = read([path], Asked(contract.COG, data, 2022, "vallee"))
        members = [row[0] for row in rows(loaded) if row[2] is None]
        assert members == ["01004", "15001", "15002", "15032", "63003", "63349"]
        assert loaded.report.notes[:2] == (
            "25\u00a0% de la surface n’est dans aucune commune connue : vérifier le tracé.",
            "Sans contour publié, à ajouter à la main si besoin : Celles (15031).",
        )


class TestCommand:
    def test_the_territory_must_be_said_and_known(self, data, tmp_path):
        path = tmp_path / "liste.csv"
        path.write_text("commune\n63430\n")
        for slug, reason in ((None, "n’est pas dit"), ("ailleurs", "n’est pas dans")):
            asked = Asked(contract.COG, data, 2022, slug)
            assert reason in refusal(lambda asked=asked: read([path], asked)).reason

    def test_one_file_at_a_time(self, data, tmp_path):
        asked = Asked(contract.COG, data, 2022, "vallee")
        paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
        assert refusal(lambda: read(paths, asked)).file == "b.csv"

    def test_an_archive_of_several_tables_is_refused(self, data, tmp_path):
        path = tmp_path / "listes.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", "commune\n63430\n")
            archive.writestr("b.csv", "commune\n63430\n")
        asked = Asked(contract.COG, data, 2022, "vallee")
        reason = refusal(lambda: read([path], asked)).reason
        assert reason == "L’archive contient plusieurs fichiers."


class TestMembers:
    @pytest.fixture
    def communes(self, data):
        return read_geography(data / "geography")["communes"]

    def test_more_than_half_of_a_commune_must_be_covered(self, communes):
        covered = communes_within(box(3, 45, 3.16, 45.1), communes)
        assert covered.codes == ("01004", "63003")
        assert covered.partly == 1
        assert communes_within(box(3, 45, 3.14, 45.1), communes).codes == ("01004",)

    def test_half_of_the_area_is_not_enough_without_the_heart(self, communes):
        around = box(3, 45, 3.1, 45.1) - box(3.04, 45.02, 3.06, 45.08)
        assert communes_within(around, communes).codes == ()

    def test_two_drawings_of_one_border_cut_nothing(self, communes):
        covered = communes_within(box(3.001, 45.001, 3.101, 45.101), communes)
        assert covered.codes == ("01004",)
        assert covered.partly == 0


class TestFeatures:
    """What people's files do to polygons, and what is said of it."""

    @pytest.mark.parametrize("name", ["trace.gpkg", "trace.geojson"])
    def test_lambert_93_is_read_by_its_label(self, tmp_path, name):
        shape = gpd.GeoSeries([WEST], crs=4326).to_crs(2154)
        features = read_features(drawn(tmp_path, shape, name=name, crs=2154))
        assert features.notes == ()
        assert features.frame.geometry[1].symmetric_difference(WEST).area < 1e-6

    def test_metres_labelled_as_degrees_are_recognised(self, tmp_path):
        shape = gpd.GeoSeries([WEST], crs=4326).to_crs(2154).to_numpy()
        features = read_features(drawn(tmp_path, shape, name="faux.gpkg"))
        note = "Coordonnées étiquetées « WGS 84 », mais en mètres : lues en Lambert-93."
        assert features.notes == (note,)
        assert features.frame.geometry[1].symmetric_difference(WEST).area < 1e-6

    def test_degrees_labelled_as_metres_are_recognised(self, tmp_path):
        features = read_features(drawn(tmp_path, [WEST], name="faux.gpkg", crs=2154))
        assert "mais en degrés : lues en WGS 84." in features.notes[0]

    def test_latitude_first_is_put_in_order(self, tmp_path):
        swapped = shapely.transform(WEST, lambda pairs: pairs[:, ::-1])
        features = read_features(drawn(tmp_path, [swapped]))
        assert features.frame.geometry[1].equals(WEST)
        assert "latitude d’abord : remises dans l’ordre." in features.notes[0]

    def test_overseas_projections_are_read_by_their_label(self, tmp_path):
        reef = box(55.3, -21.3, 55.4, -21.2)
        shape = gpd.GeoSeries([reef], crs=4326).to_crs(2975)
        features = read_features(drawn(tmp_path, shape, name="reunion.gpkg", crs=2975))
        assert features.frame.geometry[1].symmetric_difference(reef).area < 1e-5

    def test_elsewhere_is_refused(self, tmp_path):
        problem = refusal(lambda: read_features(drawn(tmp_path, [box(13, 52, 14, 53)])))
        assert problem.reason == "Les coordonnées ne sont pas en France."

    def test_a_bow_tie_is_repaired_and_told(self, tmp_path):
        bow = shapely.Polygon([(3, 45), (3.2, 45.1), (3.2, 45), (3, 45.1)])
        features = read_features(drawn(tmp_path, [WEST, bow]))
        assert features.frame.geometry.is_valid.all()
        assert features.corrections.select("line", "corrected").rows() == [(2, "polygone réparé")]

    def test_empty_and_missing_geometries_are_missing_and_told(self, tmp_path):
        shapes = [WEST, None, shapely.Polygon()]
        features = read_features(drawn(tmp_path, shapes, name="trous.gpkg"))
        assert features.frame.geometry.isna().tolist() == [False, True, True]
        assert features.quarantined.is_empty()
        assert features.notes == ("2\u00a0entités n’ont pas de géométrie lisible.",)

    def test_lines_points_and_nonsense_are_no_polygons(self, tmp_path):
        line = shapely.LineString([(3, 45), (3.1, 45.1)])
        mixed = shapely.GeometryCollection([WEST, line])
        features = read_features(drawn(tmp_path, [WEST, line, shapely.Point(3, 45), mixed]))
        assert features.quarantined["line"].to_list() == [2, 3]
        assert features.frame.geometry[4].equals(WEST)

    def test_a_file_without_any_polygon_is_refused(self, tmp_path):
        nothing = {"type": "Feature", "properties": {}, "geometry": None}
        path = tmp_path / "vide.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [nothing]}))
        assert refusal(lambda: read_features(path)).reason == "Aucune entité n’a de polygone."
        path.write_text('{"type": "FeatureCollection", "features": []}')
        assert refusal(lambda: read_features(path)).reason == "Ce fichier n’a aucune entité."

    def test_a_geojson_in_cp1252_is_read_and_told(self, tmp_path):
        text = json.dumps(
            {"type": "Feature", "properties": {"nom": "Vallée"}, "geometry": mapping(WEST)},
            ensure_ascii=False,
        )
        path = tmp_path / "vallee.geojson"
        path.write_bytes(text.encode("cp1252"))
        features = read_features(path)
        assert features.frame["nom"].tolist() == ["Vallée"]
        assert len(features.notes) == 1
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read_features(path).frame["nom"].tolist() == ["Vallée"]

    def test_a_zipped_shapefile_is_read_whole(self, tmp_path):
        drawn(tmp_path, [WEST], name="trace.shp", nom=["Vallée"])
        path = tmp_path / "trace.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("trace.*"):
                if part.suffix != ".zip":
                    archive.write(part, f"dossier/{part.name}")
        features = read_features(path)
        assert features.frame["nom"].tolist() == ["Vallée"]
        assert features.file == "trace.zip › dossier/trace.shp"

    def test_several_layers_ask_which(self, tmp_path):
        path = drawn(tmp_path, [WEST], name="couches.gpkg", nom=["a"])
        gpd.GeoDataFrame(geometry=[WEST], crs=4326).to_file(path, layer="autre")
        problem = refusal(lambda: read_features(path))
        assert problem.remedy == "Choisir avec --layer parmi : couches, autre."
        assert len(read_features(path, layer="AUTRE").frame.columns) == 1
        assert refusal(lambda: read_features(path, layer="x")).value == "x"

    def test_several_files_in_an_archive_ask_which(self, tmp_path):
        path = tmp_path / "deux.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("a.geojson", "b.geojson"):
                archive.write(drawn(tmp_path, [WEST], name=name), name)
        assert refusal(lambda: read_features(path)).value == "a.geojson, b.geojson"
        assert len(read_features(path, layer="b").frame) == 1

    @pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.json", "a.shp", "a.csv"])
    def test_another_format_under_such_a_name_is_refused(self, tmp_path, name):
        path = tmp_path / name
        path.write_text('<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>')
        assert refusal(lambda: read_features(path)).file == name

    def test_a_geopackage_without_layer_is_refused(self, tmp_path):
        path = tmp_path / "vide.gpkg"
        with sqlite3.connect(path) as empty:
            empty.execute("CREATE TABLE t (a)")
        empty.close()
        assert refusal(lambda: read_features(path)).file == "vide.gpkg"

    def test_a_geopackage_of_tables_alone_is_refused(self, tmp_path):
        path = drawn(tmp_path, [WEST], name="tables.gpkg")
        with sqlite3.connect(path) as changed:
            changed.execute("DELETE FROM gpkg_geometry_columns")
            changed.execute("UPDATE gpkg_contents SET data_type = 'attributes'")
        changed.close()
        reason = refusal(lambda: read_features(path)).reason
        assert reason == "Ce n’est pas un fichier géographique lisible."


@pytest.fixture(scope="module")
def asked(data):
    """The question; what it is compared with is read once for all the files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, "read_home", cache(home.read_home))
        patch.setattr(f"{read.__module__}.geography_for", cache(geography_for))
        yield Asked(contract.COG, data, 2022, "vallee")


class TestMangled:
    """Whatever arrives: refused in words, or every record accounted for."""

    TABLE = (
        "commune;entrée;sortie;fondement\n"
        "63430;2012-01-01;31/12/2019;publié\n"
        "1004;mars 2020;;approché\n"
    ).encode()
    DRAWING = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"nom": name}, "geometry": mapping(shape)}
                for name, shape in (("Vallée", WEST), ("Voisine", box(3.3, 45, 3.5, 45.1)))
            ],
        }
    ).encode()

    @pytest.mark.slow
    @given(file=mangled_file("liste.csv", TABLE))
    def test_a_table(self, asked, file):
        assert_refused_or_accounted(read, file, asked)

    @pytest.mark.slow
    @given(file=mangled_file("trace.geojson", DRAWING))
    def test_a_geojson(self, asked, file):
        assert_refused_or_accounted(read, file, asked)

    @pytest.mark.slow
    @given(draw=st.data())
    def test_a_geopackage(self, asked, draw):
        good = packed("trace.gpkg")["trace.gpkg"]
        file = draw.draw(mangled_file("trace.gpkg", good))
        assert_refused_or_accounted(read, file, asked)

    @pytest.mark.slow
    @given(draw=st.data())
    def test_a_zipped_shapefile(self, asked, draw):
        content = draw.draw(mangled_archive(zipped(packed("trace.shp"))))
        assert_refused_or_accounted(read, Brought("trace.zip", content), asked)


@cache
def packed(name):
    """Return the files that GDAL writes for the valley, by name."""
    with tempfile.TemporaryDirectory() as folder:
        drawn(Path(folder), [WEST], name=name, nom=["Vallée"])
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}
