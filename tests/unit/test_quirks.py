"""Workarounds of Streamlit: each says what would end it, and a new version asks the question."""

import ast
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from cls_dash.shell.quirks.known_theme import keep_theme
from tests.conftest import ROOT

QUIRKS = sorted(
    path
    for room in ("shell", "web")
    for path in (ROOT / "cls_dash" / room / "quirks").glob("*.py")
    if path.name != "__init__.py"
)


def streamlit():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = map(Requirement, project["dependencies"])
    return next(each for each in asked if each.name == "streamlit")


@pytest.mark.parametrize("path", QUIRKS, ids=lambda path: path.stem)
def test_each_names_its_upstream_issue_and_what_would_end_it(path):
    told = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert "Upstream: https://github.com/" in told
    assert "Needless when: " in told


def test_a_version_of_streamlit_that_they_were_not_tried_with_is_refused():
    """Try each as its «Needless when» says, delete it or keep it, then raise the ceiling."""
    asked = streamlit()
    assert any(bound.operator == "<" for bound in asked.specifier)
    assert version("streamlit") in asked.specifier, [path.stem for path in QUIRKS]


@pytest.mark.parametrize("section", ["theme", "theme.dark", "theme.sidebar"])
def test_the_theme_that_runs_share_is_what_streamlit_reads_once(monkeypatch, section):
    reads = []
    told = {"theme": {"primaryColor": "#b44818"}, "theme.dark": {"backgroundColor": "#15181c"}}

    def options(asked):
        reads.append(asked)
        return told.get(asked, {"primaryColor": None})

    monkeypatch.setattr(config, "get_options_for_section", options)
    read = app_session._populate_theme_msg
    read((theirs := NewSession()).custom_theme, section)
    monkeypatch.setattr(app_session, "_populate_theme_msg", read)
    keep_theme()
    for _ in range(3):
        app_session._populate_theme_msg((ours := NewSession()).custom_theme, section)
        assert ours == theirs
    assert reads == [section] * 2
