"""What the shell's page has a browser fetch while it starts."""

import re
from pathlib import Path

import streamlit

from cls_dash.render.libraries import SERVED
from cls_dash.web import early

SHELL = Path(streamlit.__file__).parent / "static"


def linked(kind):
    return re.findall(rf'<link rel="{kind}"[^>]* href="\./([^"]+)">', early.hints())


def test_each_part_that_pages_draw_with_is_named_once_with_what_it_imports():
    parts = linked("modulepreload")
    assert len(parts) == len(set(parts)) > len(early.DRAWN)
    for stem in early.DRAWN:
        assert [part for part in parts if part.startswith(f"static/js/{stem}.")], stem
    shell = (SHELL / "index.html").read_text(encoding="utf-8")
    for part in parts:
        assert part not in shell
        for other in re.findall(r'from"\./([\w.-]+)"', (SHELL / part).read_text(encoding="utf-8")):
            assert f"static/js/{other}" in parts or other in shell


def test_the_libraries_of_maps_are_at_the_addresses_where_maps_ask_them():
    assert {f"assets/{address}" for address in SERVED} >= set(linked("prefetch"))
    assert len(linked("prefetch")) == 4


def test_a_part_that_the_shell_has_no_more_is_left_out(monkeypatch):
    monkeypatch.setattr(early, "DRAWN", ("NotThere",))
    assert linked("modulepreload") == []
