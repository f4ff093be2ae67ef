"""What is said of a map of France: how a territory stands on it, and each of its places."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.rates import PER
from cls_dash.domain.observed import DERIVED
from cls_dash.page.table import ShareTable
from cls_dash.questions.country.asked import LEVELS
from cls_dash.questions.country.choropleth import Choropleth
from cls_dash.questions.need import middle
from cls_dash.questions.need.telling import WIDER
from cls_dash.questions.rows import rows
from cls_dash.render.classes import GAPS
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release

QUESTION: Final = "Comment se situe le territoire, de la commune à la France ?"
NOTHING: Final = (
    "Aucun indicateur n’est connu dans assez de lieux : cette carte n’a rien à comparer."
)
SHEET: Final = "Ouvrir sa fiche"
LEAST: Final = 5
"""Places of which the ends say more than each of them."""
OFTENER: Final = 1.5
"""Share of a class in the territory, by that of the map, from which it is worth saying."""
OFTEN: Final = 0.2
"""Share of a class in the territory under which it is not its colour."""
CLICK: Final = "Cliquez sur la carte, ou cherchez un nom, pour voir ce qu’on sait d’un lieu."
READING: Final = (
    "La **couleur** range les lieux en classes de même effectif. Gris : pas de donnée, ce qui "
    "n’est pas zéro. Le **trait épais** entoure le territoire choisi en haut de la page.\n\n"
    "Agrandissez la carte, ou cherchez une commune par son nom : les contours deviennent plus "
    "fins. Au clavier : le nom, les flèches, puis Entrée.\n\n"
    "Deux lieux de couleurs voisines peuvent être séparés par très peu : l’infobulle donne la "
    "valeur."
)


def answer(found: Choropleth, names: pd.Series, inside: pd.Index, what: str) -> str:
    """
    Say how the territory compares with what the map shows, by the places in the middle.

    ``names`` are those of the places, by code.
    """
    values = found.measured.figures
    here, everywhere = values.reindex(inside).dropna(), values.dropna()
    if everywhere.empty:
        return f"{named(found)} : **aucune valeur connue** ici."
    if found.measured.counts is not None and len(here):
        return _by_counts(found, found.measured.counts, here.index)
    return f"{named(found)} : {_compared(found, names, inside, what, here, everywhere)}."


def _compared(
    found: Choropleth,
    names: pd.Series,
    inside: pd.Index,
    what: str,
    here: pd.Series,
    everywhere: pd.Series,
) -> str:
    if len(everywhere) == 1:
        alone = written(found, float(everywhere.iloc[0]))
        return f"**{alone}**, la seule valeur connue de cette carte"
    partly = len(everywhere) < len(found.measured.figures)
    whole = _middle(found, everywhere, f"{_those_known(everywhere, what, partly)} de cette carte")
    if here.empty and len(inside):
        return f"**aucune valeur connue** pour les {what} du territoire ; {whole}"
    if here.empty:
        return whole
    known = "" if len(here) == len(inside) else f" {_known(len(here), len(inside))}"
    own = _middle(found, here, f"{what} du territoire{known}")
    if len(here) == len(everywhere):
        return own
    if len(here) == 1:
        alone = "" if len(inside) == 1 else f", seule valeur connue sur {len(inside)}"
        only = written(found, float(here.iloc[0]))
        return f"**{only}** ({names[here.index[0]]}{alone}) ; {whole}"
    if middle.tied(here, found.digits) or middle.tied(everywhere, found.digits):
        return f"{own} ; {whole}"
    where = (
        f"pour les {_those_known(everywhere, what, partly)} de cette carte"
        if partly
        else "sur toute la carte"
    )
    ours, wider = (
        wording.number(float(each.median()), found.digits) for each in (here, everywhere)
    )
    return f"{own}, comme {where}" if ours == wider else f"{own}, contre **{wider}** {where}"


def _those_known(everywhere: pd.Series, what: str, partly: bool) -> str:
    return f"**{wording.number(len(everywhere))}** {_known_ones(what)}" if partly else what


def _known_ones(what: str) -> str:
    return f"{what} {'connus' if what == LEVELS['departement'].lower() else 'connues'}"


def _middle(found: Choropleth, values: pd.Series, whom: str) -> str:
    return middle.clause(values, whom, digits=found.digits, unit=found.layer.unit)


def _withheld(found: Choropleth, inside: pd.Index, what: str) -> str:
    """Count the places of the territory, else of the map, that are under statistical secrecy."""
    hidden = found.measured.gaps == "withheld"
    n = int(hidden.reindex(inside, fill_value=False).sum()) if len(inside) else int(hidden.sum())
    whose = "du territoire" if len(inside) else "de cette carte"
    return f"Sous secret statistique : {wording.number(n)} {what} {whose}." if n else ""


def standing(
    found: Choropleth, names: pd.Series, inside: pd.Index, what: str, shares: ShareTable
) -> Iterator[str]:
    """Say the ends of the territory, and the colour that it has far oftener than the whole map."""
    values = found.measured.figures
    here = values.reindex(inside).dropna()
    if len(here) < LEAST:
        return
    whose = what if len(here) == len(inside) else _known_ones(what)
    if ends := middle.ends(here, names[here.index], digits=found.digits):
        among = (
            "Dans le territoire"
            if len(here) == len(inside)
            else f"Parmi les **{len(here)}** {whose} du territoire"
        )
        yield f"{among}, du plus bas au plus haut : {ends}."
    if found.measured.gaps.isin(GAPS).any():
        return  # Colours that say why nothing is known have their share too.
    _, label, (own, *wider) = max(shares.classes, key=lambda known: known[2][0] - known[2][-1])
    # Of a handful of places, one more would change which colour is told.
    many = own >= OFTEN and round(own * len(here)) >= LEAST
    if many and wider and own >= OFTENER * wider[0]:
        everywhere = values.dropna()
        partly = len(everywhere) < len(values)
        where = "sur toute la carte"
        if partly:
            where = f"des {_those_known(everywhere, what, partly)} de cette carte"
        yield (
            f"Couleur « {label} » : **{wording.percent(own)}** des {whose} du territoire, "
            f"contre **{wording.percent(wider[0])}** {where}."
        )


def beside(release: Release, found: Choropleth, members: pd.DataFrame) -> str:
    """Say what is published, for the same year, of what holds the territory."""
    year = found.measured.year
    codes = [*members["departement"].unique(), *members["region"].unique(), "FR"]
    seen = observations_of(release, codes)
    same = seen[(seen["indicator"] == found.layer.code) & (seen["year"] == year)]
    same = same[same["level"].isin(WIDER) & same["value"].notna()]
    same = same.sort_values("level", key=lambda levels: levels.map(WIDER.index), kind="stable")
    if same.empty:
        return ""
    told = [f"{row['name']} {wording.number(row['value'], found.digits)}" for row in rows(same)]
    made = " (moyennes calculées)" if (same["status"] == DERIVED).all() else ""
    return f"Repères : {wording.listing(told)}{made}."


def named(found: Choropleth) -> str:
    """Return what a map shows, with its year."""
    return wording.dated(found.layer.title, found.measured.year)


def _by_counts(found: Choropleth, counts: pd.Series, here: pd.Index) -> str:
    """Say how many there are by inhabitant, all together, here and on the map."""

    def rate(index: pd.Index) -> float:
        people = found.measured.people[index].sum()
        return float(counts[index].sum() / people * PER)

    every = found.measured.figures.dropna().index
    wider = wording.number(rate(every), found.digits)
    whole = "" if len(here) == len(every) else f", contre **{wider}** sur la carte"
    return f"{named(found)} : **{written(found, rate(here))}** dans le territoire{whole}."


def _nowhere(found: Choropleth, inside: pd.Index, what: str) -> str:
    """Count the places of the territory that have none, of those whose count is known."""
    counts = found.measured.counts
    if counts is None:
        return ""
    here = found.measured.figures.reindex(inside).dropna().index
    none = int((counts[here] == 0).sum())
    if not none or len(here) < 2:
        return ""
    return f"Il n’y en a aucun dans {none} des {len(here)} {what} du territoire."


def note(
    release: Release, found: Choropleth, inside: pd.Index, members: pd.DataFrame, what: str
) -> str:
    """Say what the map shows, what stands beside it, and what is missing or withheld."""
    known = found.measured.counts if found.measured.counts is not None else found.measured.figures
    partly = (
        f"La carte : {wording.number(known.notna().sum())} {_known_ones(what)} sur "
        f"{wording.number(len(known))}."
        if known.isna().any()
        else ""
    )
    told = (
        f"{named(found)}.", beside(release, found, members), _nowhere(found, inside, what),
        _withheld(found, inside, what), partly, found.layer.note, terms.CREDITS,
    )  # fmt: skip
    return " ".join(filter(None, told))


def _known(known: int, everyone: int) -> str:
    return f"dont la valeur est connue (**{known}** sur {everyone})"


def rank(found: Choropleth, code: str, what: str) -> list[str]:
    """Say where a place stands among those of the map."""
    known = found.measured.figures.dropna()
    if code not in known.index or len(known) < 2:
        return []
    below = float((known < known[code]).sum() / (len(known) - 1))
    all_of_them = _those_known(known, what, len(known) < len(found.measured.figures))
    return [f"Au-dessous : {wording.percent(below)} des {all_of_them} de cette carte."]


def written(found: Choropleth, value: float) -> str:
    """Return a value of a map as it is read, with its unit."""
    if value != value:
        return terms.NO_DATA
    return f"{wording.number(value, found.digits)} {wording.unit_of(value, found.layer.unit)}"
