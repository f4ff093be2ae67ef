"""What is said of a map of France: how a territory stands on it, and each of its places."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.rates import PER
from cls_dash.domain.observed import DERIVED
from cls_dash.questions.country.asked import LEVELS
from cls_dash.questions.country.choropleth import Choropleth
from cls_dash.questions.country.figures import LEAST, Figures
from cls_dash.questions.need import middle
from cls_dash.questions.need.telling import WIDER
from cls_dash.questions.rows import rows
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release

QUESTION: Final = "Comment se situe le territoire, de la commune à la France ?"
NOTHING: Final = (
    "Aucun indicateur n’est connu dans assez de lieux : cette carte n’a rien à comparer."
)
SHEET: Final = "Ouvrir sa fiche"
CLICK: Final = "Cliquez sur la carte, ou cherchez un nom, pour voir ce qu’on sait d’un lieu."
READING: Final = (
    "La **couleur** range les lieux en classes de même effectif. Gris : pas de donnée, ce qui "
    "n’est pas zéro. Le **trait épais** entoure le territoire choisi en haut de la page.\n\n"
    "Agrandissez la carte, ou cherchez une commune par son nom : les contours deviennent plus "
    "fins. Au clavier : le nom, les flèches, puis Entrée.\n\n"
    "Deux lieux de couleurs voisines peuvent être séparés par très peu : l’infobulle donne la "
    "valeur."
)


def what(here: Figures) -> str:
    """Name the places of a map: «communes», «départements»."""
    return LEVELS[here.level].lower()


def answer(here: Figures) -> str:
    """Say how the territory compares with what the map shows, by the places in the middle."""
    shown = here.map
    if here.known.empty:
        return f"{named(shown)} : **aucune valeur connue** ici."
    if shown.measured.counts is not None and len(here.here):
        return _by_counts(here, shown.measured.counts)
    return f"{named(shown)} : {_compared(here)}."


def _compared(here: Figures) -> str:
    shown, own_values, inside = here.map, here.here, here.inside
    if len(here.known) == 1:
        alone = written(shown, float(here.known.iloc[0]))
        return f"**{alone}**, la seule valeur connue de cette carte"
    whole = _middle(here, here.known, f"{_those_known(here)} de cette carte")
    if own_values.empty and len(inside):
        return f"**aucune valeur connue** pour les {what(here)} du territoire ; {whole}"
    if own_values.empty:
        return whole
    known = "" if len(own_values) == len(inside) else f" {_known(len(own_values), len(inside))}"
    own = _middle(here, own_values, f"{what(here)} du territoire{known}")
    if len(own_values) == len(here.known):
        return own
    if len(own_values) == 1:
        alone = "" if len(inside) == 1 else f", seule valeur connue sur {len(inside)}"
        only = written(shown, float(own_values.iloc[0]))
        return f"**{only}** ({here.names[own_values.index[0]]}{alone}) ; {whole}"
    if middle.tied(own_values, shown.digits) or middle.tied(here.known, shown.digits):
        return f"{own} ; {whole}"
    ours, wider = (
        wording.number(float(each.median()), shown.digits) for each in (own_values, here.known)
    )
    where = f"pour les {_those_known(here)} de cette carte" if here.partly else "sur toute la carte"
    return f"{own}, comme {where}" if ours == wider else f"{own}, contre **{wider}** {where}"


def _those_known(here: Figures) -> str:
    """Name the places of the map whose value is known, counted where some are not."""
    return (
        f"**{wording.number(len(here.known))}** {_known_ones(here)}" if here.partly else what(here)
    )


def _known_ones(here: Figures) -> str:
    return f"{what(here)} {'connus' if here.level == 'departement' else 'connues'}"


def _middle(here: Figures, values: pd.Series, whom: str) -> str:
    return middle.clause(values, whom, digits=here.map.digits, unit=here.map.layer.unit)


def _withheld(here: Figures) -> str:
    """Count the places of the territory, else of the map, that are under statistical secrecy."""
    hidden, inside = here.map.measured.gaps == "withheld", here.inside
    n = int(hidden.reindex(inside, fill_value=False).sum()) if len(inside) else int(hidden.sum())
    whose = "du territoire" if len(inside) else "de cette carte"
    return f"Sous secret statistique : {wording.number(n)} {what(here)} {whose}." if n else ""


def standing(here: Figures) -> Iterator[str]:
    """Say the ends of the territory, and the colour that it has far oftener than the whole map."""
    own = here.here
    if len(own) < LEAST:
        return
    every = len(own) == len(here.inside)
    whose = what(here) if every else _known_ones(here)
    if ends := middle.ends(own, here.names[own.index], digits=here.map.digits):
        among = "Dans le territoire" if every else f"Parmi les **{len(own)}** {whose} du territoire"
        yield f"{among}, du plus bas au plus haut : {ends}."
    if oftener := here.oftener:
        where = f"des {_those_known(here)} de cette carte" if here.partly else "sur toute la carte"
        yield (
            f"Couleur « {oftener.label} » : **{wording.percent(oftener.own)}** "
            f"des {whose} du territoire, contre **{wording.percent(oftener.wider)}** {where}."
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


def _by_counts(here: Figures, counts: pd.Series) -> str:
    """Say how many there are by inhabitant, all together, here and on the map."""
    shown = here.map

    def rate(index: pd.Index) -> float:
        return float(counts[index].sum() / shown.measured.people[index].sum() * PER)

    wider = wording.number(rate(here.known.index), shown.digits)
    whole = "" if len(here.here) == len(here.known) else f", contre **{wider}** sur la carte"
    own = written(shown, rate(here.here.index))
    return f"{named(shown)} : **{own}** dans le territoire{whole}."


def _nowhere(here: Figures) -> str:
    """Count the places of the territory that have none, of those whose count is known."""
    counts = here.map.measured.counts
    if counts is None:
        return ""
    none = int((counts[here.here.index] == 0).sum())
    if not none or len(here.here) < 2:
        return ""
    return f"Il n’y en a aucun dans {none} des {len(here.here)} {what(here)} du territoire."


def note(release: Release, here: Figures, members: pd.DataFrame) -> str:
    """Say what the map shows, what stands beside it, and what is missing or withheld."""
    shown = here.map
    counted = here.place_values if shown.measured.counts is None else shown.measured.counts
    partly = (
        f"La carte : {wording.number(counted.notna().sum())} {_known_ones(here)} sur "
        f"{wording.number(len(counted))}."
        if counted.isna().any()
        else ""
    )
    told = (
        f"{named(shown)}.", beside(release, shown, members), _nowhere(here),
        _withheld(here), partly, shown.layer.note, terms.CREDITS,
    )  # fmt: skip
    return " ".join(filter(None, told))


def _known(known: int, everyone: int) -> str:
    return f"dont la valeur est connue (**{known}** sur {everyone})"


def rank(here: Figures, code: str) -> list[str]:
    """Say where a place stands among those of the map."""
    known = here.known
    if code not in known.index or len(known) < 2:
        return []
    below = float((known < known[code]).sum() / (len(known) - 1))
    return [f"Au-dessous : {wording.percent(below)} des {_those_known(here)} de cette carte."]


def written(found: Choropleth, value: float) -> str:
    """Return a value of a map as it is read, with its unit."""
    if value != value:
        return terms.NO_DATA
    return f"{wording.number(value, found.digits)} {wording.unit_of(value, found.layer.unit)}"
