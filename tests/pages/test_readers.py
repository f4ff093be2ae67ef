"""Every reader of a page states the same figures: screen, meeting, paper, slides and JSON."""

import io
import json
from datetime import date

import docx
import pptx
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from cls_dash.domain.chance import Chance
from cls_dash.domain.meeting import Item, Meeting, View
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import EVIDENCE
from cls_dash.page.draw.slides import slide
from cls_dash.page.model import Facts, Folded, Note, Notice, Prose, Remarks, Timeline, Titled
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table
from cls_dash.questions import accessibility, at_address, legal, taken
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.meeting import slides
from cls_dash.questions.question import at, offered
from cls_dash.settings import settings
from tests.asking import strings
from tests.conftest import opened as opened_store
from tests.pages.driver import TABS, open_tab, stripped, texts

DAMIER = Selection("damier")
KNOWN = settings()
ASKED = {"chance": Chance(199, KNOWN.permutations, KNOWN.seed)}
"""As the page asks chance: see ``opened``."""


def words(text):
    """Return the words of a text: where a line ends, and what keeps words together, is looks."""
    return "".join(plain(text).split())


def address(draw, release, question):
    """Draw an address of a page, whose parameters may be absent or say nothing known."""
    codes = {"territoire": "damier"}
    if draw(st.booleans()):
        codes[EVIDENCE.key] = draw(st.sampled_from(list(EVIDENCE.options)))

    def drawn(parameter):
        said = draw(st.sampled_from(["", "inconnu", *parameter.options]))
        if said:
            codes[parameter.key] = said
        return parameter.read(codes)

    selection, _ = at_address.selection(release, codes, question.stem)
    list(offered(question.offers, lambda offer, before: offer(release, selection, before), drawn))
    return codes


def told(page):
    """Return all that a page says without being asked for more."""
    yield page.answer
    yield page.warning
    folded = {id(part) for each in page.all() if isinstance(each, Folded) for part in each.parts}
    for part in page.all():
        if id(part) in folded:
            continue
        if isinstance(part, Facts):
            yield from part.sentences
        if isinstance(part, Note | Prose):
            yield part.text
        if isinstance(part, Table):
            yield from (cell for line in part.lines for cell in line)
        if isinstance(part, Notice):
            yield part.text
        if isinstance(part, Timeline):
            yield from (text for span in part.spans
                        for text in (span.title, span.years, span.detail))  # fmt: skip


def on_paper(page):
    """Return all that paper says: what is folded on the screen is open there."""
    yield from told(page)
    for part in page.all():
        if isinstance(part, Table):
            yield from (cell for line in part.lines for cell in line)
        if isinstance(part, Remarks):
            yield from (text for name, said in part.groups for text in (name, *said))


def on_screen(app):
    """Yield all that the screen says, tab after tab."""
    yield from texts(app)
    for tab in TABS:
        yield from texts(open_tab(app, tab))


def projected(stem, codes, page):
    """Return the words of the slides of a meeting where the page is the only point."""
    view = View(page=stem, address=codes, question=page.question, answer=page.answer,
                facts=page.facts, release="r")  # fmt: skip
    item = Item(title=page.question, view=view)
    meeting = Meeting(territory="damier", title="Essai", held_on=date(2026, 1, 1), items=(item,))
    return "".join(stripped(slide(each)) for each in slides.build(meeting, "Damier", "r"))


def of_pdf(written):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages)


def of_docx(written):
    text = docx.Document(io.BytesIO(written))
    cells = (cell.text for table in text.tables for row in table.rows for cell in row.cells)
    return "".join([*(paragraph.text for paragraph in text.paragraphs), *cells])


def of_pptx(written):
    shapes = [shape for slide in pptx.Presentation(io.BytesIO(written)).slides
              for shape in slide.shapes]  # fmt: skip
    return "".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


@pytest.fixture(scope="module")
def real_release(real_file):
    """Release of the real actions: what one page asked of it is not asked again by the next."""
    with opened_store(f"sqlite:///{real_file}") as store, store.reading() as release:
        yield release


@pytest.mark.slow
@pytest.mark.parametrize("stem", list(QUESTIONS))
def test_all_readers_state_the_same(stem, opened, real_file, real_release):
    question = QUESTIONS[stem]

    # A page takes a second or two to draw: what fails is told as it was found.
    @how(
        max_examples=2, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @given(st.data())
    def agree(data):
        codes = address(data.draw, real_release, question)
        selection, _ = at_address.selection(real_release, codes, stem)
        page = at(real_release, question, selection, codes, **ASKED)
        files = {
            kind: taken.write(real_release, stem, codes, kind, **ASKED) for kind in taken.KINDS
        }
        app = opened(real_file, stem, **codes)
        assert not app.exception
        screen = words("".join(on_screen(app)))
        assert [part for part in map(words, told(page)) if part not in screen] == []

        if page.reading:
            open_tab(app, "Télécharger").button(key="ajouter_seance").click().run()
            (item,) = app.session_state["_meeting"].items
            assert (item.view.question, item.view.answer) == (page.question, page.answer)
            # Parts that are live on the screen alone say more, after the page.
            assert item.view.facts[: len(page.facts)] == page.facts

        point = words(projected(stem, codes, page))
        assert [part for part in map(words, (page.answer, *page.facts)) if part not in point] == []
        as_json = words("".join(strings(json.loads(files["json"]))))
        assert [part for part in map(words, on_paper(page)) if part not in as_json] == []
        paper = words(of_docx(files["docx"]))
        assert [part for part in map(words, on_paper(page)) if part not in paper] == []
        edited = words(of_pptx(files["pptx"]))
        said = [page.answer, *(fact for part in page.all() if isinstance(part, Facts)
                               for fact in part.sentences)]  # fmt: skip
        assert [part for part in map(words, said) if part not in edited] == []
        pdf = words(of_pdf(files["pdf"]))
        assert [part for part in map(words, said) if part not in pdf] == []

    agree()


@pytest.mark.parametrize(
    ("stem", "page"), [("accessibilite", accessibility.page), ("mentions_legales", legal.page)]
)
def test_the_screen_states_all_of_a_page_that_asks_nothing(stem, page, opened, real_file):
    shown = page(settings())
    screen = words("".join(texts(opened(real_file, stem))))
    titles = [part.title for part in shown.all() if isinstance(part, Titled)]
    said = [shown.question, *titles, *told(shown)]
    assert [part for part in map(words, said) if part not in screen] == []
