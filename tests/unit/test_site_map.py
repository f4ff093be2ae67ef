"""The page «Plan du site»."""

from cls_dash.page.model import Link, Titled
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.site_map import page
from cls_dash.shell import menu


def test_it_leads_to_every_page_with_its_question():
    shown = page(menu.GROUPS, menu.FOOT)
    links = {part.page: part.label for part in shown.all() if isinstance(part, Link)}
    assert list(links) == [*menu.TITLES, *menu.FOOT]
    for stem, question in QUESTIONS.items():
        assert links[stem] == f"{menu.TITLES[stem]} · {question.text}"
    assert len([part for part in shown.parts if isinstance(part, Titled)]) == len(menu.GROUPS) + 1
