"""A question that did not exist: three short files, and every reader has it."""

import io
import json
import sys
from textwrap import dedent

import docx
import pptx
import pytest
from streamlit.testing.v1 import AppTest

from cls_dash.domain.selection import Selection
from cls_dash.page.sentence import plain
from cls_dash.questions import taken
from cls_dash.questions.question import at
from tests.comparing import CHANCE
from tests.conftest import opened
from tests.pages.conftest import warm
from tests.pages.driver import html, listed, open_tab, stripped

FILES = {
    "asked.py": '''
        """What an address may ask: how small a commune is."""

        from cls_dash.domain.parameter import Parameter

        SIZE = Parameter("taille", "Taille", {"2000": "2 000", "5000": "5 000"}, default="2000")
    ''',
    "words.py": '''
        """What is said of small communes."""

        from cls_dash import wording

        QUESTION = "Combien de petites communes ?"


        def answer(small, size):
            """Count communes."""
            return f"**{wording.counted(len(small), 'commune')}** de moins de {size} habitants."
    ''',
    "page.py": '''
        """The page of small communes."""

        from cls_dash.page.model import Page
        from cls_dash.page.table import Table
        from cls_dash.questions.question import Question
        from cls_dash.store.queries.communes import communes_of
        from small import words
        from small.asked import SIZE


        def build(release, asked):
            """Assemble the page."""
            communes = communes_of(release, asked.selection.territory)
            small = communes[communes["population"] < int(asked[SIZE])]
            lines = [(name,) for name in small["name"]]
            table = Table.of(("Commune",), lines, caption="Petites communes")
            said = words.answer(small, asked[SIZE])
            return Page(words.QUESTION, said, (table,), table=table)


        QUESTION = Question("petites", words.QUESTION, build, offers=(SIZE,), has_map=False)
    ''',
}
SCREEN = """
import streamlit as st
from cls_dash.domain.selection import Selection
from cls_dash.shell import address, screen
from cls_dash.shell.ask import start
from small.page import QUESTION

address.arrive("petites", carried=False)
start()
st.session_state["selection"], st.session_state["page"] = Selection("damier"), "petites"
screen.show(QUESTION)
"""


@pytest.fixture
def question(tmp_path, monkeypatch):
    """The question, from files as one would write them."""
    home = tmp_path / "small"
    home.mkdir()
    written = {name: dedent(text).lstrip() for name, text in FILES.items()}
    for name, text in written.items():
        (home / name).write_text(text, "utf-8")
    assert sum(text.count("\n") for text in written.values()) <= 60
    monkeypatch.syspath_prepend(tmp_path)
    yield __import__("small.page").page.QUESTION
    for name in [name for name in sys.modules if name.partition(".")[0] == "small"]:
        del sys.modules[name]


@pytest.mark.parametrize("code", ["2000", "5000"])
def test_every_reader_has_it(question, seeded_file, monkeypatch, code):
    asked = {"territoire": "damier", "taille": code}
    how = {"chance": CHANCE}
    with opened(f"sqlite:///{seeded_file}") as store, store.reading() as release:
        page = at(release, question, Selection("damier"), asked, **how)
        files = {kind: taken.of(release, question, asked, kind, **how) for kind in taken.KINDS}
    said, names = plain(page.answer), [line[0] for line in page.table.lines]
    assert names

    monkeypatch.setenv("CLS_STORE", f"sqlite:///{seeded_file}")
    warm()
    app = AppTest.from_string(SCREEN, default_timeout=60)
    app.query_params["taille"] = code
    app.run()
    assert not app.exception
    seen = "".join(map(stripped, [*html(app), *html(open_tab(app, "Tableau"))]))
    assert app.title[0].value == page.question
    assert listed(app, "taille").value == code
    assert all(text in seen for text in (said, *names))

    told = json.loads(files["json"])
    assert (told["question"], told["answer"]) == (page.question, said)
    assert [line[0] for line in told["table"]["lines"]] == names
    paper = docx.Document(io.BytesIO(files["docx"]))
    assert said in [paragraph.text for paragraph in paper.paragraphs]
    slides = pptx.Presentation(io.BytesIO(files["pptx"])).slides
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert said in "\n".join(shape.text_frame.text for shape in shapes)
    assert files["pdf"].startswith(b"%PDF")
