"""Ask a question for its page, as a reader that is not the screen."""

from cls_dash.page.draw.data import data
from cls_dash.page.model import Map
from cls_dash.questions.question import Asked, at
from tests.comparing import CHANCE


def answered(release, question, selection, **codes):
    """Return the page of a question at an address."""
    return at(release, question, selection, codes, chance=CHANCE)


def asking(selection, **codes):
    """Return what is asked of a question whose parameters all have a code."""
    return Asked(selection, codes, CHANCE)


def parts_of(page, kind):
    """Return the parts of a page of one kind, in the order in which they are read."""
    return [part for part in page.all() if isinstance(part, kind)]


def strings(told, *, but=()):
    """Return every text of some JSON, but what some keys hold."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for key, each in told.items():
            yield from () if key in but else strings(each, but=but)
    elif isinstance(told, list | tuple):
        for each in told:
            yield from strings(each, but=but)


def said_by(page):
    """Return all that a page tells in its sentences, its tables and on its maps, tips included."""
    maps = [part.values for part in parts_of(page, Map)]
    tips = [line for values in maps for tip in getattr(values, "tips", ()) for line in tip]
    return [*strings(data(page), but={"question", "reading", "chart"}), *tips]
