"""The page «Équité»."""

from dataclasses import replace
from functools import partial
from typing import Final

import plotly.graph_objects as go

from cls_dash import terms
from cls_dash.domain.chance import Chance
from cls_dash.page.model import Chart, Facts, Map, Note, Opening, Page, Part, Titled, present
from cls_dash.page.table import Table
from cls_dash.questions.actions_map import maps, tables
from cls_dash.questions.equity import gradient, reach, verdicts, words
from cls_dash.questions.equity.figures import Figures, by_epci, figures
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import whole
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.spread import balance, otherwise
from cls_dash.questions.spread.generations import beside
from cls_dash.questions.spread.recorded import need as need_known
from cls_dash.questions.spread.spread import Spread
from cls_dash.render import charts, spread_charts
from cls_dash.render.maps import Values
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    selection, chance = asked.selection, asked.chance
    found = figures(release, asked)
    others = beside(release, selection, chance=chance)
    contracts, axes, publics = verdicts.of_selection(release, selection, found.found, chance)
    judged, card = found.record.enough, found.card
    shown = Map(
        asset_digest(release, selection.territory), _values(release, asked, found), "equite"
    )
    said = Facts(_facts(release, asked, found), card.faded)
    return Page(
        question=words.QUESTION,
        answer=words.answer(found, chance.top),
        warning=card.warning,
        opening=Opening(shown, terms.CREDITS, (said, Note(card.known))),
        parts=(
            Titled(words.BY_NEED, _by_need(found, asked)),
            *(_charts(found, asked) if judged else ()),
            Titled(words.CONTRACTS, _contracts(release, asked, others, contracts)),
            Titled(words.GROUPS, (axes, publics)),
        ),
        reading=f"{words.READING}\n\n{card.method}" if judged else words.NEED_READING,
        table=tables.table(found.communes, found.found),
    )


def _facts(release: Release, asked: Asked, found: Figures) -> tuple[str, ...]:
    selection, card = asked.selection, found.card
    if not found.record.enough:
        return otherwise.facts(release, selection)
    # What is near is so whichever contract it is of.
    recent = selection if selection.axis else replace(selection, contract=None)
    # Said beside the verdict; without one, it is the headline.
    shares = (card.answer,) if found.gap and found.record.judged else ()
    return *shares, *card.facts, *reach.facts(release, recent, found.here)


def _values(release: Release, asked: Asked, found: Figures) -> Values:
    """Return the map of what chance explains; under the floor, of need and what is known."""
    selection = asked.selection
    if found.record.enough:
        return maps.painted(release, selection, found.found, "hasard")
    return need_known(found.here, whole(release, selection, found.here), found.wanted)


def _by_need(found: Figures, asked: Asked) -> tuple[Part, ...]:
    """Return what is said where needs count, and actions along them."""
    along = gradient.build(found.found, found.record, found.wanted, asked.chance)
    return present(
        Facts((*words.by_need(found), *along.said)),
        Note(f"{found.wanted.note} {found.here.basis}"),
        Chart(along.draw, "gradient", words.ALONG, along.measured) if along.draw else None,
        along.table,
    )


def _charts(found: Figures, asked: Asked) -> tuple[Part, ...]:
    """Draw the spread against chance: as a curve, commune by commune, EPCI by EPCI."""
    head = found.record.prefix
    curve = partial(_lorenz, found.found, asked.chance)
    funnel = partial(_funnel, found)
    sums = by_epci(found.communes, terms.NO_EPCI)
    lorenz = Chart(curve, "lorenz", words.LORENZ, f"{head}{words.LORENZ_MEASURED}")
    points = Chart(funnel, "entonnoir", words.FUNNEL, f"{head}{words.FUNNEL_MEASURED}")
    if sums is None:
        return lorenz, points
    bars = partial(charts.observed_bars, sums)
    return lorenz, points, Chart(bars, "epci", words.EPCI, f"{head}{words.EPCI_MEASURED}")


def _lorenz(spread: Spread, chance: Chance) -> go.Figure:
    return spread_charts.lorenz(spread.lorenz(), spread.band(chance))


def _funnel(found: Figures) -> go.Figure:
    return spread_charts.funnel(found.communes, found.found.funnel())


def _contracts(
    release: Release, asked: Asked, others: tuple[str, ...], table: Table
) -> tuple[Part, ...]:
    """Return what each contract shows, and how prevention and care share its actions."""
    shares = balance.shares(release, asked.selection)
    drawn = Chart(partial(charts.balance, shares), "balance", words.BALANCE)
    said = Facts((balance.sentence(shares),))
    return present(Facts(others), table, drawn if len(shares) else None, said)


QUESTION: Final = Question("equite", words.QUESTION, build, offers=(needs.offer,))
