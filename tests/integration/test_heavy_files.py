"""Files that would compute without end, or hide what they say: refused, or made plain."""

import io
import resource
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pytest
import shapely
import xlsxwriter

from cls_dash.cli import reports
from cls_dash.cli.saying import line
from cls_dash.domain.legible import legible
from cls_dash.domain.meeting import Item
from cls_dash.domain.selection import Selection
from cls_dash.ingest.files import opened, polygons, read_sheet, read_text, repairing, texts
from cls_dash.ingest.files.polygons import read_features
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.loaded import CORRECTIONS, QUARANTINE, Report
from cls_dash.ingest.loading import reader_of
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.render import exports
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import deployments_of
from tests import contract
from tests.conftest import opened as stores
from tests.integration.test_cli import run
from tests.seed import sow

SOON_S, REPAIR_S = 5, 20
MORE_MB = 300
SQUARE = shapely.box(3.0, 45.0, 3.2, 45.2)
ENDLESS = """CREATE VIEW sans_fin AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
    SELECT n.x AS fid, t.geom AS geom FROM n, trace t"""
LISTED = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
    " VALUES ('sans_fin', 'features', 'sans_fin', 4326)",
    "INSERT INTO gpkg_geometry_columns VALUES ('sans_fin', 'geom', 'POLYGON', 4326, 0, 0)",
)
COMPUTED = "CREATE TABLE calcul (a, b GENERATED ALWAYS AS (hex(zeroblob(500000000))) VIRTUAL)"
FIRES = "CREATE TRIGGER autre AFTER INSERT ON trace BEGIN DELETE FROM trace; END"
REVERSED, COMMAND, ORDER = "fdp\u202eexe.gpj", "\x1b[31mrouge\x1b[0m", "\u2066caché\u2069"
HIDING = [REVERSED, COMMAND, ORDER]


def refusal(action, *, within=SOON_S):
    started = time.monotonic()
    with pytest.raises(InvalidDatasetError) as refused:
        action()
    assert time.monotonic() - started < within
    return refused.value.problems[0]


@pytest.fixture
def drawn(tmp_path):
    """Return a function that writes polygons in a GeoPackage, then runs statements in it."""

    def drawn(*statements, shapes=(SQUARE,)):
        path = tmp_path / "trace.gpkg"
        gpd.GeoDataFrame({"nom": ["a"] * len(shapes)}, geometry=list(shapes), crs=4326).to_file(
            path, layer="trace"
        )
        with closing(sqlite3.connect(path)) as file:
            for statement in statements:
                file.execute(statement)
            file.commit()
        return path

    return drawn


class TestAGeoPackage:
    def test_its_usual_indexes_and_their_triggers_are_welcome(self, drawn):
        path = drawn()
        with closing(sqlite3.connect(path)) as file:
            kinds = {kind for (kind,) in file.execute("SELECT type FROM sqlite_master")}
        assert "trigger" in kinds
        assert len(read_features(path).frame) == 1

    @pytest.mark.parametrize("layer", [None, "trace", "sans_fin"])
    def test_an_endless_view_is_refused_whatever_layer_is_asked(self, drawn, layer):
        path = drawn(ENDLESS, *LISTED)
        problem = refusal(lambda: read_features(path, layer=layer))
        assert problem.value == "sans_fin"
        assert "vue" in problem.reason
        assert "QGIS" in problem.remedy

    @pytest.mark.parametrize(
        ("statement", "word"), [(COMPUTED, "colonnes calculées"), (FIRES, "déclencheur")]
    )
    def test_what_else_computes_is_refused(self, drawn, statement, word):
        assert word in refusal(lambda: read_features(drawn(statement))).reason

    def test_one_that_is_damaged_is_said(self, drawn):
        path = drawn()
        path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8_000)
        assert "GeoPackage" in refusal(lambda: read_features(path)).reason


