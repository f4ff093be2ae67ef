"""What is said of who is far from any recent action."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.forgotten.asked import WINDOWS
from cls_dash.questions.forgotten.figures import NEAR, Window, median_minutes, share_near
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.record import FLOOR

QUESTION: Final = "Qui est loin de toute action récente ?"
PURPOSE: Final = "pour dire qui est loin de toute action récente"
READING: Final = (
    "La **couleur** dit le temps de trajet jusqu’à la commune la plus proche où une action du "
    "contrat s’est déroulée pendant la période. Une action menée dans la commune même compte "
    "pour le temps qu’il faut pour s’y déplacer.\n\n"
    "Les mois comptés finissent le jour où la dernière action connue du territoire a commencé, ou "
    "le jour jusqu’auquel la coordination dit avoir tout saisi.\n\n"
    "Les actions sans date, celles menées à l’échelle d’une intercommunalité, du territoire ou à "
    f"distance ne sont pas comptées : une commune peut être servie autrement.\n\n{FLOOR}"
)
HOW_MANY: Final = "Combien d’habitants, à quelle distance ?"
CURVE: Final = "Part des habitants selon le temps de trajet jusqu’à une action récente"
FAR: Final = "Les communes sans action proche"
MOST: Final = "Les plus peuplées des communes sans action proche"
EVERYONE: Final = "Temps de trajet jusqu’à l’action récente la plus proche"
_NAMED: Final = 6


def answer(communes: pd.DataFrame, months: str, found: Window) -> str:
    """Name the communes that are far, of ``communes`` with ``far``, ``population``, ``name``."""
    record = found.recent.record
    left_out = communes[communes["far"]]
    if left_out.empty:
        return record.said(
            f"**Toutes les communes** ont eu une action à {wording.number(NEAR)} minutes ou moins "
            f"dans les {WINDOWS[months]} connus."
        )
    share = left_out["population"].sum() / communes["population"].sum()
    n = len(left_out)
    return record.said(
        f"**{wording.counted(n, 'commune')}** sur {len(communes)} "
        f"{wording.agreeing(n, 'est', 'sont')} à plus de {wording.number(NEAR)} minutes de toute "
        f"action des {WINDOWS[months]} connus : **{wording.percent(share)}** des habitants."
    )


def named(far: pd.DataFrame, found: Window) -> tuple[str, ...]:
    """Name the communes that are far, the most populated first."""
    if far.empty:
        return ()
    names = wording.first_of(list(far["name"]), _NAMED)
    return (found.recent.record.said(f"Les plus peuplées d’abord : {names}."),)


def fact(months: str, found: Window, population: pd.Series) -> str:
    """Say how many inhabitants are near an action of a window, or why it cannot be said."""
    record = found.recent.record
    if not record.enough:
        return record.lacking(PURPOSE, found.recent.when)
    near = wording.percent(share_near(found.minutes, population)).capitalize()
    return record.said(
        f"**{near}** des habitants ont eu une action à {wording.number(NEAR)} minutes ou moins "
        f"{_over(months)}{_half(found, population)}."
    )


def _over(months: str) -> str:
    return f"en {months} mois" if months.isdigit() else "depuis le début"


def counted(known: Mapping[str, Window]) -> str:
    """Count the located actions of each window."""
    return " ".join(
        f"{wording.starting(WINDOWS[months])} : {each.recent.record.count}."
        for months, each in known.items()
    )


def _half(found: Window, population: pd.Series) -> str:
    """Say how near half of the inhabitants are, where they are within reach."""
    half = median_minutes(found.minutes, population)
    return "" if half == float("inf") else f" ; la moitié, à **{minutes(half)}** ou moins"


def minutes(time: float) -> str:
    """Return a time, which may be out of reach."""
    return "hors de portée" if time == float("inf") else wording.counted(round(time), "minute")


def nearest(time: float) -> str:
    """Say how far the nearest action is, which may be out of reach."""
    return "aucune action à portée" if time != time else f"à {minutes(time)}"


def people(row: Mapping[str, Any]) -> str:
    """Say how many live in a commune."""
    return wording.counted(row["population"], "habitant")


def tip(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the map says of a commune: its ``time``, its ``population``."""
    time = row["time"]
    return (
        "Aucune action à portée" if time != time else f"Action la plus proche : {minutes(time)}",
        wording.counted(row["population"], "habitant"),
    )


def table(communes: pd.DataFrame, known: Mapping[str, Window], months: str, caption: str) -> Table:
    """Return communes in lines, with their minutes in each window known, ``months`` the main."""
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or terms.NO_EPCI),
            wording.number(row["population"]),
            *(_cell(row[f"m{code}"]) for code in known),
        )
        for row in rows(communes)
    ]
    header = ("Commune", "Intercommunalité", "Habitants", *(WINDOWS[code] for code in known))
    caption = next(iter(known.values())).recent.record.plain(caption)
    main = (3 + list(known).index(months), 2)
    return Table.of(header, lines, caption=caption, numeric=range(2, len(header)), main=main)


def _cell(time: float) -> str:
    return "hors de portée" if time != time else f"{wording.number(time)} min"
