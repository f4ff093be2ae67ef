"""What others take away: files of a release, what describes them, the figures of a page."""

import io
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pyshacl
import pytest
from frictionless import Package
from openapi_spec_validator import validate as validate_openapi
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from starlette.applications import Starlette

from cls_dash.errors import UnknownLayerError
from cls_dash.questions.first_sight import Site
from cls_dash.questions.open_data import datapackage, dcat, files, listed, openapi
from cls_dash.questions.open_data.files import FILES, PACKAGE, size, version, write
from cls_dash.questions.open_data.pages import STEMS
from cls_dash.settings import Settings
from cls_dash.shell import menu
from cls_dash.store.geometry import Geometry
from cls_dash.store.model import EXTRACTS
from cls_dash.store.model.fields import published, table_of
from cls_dash.store.open import open_store
from cls_dash.store.publish import publish
from cls_dash.store.secrecy import without_small_counts
from cls_dash.web import made_files, open_data
from cls_dash.web.file_maker import write_apart
from tests.conftest import ROOT, opened
from tests.seed import as_tables, seed_frames, sow_frames
from tests.unit.test_web import fetch

LAMBERT = 2154
SHAPES = ROOT / "tests" / "frozen" / "dcat_ap.ttl"
OUTLINES = ROOT / "data" / "geography" / "communes.geojson"


def app_of(store, folder, **said):
    known = Settings(draws=199, permutations=99, cache=folder, **said)

    def ask(build, asked):
        with store.reading() as release:
            return build(release, asked)

    site = Site(known, menu.GROUPS, menu.FOOT, ask)
    return Starlette(routes=open_data.routes(store, site))


@pytest.fixture(scope="module")
def seed(seeded_file):
    with opened(f"sqlite:///{seeded_file}") as store:
        yield store


