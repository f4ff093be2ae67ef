"""The docs name every setting, command and indicator, and only files that exist."""

import importlib.util
import re
from pathlib import Path

import pytest

from cls_dash.settings import ROOT, Settings

DEVELOPERS = ["CONTRIBUTING.md", *(f"docs/{name}.md" for name in (
    "architecture", "how-to", "testing", "glossary"))]  # fmt: skip
WRITTEN = "".join(
    path.read_text("utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
)


@pytest.fixture(scope="module")
def reference():
    """The module that writes the reference pages of the site."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_each_setting_is_documented(reference, setting):
    name = f"CLS_{setting.upper()}"
    assert re.search(rf"\b{name}\b", WRITTEN)
    (line,) = [line for line in reference.settings_page().splitlines() if f"| `{name}` |" in line]
    assert len(line.split(" | ")[2]) > len("meaning |")


def test_each_command_is_documented(reference):
    commands = dict(reference.commands())
    assert len(commands) > 15
    page = reference.commands_page()
    for words, command in commands.items():
        assert f"## `{words}`" in page
        assert command.help
        assert re.search(rf"\b{words.removeprefix('cls-dash ')}\b", WRITTEN), words


def test_each_indicator_is_documented(reference):
    page = reference.indicators_page()
    cards = sorted((ROOT / "data" / "indicators").glob("*.yaml"))
    assert cards
    assert [card.stem for card in cards if f"`{card.stem}`" not in page] == []


def test_each_column_is_documented(reference):
    page = reference.tables_page()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    assert [row for row in rows if not row.split("|")[3].strip()] == []


@pytest.mark.parametrize("page", DEVELOPERS)
def test_developers_are_told_of_files_that_exist(page):
    text = (ROOT / page).read_text("utf-8")
    paths = set(
        re.findall(r"`((?:cls_dash|tests|pages|data|docs|benchmarks|deploy)/[\w./-]*)`", text)
    )
    assert [path for path in sorted(paths) if not Path(ROOT / path).exists()] == []


def test_the_picture_of_the_architecture_is_that_of_today():
    spec = importlib.util.spec_from_file_location("draw", ROOT / "docs" / "draw_architecture.py")
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    assert draw.PICTURE.read_text("utf-8") == draw.drawn()
