"""Each table is declared once: what files, templates, checks and exports say derives from it."""

import json
import shutil
import subprocess
import sys

import pytest

from cls_dash.store.model import EXTRACTS, FILES, ROWS, SCHEMA_VERSION
from cls_dash.store.model.table_schemas import table_schema, write
from tests.conftest import ROOT

DATA = ROOT / "data"
LINE = (
    "    weather: Mapped[str | None] = "
    'told("Météo", "Temps.", words={"sun": "soleil", "rain": "pluie"}, since=9)\n'
)
CHECKS = """
import sys
from pathlib import Path
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable
from cls_dash.ingest.contract.template import write_template
from cls_dash.ingest.dataset import territory_files
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.formats.deployments import read
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.asking import columns
from cls_dash.store.model import EXTRACTS, FILES, SCHEMA_VERSION, TABLES
from cls_dash.store.model.table_schemas import table_schema
from tests.contract import asked, csv_file, sown

folder = Path(sys.argv[1])
data = sown(folder / "data")
(table,) = [each for each in TABLES if each.name == "deployment"]
for dialect in (sqlite.dialect(), postgresql.dialect()):
    assert "weather" in str(CreateTable(table).compile(dialect=dialect))
assert SCHEMA_VERSION == 9
assert table_schema(FILES["deployments"])["fields"][-1]["constraints"] == {"enum": ["sun", "rain"]}
assert columns(EXTRACTS["deployments"])[-1].name == "weather"
write_template("deployments", folder / "modele.csv", data=data, territory=None)
header = (folder / "modele.csv").read_text("utf-8-sig").strip().split(";")
assert header[-1] == "Météo"
row = {"Action": "vallee-1-01", "Intitulé": "Atelier", "Forme": "atelier", "Commune": "63430",
       "Source": "bilan"}
loaded = read([csv_file(folder / "faits.csv", row | {"Météo": "Pluie"})], asked(data))
assert loaded.tables["deployments"]["weather"].to_list() == ["rain"], loaded.report
path = data / "territories" / "vallee" / "deployments.csv"
lines = path.read_text("utf-8").splitlines()
path.write_text("\\n".join(line.rpartition(",")[0] for line in lines) + "\\n", "utf-8")
assert read_dataset(data)["deployment"]["weather"].null_count() == 2, "a file of before"
merged = territory_files.merge(data, "vallee", "deployments", loaded.tables["deployments"]).text
path.write_text(merged, "utf-8")
assert read_dataset(data)["deployment"]["weather"].drop_nulls().to_list() == ["rain"]
path.write_text(merged.replace(",rain", ",snow"), "utf-8")
try:
    read_dataset(data)
except InvalidDatasetError as error:
    assert "weather (« snow »)" in str(error), error
else:
    raise AssertionError("not checked")
"""


@pytest.mark.parametrize("name", FILES)
def test_the_table_schema_of_each_file_says_what_the_model_says(name):
    """Made by ``python -m cls_dash.store.model.table_schemas``."""
    folder = "geography/schemas" if FILES[name].file.folder == "geography" else "schemas"
    written = json.loads((DATA / folder / f"{name}.json").read_text(encoding="utf-8"))
    assert written == table_schema(FILES[name])


def test_there_is_no_other_table_schema_and_they_are_written_alike(tmp_path):
    for folder in ("schemas", "geography/schemas"):
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path)
    for folder in ("schemas", "geography/schemas"):
        made, kept = (
            {path.name: path.read_bytes() for path in (root / folder).iterdir()}
            for root in (tmp_path, DATA)
        )
        assert made == kept


@pytest.mark.parametrize("name", FILES)
def test_what_is_declared_of_a_file_holds_together(name):
    declared = FILES[name]
    by_name = {each.name: each for each in declared.fields}
    assert len(by_name) == len(declared.fields)
    assert set(declared.key) <= set(by_name)
    for each in declared.fields:
        assert each.title
        assert each.help
        assert not each.after or by_name[each.after].type == each.type
        assert not each.default or each.default in each.words
        assert not each.refers or each.refers.partition(".")[0] in {r.__tablename__ for r in ROWS}
        assert each.since <= SCHEMA_VERSION


def test_a_reference_says_what_is_wrong_and_what_to_do():
    tables = {each.table: each for each in FILES.values()}
    for declared in FILES.values():
        for each in declared.fields:
            target = tables.get(each.refers.partition(".")[0])
            if target and target.file.folder != "geography":
                assert target.file.absent.endswith("."), each
                assert target.file.remedy.endswith("."), each


def test_every_extract_names_a_column_that_it_has():
    for row in EXTRACTS.values():
        assert not row.file.within or row.file.within in row.__table__.columns


@pytest.mark.slow
def test_a_new_column_of_a_table_is_one_line(tmp_path):
    shutil.copytree(ROOT / "cls_dash", tmp_path / "cls_dash")
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=unwanted)
    with (tmp_path / "cls_dash/store/model/actions.py").open("a", encoding="utf-8") as model:
        model.write(LINE)
    done = subprocess.run(
        [sys.executable, "-c", CHECKS, str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
        env={"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