@pytest.fixture(scope="module")
def app(seed, tmp_path_factory):
    return app_of(seed, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def now(seed):
    with seed.reading() as release:
        return version(release)


@pytest.fixture(scope="module")
def taken(shipped, tmp_path_factory):
    """A folder of all the files of the shipped data, under the names of their addresses."""
    folder = tmp_path_factory.mktemp("taken")
    with opened(f"sqlite:///{shipped}") as store, store.reading() as release:
        for name in FILES:
            write(release, name, folder / name)
        told = datapackage.datapackage(release, Settings())
    (folder / PACKAGE).write_bytes(told)
    return folder


SERVER = """
import sys
from pathlib import Path
from cls_dash.store.open import open_store
from cls_dash.web.file_maker import write_apart
store, release, path = sys.argv[1:]
write_apart(open_store(store), release, Path(path), documented_only=False)
"""
"""What a server does of a large file."""


def waited(ask, seconds=300):
    """Return the first answer that is something."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return answer


def command_of(process):
    """Return the command of a process; nothing of one that ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def text_of(path):
    """Return all that a file says, as text."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv()
    if path.suffix == ".gpkg":
        layers = pyogrio.list_layers(path)[:, 0]
        return "".join(pyogrio.read_dataframe(path, layer=name).to_csv() for name in layers)
    return path.read_text("utf-8")


def valid(package, folder):
    return Package.from_descriptor(package, basepath=str(folder)).validate()


class TestAddresses:
    @pytest.mark.parametrize("name", FILES)
    def test_each_file_is_reached_and_never_changes(self, app, now, name):
        led = fetch(app, f"/donnees/{name}")
        assert (led.status, led.headers["location"]) == (307, f"./{now}/{name}")
        whole = fetch(app, f"/donnees/{now}/{name}")
        assert whole.status == 200
        assert whole.headers["content-type"].startswith(FILES[name].media)
        assert "immutable" in whole.headers["cache-control"]
        assert whole.headers["access-control-allow-origin"] == "*"
        assert int(whole.headers["content-length"]) == len(whole.body)

    def test_a_large_file_is_the_same_by_a_process_of_its_own(self, app, now, seed, tmp_path):
        """What memory it takes ends with that process: here, all files are large."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "LARGE", 0)
            patch.setattr(made_files, "PATIENCE_S", 120.0)
            patch.setattr(made_files, "write", None)
            apart = fetch(app_of(seed, tmp_path), f"/donnees/{now}/communes.csv", seconds=120)
        assert apart.status == 200
        assert apart.body == fetch(app, f"/donnees/{now}/communes.csv").body
        with pytest.raises(UnknownLayerError):
            write_apart(seed, "autre-1", tmp_path / "communes.csv", documented_only=False)

    def test_what_is_long_says_when_to_come_again_and_is_there_then(self, seed, now, tmp_path):
        app, address = app_of(seed, tmp_path), f"/donnees/{now}/axes.csv"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(made_files, "PATIENCE_S", 0.0)
            early = fetch(app, address)
        assert (early.status, early.headers["retry-after"]) == (503, "60")
        assert early.headers["cache-control"] == "no-store"
        assert early.headers["content-type"] == "text/plain; charset=utf-8"
        assert early.body.decode() == "Cela se prépare. Réessayez dans une minute."
        assert fetch(app, address).status == 200

    def test_the_page_says_which_files_are_long(self, seed):
        with seed.reading() as release:
            assert "Long à préparer" not in listed.prose(release)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(files, "LARGE", size(release, "communes.csv"))
                told = listed.prose(release)
        long = told.partition("Long à préparer la première fois : ")[2].partition(". Si")[0]
        assert long.startswith("GeoPackage")
        assert "commune" in long
        assert "axe" not in long

    def test_that_process_ends_with_the_server_even_killed(self, seeded_file, now, tmp_path):
        path = tmp_path / "communes.csv"
        said = [f"sqlite:///{seeded_file}", now, str(path)]
        server = subprocess.Popen([sys.executable, "-c", SERVER, *said])
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        maker = waited(lambda: children.read_text("utf-8").split())[0]
        server.kill()
        server.wait(60)
        # Of one that ended and that nobody waits for, nothing is left but its number.
        waited(lambda: not command_of(maker))
        assert not path.exists()

    def test_a_part_a_head_and_what_is_known_already(self, app, now):
        path = f"/donnees/{now}/communes.csv"
        whole = fetch(app, path)
        part = fetch(app, path, {"range": "bytes=3-10"})
        assert (part.status, part.body) == (206, whole.body[3:11])
        head = fetch(app, path, method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["etag"] == whole.headers["etag"]
        for known in (whole.headers["etag"], f'"x", W/{whole.headers["etag"]}'):
            again = fetch(app, path, {"if-none-match": known})
            assert (again.status, again.body) == (304, b"")
        assert fetch(app, path, {"if-none-match": '"x"'}).status == 200

    @pytest.mark.parametrize(
        "path",
        ["x.csv", "communes.xlsx", "../communes.csv", "autre-1/communes.csv", "..%2f/communes.csv",
         "autre-1/datapackage.json", "page/seance.json", "page/x.json"],
    )  # fmt: skip
    def test_what_is_not_there_is_said_in_french(self, app, path):
        answer = fetch(app, f"/donnees/{path}")
        assert answer.status == 404
        assert answer.body.decode().startswith("Ce fichier n’existe pas")

    def test_it_is_made_once(self, seed, now, tmp_path):
        app = app_of(seed, tmp_path)
        first = fetch(app, f"/donnees/{now}/axes.csv")
        (path,) = (tmp_path / "donnees").rglob("axes.csv")
        made = path.stat().st_mtime_ns
        assert fetch(app, f"/donnees/{now}/axes.csv").body == first.body
        assert path.stat().st_mtime_ns == made
        assert [each.name for each in path.parent.iterdir()] == ["axes.csv"]

    def test_those_of_old_releases_are_kept_a_while_then_go(self, tmp_path):
        store = tmp_path / "cls.gpkg"
        addresses = []
        for rank in range(4):
            sow_frames(seed_frames({}, f"Atelier {rank}"), store, release=f"r{rank}")
            with opened(f"sqlite:///{store}") as seed:
                app = app_of(seed, tmp_path)
                addresses.append(fetch(app, "/donnees/axes.csv").headers["location"][1:])
                assert fetch(app, f"/donnees{addresses[-1]}").status == 200
                statuses = [fetch(app, f"/donnees{each}").status for each in addresses]
        assert statuses == [404, 200, 200, 200]

    def test_a_site_without_the_illustrative_has_files_of_its_own(self, seeded_file, tmp_path):
        store = open_store(f"sqlite:///{seeded_file}", without_illustrative=True)
        app = app_of(store, tmp_path)
        address = fetch(app, "/donnees/deployments.csv").headers["location"]
        assert address.endswith("-documente/deployments.csv")
        body = fetch(app, f"/donnees/{address[2:]}").body.decode()
        assert ";documented;" in body
        assert ";illustrative;" not in body
        store.engine.dispose()


class TestTables:
    def test_each_column_that_is_taken_away_has_a_title_and_a_sentence(self):
        for row in EXTRACTS.values():
            said = {each.name: each for each in published(row)}
            plain = {c.name for c in table_of(row).columns if not isinstance(c.type, Geometry)}
            assert plain - {"fid"} <= set(said), row
            assert row.file.title, row
            assert row.file.help, row
            assert all(each.title and each.help for each in said.values()), row

    def test_whole_numbers_are_written_whole(self, taken):
        """A commune without a population would make floats of all the others."""
        for name in ("communes", "deployments", "contracts"):
            text = (taken / f"{name}.csv").read_text("utf-8-sig")
            frame = pd.read_csv(io.StringIO(text), sep=";", dtype=str)
            for column in {"population", "count", "start_year", "number"} & set(frame):
                assert frame[column].dropna().str.fullmatch(r"\d+").all(), (name, column)

    def test_qgis_lists_all_as_layers(self, taken):
        layers = dict(pyogrio.list_layers(taken / "atlas.gpkg"))
        assert set(layers) == set(EXTRACTS)
        assert layers["communes"] == layers["territories"] == "MultiPolygon"
        assert layers["deployments"] == layers["providers"] == "Point"
        info = pyogrio.read_info(taken / "atlas.gpkg", layer="perimeters")
        assert info["crs"] == "EPSG:4326"
        assert info["layer_metadata"]["IDENTIFIER"] == "Périmètre daté"

    def test_outlines_are_those_of_the_source_within_a_metre(self, taken):
        source = gpd.read_file(OUTLINES).set_index("code").to_crs(LAMBERT).geometry
        for found in (
            pyogrio.read_dataframe(taken / "atlas.gpkg", layer="communes"),
            gpd.read_parquet(taken / "communes.parquet"),
            gpd.read_file(taken / "communes.geojson"),
        ):
            outlines = found.set_index("code").to_crs(LAMBERT).geometry
            assert len(outlines) == len(source)
            assert outlines.hausdorff_distance(source.loc[outlines.index]).max() < 1

    def test_a_territory_is_all_its_communes(self, taken):
        source = gpd.read_file(OUTLINES).set_index("code").to_crs(LAMBERT)
        members = pd.read_parquet(taken / "perimeters.parquet", columns=["territory", "commune"])
        whole = source.dissolve(by=members.set_index("commune")["territory"]).geometry
        found = pyogrio.read_dataframe(taken / "atlas.gpkg", layer="territories")
        outlines = found.set_index("slug").to_crs(LAMBERT).geometry
        assert outlines.hausdorff_distance(whole.loc[outlines.index]).max() < 1

    def test_columns_keep_their_types_where_they_are_empty(self, taken):
        frame = pd.read_parquet(taken / "deployments.parquet", dtype_backend="pyarrow")
        kinds = frame.dtypes.astype(str)
        assert kinds["count"] == "int64[pyarrow]"
        assert kinds["starts_on"] == "date32[day][pyarrow]"
        assert kinds["remarks"] == "string[pyarrow]"
        assert kinds["withheld"] == "bool[pyarrow]"


class TestWithholding:
    def test_no_file_holds_a_count_that_publication_withholds(self, tmp_path):
        """Of 7,731 persons under a threshold of 10,000; what is above is in the same files."""
        frames = seed_frames({}, "Atelier")
        counts = frames["deployment"].assign(count=None, count_unit="persons")
        counts.loc[counts.index[:2], "count"] = [7731, 20011]
        frames["deployment"] = counts
        kept = without_small_counts(as_tables(frames), threshold=10_000)
        store = tmp_path / "cls.gpkg"
        publish(kept, store, release="secret", latest_fact=date(2026, 1, 31), withheld_under=10_000)
        saying = set()
        with opened(f"sqlite:///{store}") as opened_store, opened_store.reading() as release:
            for name in FILES:
                write(release, name, tmp_path / name)
                text = text_of(tmp_path / name)
                assert "7731" not in text, name
                saying |= {name} if "20011" in text else set()
        assert saying == {
            "atlas.gpkg", "deployments.csv", "deployments.geojson", "deployments.parquet",
        }  # fmt: skip

    def test_no_file_holds_a_small_count_of_persons(self, taken):
        frame = pd.read_parquet(taken / "deployments.parquet")
        persons = frame[frame["count_unit"] == "persons"]
        assert (persons["count"].dropna() > 10).all()
        values = pd.read_parquet(taken / "observations.parquet")
        assert values.loc[values["status"] == "withheld", "value"].isna().all()


class TestDescriptions:
    def test_the_data_package_is_valid_with_its_data(self, taken):
        package = json.loads((taken / PACKAGE).read_text("utf-8"))
        assert {each["path"] for each in package["resources"]} == set(FILES)
        # It reads Parquet too, a hundred times slower.
        tables = [each for each in package["resources"] if each["format"] == "csv"]
        report = valid({**package, "resources": tables}, taken)
        assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
        assert len(report.tasks) == len(EXTRACTS)

    def test_a_cell_that_is_not_as_declared_would_be_told(self, taken, tmp_path):
        package = json.loads((taken / PACKAGE).read_text("utf-8"))
        (table,) = [each for each in package["resources"] if each["name"] == "sources"]
        text = (taken / "sources.csv").read_text("utf-8-sig")
        (tmp_path / "sources.csv").write_text(text.replace("admin-express;", "?;", 1), "utf-8-sig")
        assert not valid({**package, "resources": [table]}, tmp_path).valid

    # What reads JSON-LD and shapes still uses what their library of graphs deprecates.
    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_the_catalogue_has_the_shape_that_portals_ask_for(self, seed):
        known = Settings(publisher="Essai", contact="https://exemple.fr/contact")
        with seed.reading() as release:
            told = dcat.catalogue(release, known, "https://atlas.example.fr")
        graph = Graph().parse(data=told, format="json-ld")
        assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == len(FILES)
        valid, _, said = pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")
        assert valid, said
        graph.remove((None, DCAT.accessURL, None))
        assert not pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")[0]

    def test_the_description_of_addresses_is_valid_and_names_them_all(self, seed):
        with seed.reading() as release:
            told = json.loads(openapi.openapi(release, ""))
        validate_openapi(told)
        assert {f"/donnees/page/{stem}.json" for stem in STEMS} <= set(told["paths"])
        assert set(told["components"]["schemas"]) == {"page", *EXTRACTS}


class TestPages:
    @pytest.mark.parametrize("stem", STEMS)
    def test_each_page_tells_its_figures(self, app, stem):
        answer = fetch(app, f"/donnees/page/{stem}.json", query="territoire=damier")
        assert answer.status == 200
        told = json.loads(answer.body, parse_constant=pytest.fail)
        assert told["question"]
        again = fetch(app, f"/donnees/page/{stem}.json", {"if-none-match": answer.headers["etag"]},
                      query="territoire=damier")  # fmt: skip
        assert again.status == 304

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("%", "n’est pas un paramètre."),
            ("territoire=zz", "« zz » n’est pas un territoire de cet atlas."),
            ("territoir=damier", "« territoir » n’est pas un paramètre."),
            ("territoire=", "« territoire » est vide ou trop long."),
            ("territoire=damier&territoire=voisin", "Un paramètre est donné deux fois."),
        ],
    )
    def test_what_it_does_not_know_is_refused(self, app, query, said):
        answer = fetch(app, "/donnees/page/equite.json", query=query)
        assert answer.status == (404 if "zz" in query else 400)
        assert said in answer.body.decode()