def star(points, step=None):
    """A polygon whose every side crosses others."""
    angles = np.arange(points) * (step or points // 2 + 1) * 2 * np.pi / points
    ring = np.column_stack([3.1 + 0.1 * np.cos(angles), 45.1 + 0.1 * np.sin(angles)])
    return shapely.polygons(ring)


def _round(points):
    angles = np.linspace(0, 2 * np.pi, points)
    return shapely.polygons(np.column_stack([3.1 + np.cos(angles), 45 + np.sin(angles)]))


def zigzag(points):
    """A polygon that goes to and fro across itself."""
    there = np.column_stack([np.linspace(3.0, 3.2, points), 45.1 + 0.1 * (np.arange(points) % 2)])
    back = np.column_stack([np.linspace(3.2, 3.0, points), np.full(points, 45.15)])
    return shapely.polygons(np.concatenate([there, back]))


class TestAPolygonThatCrossesItself:
    def test_one_with_a_few_crossings_is_repaired_as_before(self, drawn):
        bow = shapely.polygons([(3, 45), (3.2, 45.2), (3.2, 45), (3, 45.2)])
        features = read_features(drawn(shapes=[bow, SQUARE]))
        assert features.frame.geometry.is_valid.all()
        assert features.corrections["line"].to_list() == [1]

    def test_what_is_repaired_apart_is_as_it_would_be_here(self):
        shapes = np.array([zigzag(1_500), SQUARE, None, star(61), _round(9_000)], dtype=object)
        points = shapely.get_num_coordinates(shapes)
        assert points[0] > repairing.SMALL < points[4]
        assert points[3] < repairing.FEW < points[3] + 60
        made, broken = repairing.repaired(np.append(shapes, star(63)))
        assert broken.tolist() == [True, False, False, True, False, True]
        expected = repairing.made_valid(shapes)
        whole = [0, 1, 3, 4]
        same = shapely.equals_exact(
            shapely.normalize(made[whole]), shapely.normalize(expected[whole])
        )
        assert same.all()
        assert made[2] is None

    @pytest.mark.parametrize("shape", [star(301), star(1_001), star(100_001), zigzag(50_000)])
    def test_one_that_crosses_itself_without_end_costs_little_and_is_said(self, drawn, shape):
        path, before = drawn(shapes=[SQUARE, shape]), _peak_mb()
        started = time.monotonic()
        try:
            features = read_features(path)
        except InvalidDatasetError as refused:
            (problem,) = refused.problems
            assert (problem.line, "trop de fois" in problem.reason) == (2, True)
            assert "Simplifier" in problem.remedy
        else:
            assert features.frame.geometry.is_valid.all()
        assert time.monotonic() - started < REPAIR_S
        assert _peak_mb() - before < MORE_MB

    def test_more_points_than_a_country_has_are_refused(self, drawn, monkeypatch):
        monkeypatch.setattr(polygons, "MOST_POINTS", 10)
        problem = refusal(lambda: read_features(drawn(shapes=[SQUARE] * 3)))
        assert problem.reason == "Les tracés ont 15 points : c’est plus que 10."


def _peak_mb():
    """Return the most memory that this process, or one that it ran, ever had."""
    # A process that was bounded counts too: the bound is what is tried.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class TestAWideFile:
    @pytest.fixture(scope="class")
    @classmethod
    def wide(cls, tmp_path_factory):
        """The path of a text of 200,000 columns."""
        path = tmp_path_factory.mktemp("wide") / "large.csv"
        path.write_text(
            ";".join(f"c{n}" for n in range(200_000)) + "\n" + ";" * 199_999 + "\n", "utf-8"
        )
        return path

    @pytest.mark.parametrize("name", FORMATS)
    def test_no_format_reads_two_hundred_thousand_columns(self, wide, name, tmp_path):
        asked = replace(contract.asked(contract.sown(tmp_path / "data")), year=2025)
        problem = refusal(lambda: reader_of(name)([wide], asked))
        assert problem.line == 1

    def test_the_sentence_says_how_many_there_are(self, wide):
        with opened([wide]) as (member,):
            problem = refusal(lambda: read_text(member))
        assert problem.reason == "L’en-tête a 200\u202f000 colonnes : c’est plus que 2\u202f000."
        assert problem.remedy.startswith("Vérifier le séparateur")


class TestAnEndlessLine:
    @pytest.mark.parametrize("end", ["", "\n"])
    def test_it_is_not_read(self, tmp_path, monkeypatch, end):
        monkeypatch.setattr(texts, "LONGEST_LINE", 10_000)
        path = tmp_path / "a.csv"
        path.write_text(f"a;b\n{'x' * 30_000};1{end}", "utf-8")
        with opened([path]) as (member,):
            assert "démesurée" in refusal(lambda: read_text(member)).reason


class TestWhatHides:
    def test_it_is_taken_away(self):
        assert [legible(text) for text in HIDING] == ["fdpexe.gpj", "[31mrouge[0m", "caché"]
        plain = "Œuvre « n° 1 »\u00a0: 5\u202f%, l’été\tou\nl’hiver 👩‍⚕️"
        assert legible(plain) == plain

    def test_from_a_text_which_the_report_says(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text(f"no\u202em;b\n{REVERSED};1\n{COMMAND};2\nplain;3\n", "utf-8")
        with opened([path]) as (member,):
            table = read_text(member)
        assert table.rows["nom"].to_list() == ["fdpexe.gpj", "[31mrouge[0m", "plain"]
        told = table.corrections.select("line", "column", "corrected").rows()
        assert told == [(2, "nom", "fdpexe.gpj"), (3, "nom", "[31mrouge[0m")]
        assert table.corrections["reason"].str.contains("invisibles").all()

    def test_from_a_workbook(self, tmp_path):
        with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_column(0, 0, ["nom", REVERSED, ORDER])
        with opened([tmp_path / "a.xlsx"]) as (member,):
            table = read_sheet(member)
        assert table.rows["nom"].to_list() == ["fdpexe.gpj", "caché"]
        assert table.corrections["line"].to_list() == [2, 3]

    def test_from_the_store_whoever_fills_it(self, address):
        sow(address, names={"63000": REVERSED, "hopital": ORDER}, action=COMMAND)
        with stores(address) as store, store.reading() as release:
            assert communes_of(release, "damier")["name"].iloc[0] == "fdpexe.gpj"
            told = deployments_of(release, Selection("damier")).to_csv()
        assert "[31mrouge[0m" in told
        assert legible(told) == told

    @pytest.mark.parametrize("kind", exports.WRITERS)
    @pytest.mark.parametrize("text", HIDING)
    def test_from_every_export(self, kind, text):
        written = exports.WRITERS[kind](pd.DataFrame({text: [text], "n": [1]}))
        if kind == "csv":
            found = written.decode("utf-8-sig")
        else:
            found = str(pl.read_excel(io.BytesIO(written), engine="calamine").to_dicts())
        assert legible(found.replace("\\x1b", "\x1b")) == found
        assert legible(text) in found

    def test_from_geojson(self):
        frame = pd.DataFrame({"nom": HIDING, "trace": [SQUARE] * 3})
        written = exports.to_geojson(frame, geometry="trace", note=REVERSED).decode()
        assert legible(written) == written
        assert "\\u001b" not in written

    def test_from_the_report_of_a_load(self, tmp_path):
        rows = [[REVERSED, 1, ORDER, COMMAND, ORDER, REVERSED]]
        report = Report(
            "bpe", ("a.csv",), 2,
            corrections=pl.DataFrame(rows, schema=CORRECTIONS, orient="row"),
            quarantined=pl.DataFrame(rows, schema=QUARANTINE, orient="row"),
        )  # fmt: skip
        written = reports.write(report, tmp_path / "a.csv").read_text("utf-8-sig")
        assert legible(written) == written
        assert "fdpexe.gpj" in written

    def test_from_what_a_terminal_shows(self, capsys):
        line(f"Chargé : {COMMAND}, {REVERSED}")
        assert capsys.readouterr().out == "Chargé : [31mrouge[0m, fdpexe.gpj\n"

    def test_from_what_a_reader_types(self):
        assert Item(title=f" {REVERSED} ").title == "fdpexe.gpj"


def test_a_report_is_never_written_elsewhere_than_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("a;b\n1;2\n", "utf-8")
    result = run("check", "bpe", "a.csv", "--report", "absent")
    assert result.exit_code == 2
    assert "le dossier « absent » n’existe pas" in " ".join(result.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
