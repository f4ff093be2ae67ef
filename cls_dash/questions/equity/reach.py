"""Whom actions reach, in sentences: near and recent, for the neediest, and who is left out."""

from cls_dash import wording
from cls_dash.analysis.coverage import neediest
from cls_dash.analysis.rates import proportion
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.forgotten import figures as forgotten
from cls_dash.questions.forgotten.words import PURPOSE
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.need.needs import Need
from cls_dash.questions.spread.record import Record
from cls_dash.questions.spread.spread import Spread
from cls_dash.store.release import Release


def facts(release: Release, selection: Selection, here: Ground) -> tuple[str, ...]:
    """Say who had a recent action near, and which communes had none."""
    return (
        _near(release, selection, here),
        _left_out(release, selection, here),
    )


def _near(release: Release, selection: Selection, here: Ground) -> str:
    found = forgotten.window(release, selection, here, 12)
    recorded = found.recent.record
    if not recorded.enough:
        return recorded.lacking("pour dire qui en a eu une proche", found.recent.when)
    people = here.population
    share = people[~forgotten.far(found.minutes)].sum() / people.sum()
    return recorded.said(
        f"**{wording.percent(share).capitalize()}** des habitants ont eu une action à "
        f"{wording.number(forgotten.NEAR)} minutes ou moins, {found.recent.when}."
    )


def for_the_neediest(found: Spread, recorded: Record, need: Need) -> str:
    """
    Say which share of the actions is where the neediest fifth live.

    With its interval where records are real. Sessions of one action in one commune are not
    independent: the interval is that of (Σ w)² / Σ w² of them, w being the sizes of the
    series (Kish, L., *Survey Sampling*, 1965).
    """
    people, index = found.population, need.index.reindex(found.communes.index).fillna(1.0)
    try:
        chosen = neediest(index, people)
    except UndefinedMeasureError:
        return "Chaque commune a le même besoin : aucune n’est à favoriser."
    part = found.amount[chosen].sum() / found.amount.sum()
    sizes = found.series.counts
    alone = sizes.sum() ** 2 / (sizes**2).sum()
    limits = proportion([part * alone], [alone]).iloc[0]
    between = (
        f" (entre {wording.percent(limits['lower'])} et {wording.percent(limits['upper'])})"
        if recorded.judged
        else ""
    )
    n = int(chosen.sum())
    where = (
        f"{wording.at(found.communes['name'][chosen].iloc[0])}, la commune où le besoin est le "
        "plus fort, qui réunit"
        if n == 1
        else f"dans les {wording.counted(n, 'commune')} où le besoin est le plus fort, qui "
        "réunissent"
    )
    return (
        f"**{wording.percent(part).capitalize()}** des actions{between} sont {where} "
        f"**{wording.percent(people[chosen].sum() / people.sum())}** des habitants."
    )


def _left_out(release: Release, selection: Selection, here: Ground) -> str:
    found = forgotten.window(release, selection, here, 24)
    recorded = found.recent.record
    if not recorded.enough:
        return recorded.lacking(PURPOSE, found.recent.when)
    left = here.communes[forgotten.far(found.minutes)]
    if left.empty:
        return recorded.said(
            "Aucune commune n’est à plus de 20 minutes d’une action des 24 derniers mois connus "
            f"({found.recent.when})."
        )
    return recorded.said(
        f"**{wording.counted(len(left), 'commune')}** "
        f"{wording.agreeing(len(left), 'est', 'sont')} à plus de "
        f"{wording.number(forgotten.NEAR)} minutes de toute action des 24 derniers mois connus "
        f"({found.recent.when})."
    )
