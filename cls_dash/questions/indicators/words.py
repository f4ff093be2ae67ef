"""What is said of an indicator: its middle, its ends, what is withheld, what it is worth."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.observed import DERIVED
from cls_dash.domain.selection import Evidence
from cls_dash.questions.indicators.figures import LEAST, Figures
from cls_dash.questions.need import middle, telling
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.questions.published import LEVELS
from cls_dash.questions.rows import rows
from cls_dash.store.queries.zoning import BASSIN

QUESTION: Final = "Que disent les chiffres publiés ?"
READING: Final = (
    "La **couleur** range les communes en classes de même effectif ; un nombre de personnes ou de "
    "choses se lit à la taille du cercle. Gris clair : **pas de donnée**. Gris foncé : **secret "
    "statistique**, la valeur existe mais concerne trop peu de monde pour être montrée. Blanc : "
    "**sans objet**, la question ne se pose pas ici. Aucune de ces trois réponses n’est zéro.\n\n"
    "Chaque valeur est celle que sa source a publiée, avec son année : deux années ne se comparent "
    "que si la source le permet, et ses réserves le disent."
)
DIRECTIONS: Final = MappingProxyType(
    {
        "better": "Plus la valeur est élevée, plus la situation est favorable.",
        "worse": "Plus la valeur est élevée, moins la situation est favorable.",
        "neutral": "Une valeur élevée n’est ni bonne ni mauvaise en soi.",
    }
)
NOTHING: Final = "**Aucun indicateur** n’est chargé : ce catalogue est vide."
AROUND: Final = "Ici et autour"
CATALOGUE: Final = "Tout le catalogue"
CLICK: Final = "Cliquez sur une commune pour ouvrir sa fiche."
_STATES: Final = (
    ("observed", "publiée", "publiées"),
    (DERIVED, "calculée par l’atlas", "calculées par l’atlas"),
    ("withheld", *2 * ("sous secret statistique",)),
    ("not_applicable", *2 * ("sans objet",)),
)


def answer(found: Figures) -> str:
    """Say where the middle is at the finest level that is known, and what France has beside."""
    card, last, digits = found.card, found.last, found.digits
    title, known = str(card["title"]), last.dropna(subset="value")
    if known.empty and _withheld(last):
        return f"{title} : **aucune valeur publiée** ici, le secret statistique la couvre."
    if known.empty:
        return f"{title} : **aucune valeur publiée** pour ce territoire ni pour ce qui l’entoure."
    level = next(level for level in LEVELS if (known["level"] == level).any())
    here, unit = known[known["level"] == level], str(card["unit"])
    if len(here) < LEAST:
        return f"{wording.dated(title, years_of(here))} : {_each(here, unit, digits)}."
    whom = f"**{len(here)}** {LEVELS[level][1]} connues"
    half = middle.clause(here["value"], whom, digits=digits, unit=unit)
    return f"{wording.dated(title, years_of(here))} : {half}."


def _around(found: Figures) -> Iterator[str]:
    """Give the ends, by bassin de vie, of the widest place beside, and what is withheld."""
    last, digits = found.last, found.digits
    known = last.dropna(subset="value")
    if not known.empty:
        level = next(level for level in LEVELS if (known["level"] == level).any())
        here = known[known["level"] == level]
        if len(here) >= LEAST and (ends := middle.ends(here["value"], here["name"], digits=digits)):
            yield f"Du plus bas au plus haut : {ends}."
        yield _by_bassin(last, digits)
        yield _beside(known, here, digits)
        yield "" if level == "commune" else "Rien n’est publié ici commune par commune."
    yield _withheld(last)


def _each(here: pd.DataFrame, unit: str, digits: int) -> str:
    """Name the lowest and the highest with their value; each its year where they differ."""
    several = len(set(here["year"])) > 1
    ranked = rows(here.sort_values("value"))
    ends = [ranked[0], ranked[-1]] if len(ranked) > 1 else ranked
    told = [
        f"**{wording.number(row['value'], digits)}{said}** "
        f"({row['name']}{', ' + str(row['year']) if several else ''})"
        for row, said in zip(ends, _units(unit, len(ends)), strict=True)
    ]
    return told[0] if len(told) == 1 else f"de {told[0]} à {told[1]}"


def _units(unit: str, times: int) -> list[str]:
    """Return the unit after each figure; one of several words comes after the last alone."""
    said = f"{wording.NBSP}{unit}"
    return [*["" if " " in unit else said] * (times - 1), said]


def _by_bassin(last: pd.DataFrame, digits: int) -> str:
    """Give the ends by bassin de vie where most communes have no value of their own."""
    communes = last[last["level"] == "commune"]
    bassins = last[last["level"] == BASSIN].dropna(subset="value")
    if communes.empty or bassins.empty or communes["value"].notna().mean() >= KNOWN:
        return ""
    ends = middle.ends(bassins["value"], bassins["name"], digits=digits)
    return f"Par bassin de vie ({years_of(bassins)}) : {ends}." if ends else ""


def _beside(known: pd.DataFrame, here: pd.DataFrame, digits: int) -> str:
    """Return the value of the widest place that is known for the same year, if any."""
    wider = known["level"].isin(telling.WIDER) & ~known["level"].isin(here["level"])
    same = known[wider & (known["year"] == here["year"].max())]
    if same.empty:
        return ""
    widest = same.iloc[-1]
    made = " (moyenne calculée)" if widest["status"] == DERIVED else ""
    value = wording.number(float(widest["value"]), digits)
    return f"{widest['name']} : **{value}**{made}."


def _withheld(last: pd.DataFrame) -> str:
    hidden = int(((last["status"] == "withheld") & (last["level"] == "commune")).sum())
    if not hidden:
        return ""
    return (
        f"Sous secret statistique dans **{wording.counted(hidden, 'commune')}** : la valeur "
        "existe, elle n’est pas publiée."
    )


def facts(found: Figures) -> tuple[str, ...]:
    """Say what stands around the answer, and of how many communes it is known."""
    direction = DIRECTIONS[str(found.card["higher_is"])]
    told = (*_around(found), direction, _known(found), _made_up(found))
    return tuple(filter(None, told))


def note(found: Figures) -> str:
    """Say what an indicator is, what is to be known of it, and from whom it comes."""
    card = found.card
    caveats = f"Réserves : {card['caveats']}" if card["caveats"] else ""
    return " ".join(filter(None, (str(card["definition"]), caveats, *_sources(found))))


def _known(found: Figures) -> str:
    states, communes = found.states, len(found.communes)
    told = [
        f"**{states[status]}** {wording.agreeing(states[status], *said)}"
        for status, *said in _STATES
        if status in states
    ]
    silent = communes - int(states.drop("missing", errors="ignore").sum())
    if told and silent:
        told.append(f"**{silent}** sans donnée")
    if not told:
        return ""
    return f"Sur {wording.counted(communes, 'commune')} : {wording.listing(told)}."


def _made_up(found: Figures) -> str:
    n = int((found.observed["evidence"] == Evidence.ILLUSTRATIVE).sum())
    one = "valeur est illustrative : elle ne décrit rien de réel"
    several = "valeurs sont illustratives : elles ne décrivent rien de réel"
    return f"**{n}** {wording.agreeing(n, one, several)}." if n else ""


def _sources(found: Figures) -> Iterator[str]:
    """Cite what the last values come from, with what is to be known of each source."""
    for row in rows(found.sources):
        known = [wording.partial_day(row["published_on"]), row["licence"]]
        caveats = [terms.CAVEATS[code] for code in str(row["caveats"] or "").split(";") if code]
        about = ", ".join(filter(None, [*known, *caveats]))
        yield f"Source : {row['producer']}, « {row['title']} » ({about})."


def measured(card: pd.Series) -> str:
    """Say what the chart measures."""
    return f"{wording.starting(card['unit'])}. Dernière année en couleur."


def years_of(own: pd.DataFrame) -> str:
    """Return the years of some observations: none, one, or the first and the last."""
    known = sorted(set(own["year"]))
    return "" if not known else known[0] if len(known) == 1 else f"{known[0]} à {known[-1]}"
