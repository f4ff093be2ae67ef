"""Whom actions reach, in sentences: near and recent, for the neediest, and who is left out."""

from typing import Final

from cls_dash import wording
from cls_dash.analysis.coverage import neediest
from cls_dash.analysis.rates import proportion
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.store.readings import Readings
from cls_dash.views import forgotten
from cls_dash.views.ground import Ground
from cls_dash.views.needs import Need

_NAMED: Final = 5


def facts(readings: Readings, selection: Selection, here: Ground, need: Need) -> tuple[str, ...]:
    """Say who had a recent action near, what the neediest have, and which communes had none."""
    return (
        _near(readings, selection, here),
        for_the_neediest(here, need),
        _left_out(readings, selection, here),
    )


def _near(readings: Readings, selection: Selection, here: Ground) -> str:
    found = forgotten.window(readings, selection, here, 12)
    people = here.population
    share = people[~forgotten.far(found.minutes)].sum() / people.sum()
    return (
        f"**{wording.percent(share)}** des habitants ont eu une action à "
        f"{wording.number(forgotten.NEAR)} minutes ou moins dans les 12 derniers mois connus."
    )


def for_the_neediest(here: Ground, need: Need) -> str:
    """Say which share of the actions is where the neediest fifth live, with its interval."""
    try:
        chosen = neediest(need.index, here.population)
    except UndefinedMeasureError:
        return "Chaque commune a le même besoin : aucune n’est à favoriser."
    amount = here.communes["deployments"]
    found = proportion([amount[chosen].sum()], [amount.sum()]).iloc[0]
    people = here.population[chosen].sum() / here.population.sum()
    return (
        f"**{wording.percent(found['value'])}** des actions (entre "
        f"{wording.percent(found['lower'])} et {wording.percent(found['upper'])}, à 95 %) se "
        f"déroulent dans les {wording.counted(int(chosen.sum()), 'commune')} où le besoin est le "
        f"plus fort, qui réunissent **{wording.percent(people)}** des habitants "
        f"({need.label})."
    )


def _left_out(readings: Readings, selection: Selection, here: Ground) -> str:
    found = forgotten.window(readings, selection, here, 24)
    left = here.communes[forgotten.far(found.minutes)]
    left = left.sort_values(["population", "name"], ascending=[False, True])
    if left.empty:
        return "Aucune commune n’est à plus de 20 minutes d’une action des 24 derniers mois connus."
    return (
        f"**{wording.counted(len(left), 'commune')}** "
        f"{wording.agreeing(len(left), 'est', 'sont')} à plus de "
        f"{wording.number(forgotten.NEAR)} minutes de toute action des 24 derniers mois connus : "
        f"{wording.first_of(list(left['name']), _NAMED)}."
    )
