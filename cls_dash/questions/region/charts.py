"""The charts of a region's contracts; none is drawn where nothing is known."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from cls_dash import wording
from cls_dash.analysis.rates import PER
from cls_dash.page.demonstration import MARK
from cls_dash.page.model import Chart
from cls_dash.page.sentence import plain
from cls_dash.questions.region.figures import Figures
from cls_dash.questions.region.needs import Need
from cls_dash.questions.region.rates import Rates
from cls_dash.render import region_charts

LEAST: Final = 3
"""Contracts that a panel is drawn for."""


def funnel(here: Figures, found: Rates) -> Chart:
    """Draw the rates of contracts inside what chance allows."""
    table = found.table.assign(name=here.contracts["name"])
    table = table.assign(apart=table["flag"].isin(["very_high", "very_low"]))
    columns = ["name", "people", "n", "value", "shrunk", "apart"]
    draw = partial(
        region_charts.funnel, table[columns], found.overall, multiplier=PER, clump=found.clump
    )
    made = plain(MARK) if found.demonstration else ""
    return Chart(
        draw,
        "entonnoir",
        measured=f"{made}{found.title}, pour {wording.number(PER)} habitants. Pointillés : 95 %, "
        "traits : 99,8 % de ce que le hasard donnerait.",
        alt=f"{made}Entonnoir : {found.title} de {len(table)} contrats, selon leurs habitants.",
        reading="Trait vertical : d’où le taux observé est rapproché de l’ensemble.",
    )


def multiples(here: Figures, found: Mapping[str, Need | None]) -> tuple[Chart, ...]:
    """Draw each need that is known of some contracts, in a small panel."""
    panels = [
        region_charts.Panel(
            wording.titled(need.title, f"{need.unit}, {need.year}"),
            need.contracts.rename(here.contracts["name"].to_dict()),
            need.without if here.whole else float("nan"),
            need.digits,
        )
        for need in found.values()
        if need is not None and len(need.contracts) >= LEAST
    ]
    if not panels:
        return ()
    said = "Un trait par contrat ; pointillé orange : les communes sans contrat connu."
    return (Chart(partial(region_charts.multiples, panels), "besoins", measured=said, alt=said),)
