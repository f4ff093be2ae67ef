"""Ask a question for its page, as a reader that is not the screen."""

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
