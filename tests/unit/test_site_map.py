"""The page «Plan du site»."""

from cls_dash.page.model import Link, Note, Titled
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.site_map import page
from cls_dash.shell import menu


def test_it_leads_to_every_page_with_its_question():
    shown = page(menu.GROUPS, menu.FOOT)
    links = [part.page for part in shown.all() if isinstance(part, Link)]
    assert links == [*menu.TITLES, *menu.FOOT]
    told = {part.text for part in shown.all() if isinstance(part, Note)}
    assert {question.text for question in QUESTIONS.values()} < told
    assert len([part for part in shown.parts if isinstance(part, Titled)]) == len(menu.GROUPS) + 1
