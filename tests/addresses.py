"""Addresses that a reader may ask of the pages, drawn at random, and the page at each."""

from cls_dash.domain.chance import Chance
from cls_dash.domain.shared import ALL
from cls_dash.errors import ClsDashError
from cls_dash.questions import at_address, choices
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.question import at, offered

CHANCE = Chance(draws=199, permutations=199, seed=1)


def page_at(release, stem, **codes):
    """Return the page that an address opens."""
    selection, _ = at_address.selection(release, codes, stem)
    return at(release, QUESTIONS[stem], selection, codes, chance=CHANCE)


def _codes(release, draw, territory):
    """Return what the bar says: a territory, and often a contract, an axis, a period."""
    known = choices.build(release, territory)
    codes = {"territoire": territory}
    if draw.random() < 0.5:
        codes["preuves"] = draw.choice(["documentees", "toutes"])
    if known.contracts and draw.random() < 0.5:
        codes["contrat"] = draw.choice([*known.contracts, ALL])
    if known.periods and draw.random() < 0.3:
        codes["periode"] = draw.choice(list(known.periods))
    axes = list(known.axes.get(codes.get("contrat", "").removeprefix(ALL), {}))
    if axes and draw.random() < 0.3:
        codes["axe"] = draw.choice(axes)
    if known.perimeters and draw.random() < 0.2:
        codes["perimetre"] = draw.choice(list(known.perimeters))
    return codes


def drawn(release, draw, stem, times):
    """Yield addresses of a page, each with its page; those that cannot be answered are left out."""
    question = QUESTIONS[stem]
    slugs = list(choices.territories(release))
    for rank in range(times):
        codes = _codes(release, draw, slugs[rank % len(slugs)])
        selection, _ = at_address.selection(release, codes, stem)

        def read(parameter):
            listed = list(parameter.options)
            return draw.choice(listed) if listed else parameter.read({})

        def ask(offer, before, selection=selection):
            return offer(release, selection, before)

        found = offered(question.offers, ask, read)
        own = {parameter.key: code for parameter, code in found}
        try:
            yield codes | own, at(release, question, selection, own, chance=CHANCE)
        except ClsDashError:
            continue
