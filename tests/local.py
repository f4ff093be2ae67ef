"""How tests read the page «Ma commune»: which of its sentences and tables is which."""

from types import SimpleNamespace

from cls_dash.page.model import Facts, Notice
from cls_dash.page.table import Table
from cls_dash.questions.commune import QUESTION
from cls_dash.questions.commune.words import NO_LIST
from tests.asking import answered, parts_of

CAPTIONS = {
    "comparison": "Comparaison",
    "actions": "Actions menées",
    "indicators": "Chiffres publiés",
    "services": "À quelle distance",
    "places": "Lieux connus",
}


def commune_told(release, selection, code):
    """Return what the sheet of a commune says, by what it is."""
    page = answered(release, QUESTION, selection, commune=code)
    tables = parts_of(page, Table)
    (facts,) = parts_of(page, Facts)
    notices = [part.text for part in parts_of(page, Notice)]
    return SimpleNamespace(
        answer=page.answer,
        facts=facts.sentences,
        values=page.map.values,
        no_action=next((text for text in notices if text != NO_LIST), None),
        **{
            name: next((each for each in tables if begin in each.caption), None)
            for name, begin in CAPTIONS.items()
        },
    )
