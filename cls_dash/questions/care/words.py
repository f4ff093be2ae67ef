"""What is said of care: on complete lists alone, and beside what a producer publishes."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.questions.care.asked import ACCESS, TIME
from cls_dash.questions.care.figures import NEAR, Figures
from cls_dash.questions.forgotten.figures import median_minutes
from cls_dash.questions.provision import apl, provision
from cls_dash.questions.provision.provision import Partial

QUESTION: Final = "Les soins sont-ils à portée des habitants ?"
READING: Final = (
    "Chaque **cercle** est un établissement, ou le nombre de professionnels d’une commune. La "
    "**couleur** dit le temps de trajet jusqu’au plus proche, ou l’offre que peut atteindre un "
    "habitant une fois partagée avec ses voisins.\n\n"
    "Une mesure n’est faite que sur une liste complète pour le territoire et pour tout ce qui est "
    "à sa portée, à la date dite. Un lieu proche n’est pas toujours ouvert, ni disponible.\n\n"
    "L’**offre partagée** est de la famille de l’APL que publie la DREES pour les généralistes "
    "(E2SFCA). L’APL compte des consultations, selon l’activité des médecins et l’âge des "
    "habitants : les deux ne se comparent pas."
)
NOTHING: Final = (
    "**Aucune liste de lieux de soins** n’est connue autour de ce territoire. Pour une mesure, "
    f"{provision.LOAD}."
)
NOWHERE: Final = "Aucune commune n’a de point connu : aucun trajet n’est mesuré."
COLOURS: Final = {
    TIME: "Couleur : minutes jusqu’au lieu le plus proche, depuis la mairie.",
    ACCESS: (
        "Couleur : offre à 20 minutes ou moins pour 10 000 habitants, partagée entre tous ceux "
        "qui peuvent s’y rendre ; un lieu compte en entier jusqu’à 10 minutes, pour deux "
        "tiers jusqu’à 15, pour un tiers jusqu’à 20."
    ),
}
"""What the map shows, by measure."""
CIRCLES: Final = "Cercles : lieux connus. Aucune couleur : rien n’est mesuré."
_NAMED: Final = 3


def answer(found: Figures) -> str:
    """Say who is near the service."""
    people, far, offer = found.people, found.far, found.offer
    if not people.sum() > 0:
        return NOWHERE
    share = wording.percent(1 - float(far["population"].sum() / people.sum()))
    return (
        f"**{share}** des habitants sont à {wording.number(NEAR)} minutes ou moins d’"
        f"{offer.article} {offer.one}, d’après {offer.basis}."
    )


def _far(found: Figures) -> list[str]:
    far = found.far
    if far.empty:
        return []
    n, names = len(far), list(far["name"].head(_NAMED))
    return [
        f"**{wording.counted(n, 'commune')}** {wording.agreeing(n, 'en est', 'en sont')} plus "
        f"loin, {'dont ' if n > len(names) else ''}{wording.listing(names)}."
    ]


def facts(found: Figures) -> tuple[str, ...]:
    """Say how far half of the inhabitants are, who is farthest, and what they share."""
    if not found.people.sum() > 0:
        return ()
    half = median_minutes(found.communes["time"], found.people)
    or_less = " ou moins" if half <= found.here.horizon else ""
    known = found.published
    return (
        *_far(found),
        *((apl.said(known), *apl.before(known)) if known else ()),
        f"La moitié des habitants sont à **{found.here.time(half)}**{or_less}.",
        _farthest(found),
        *_shared(found),
        *(_apart(found, known) if known else ()),
    )


def _farthest(found: Figures) -> str:
    here, communes = found.here, found.communes
    beyond = communes[~(communes["time"] <= here.horizon)]
    if len(beyond) > 1:
        n = wording.counted(len(beyond), "commune")
        return f"**{n}** sont à {here.time(float('inf'))}."
    last = communes.sort_values("time", na_position="last").iloc[-1]
    return f"La commune la plus éloignée : **{last['name']}**, {here.time(last['time'])}."


def _shared(found: Figures) -> list[str]:
    offer, communes = found.offer, found.communes
    if not offer.people:
        return []
    if communes["access"].isna().any():
        return [
            "Ce que chacun peut atteindre n’est pas mesuré : il manque les habitants des communes "
            "voisines (carte de France)."
        ]
    mean = _mean_access(communes)
    said = [
        f"Un habitant a accès en moyenne à **{wording.number(mean, 1)}** {offer.many} pour "
        f"10{wording.NBSP}000 habitants, une fois l’offre de {offer.year} partagée."
    ]
    least = found.least
    if len(least) and mean > 0:
        said.append(
            f"Le cinquième d’habitants le moins bien servi n’a accès qu’à "
            f"**{wording.at_least_said(_mean_access(least), 1)}**, dans "
            f"{wording.counted(len(least), 'commune')}."
        )
    return said


def _mean_access(communes: pd.DataFrame) -> float:
    people = communes["population"].astype(float)
    return float((communes["access"] * people).sum() / people.sum())


def _apart(found: Figures, known: apl.Published) -> list[str]:
    """Say why what is published and what is measured are not compared."""
    said = [
        f"Ces deux chiffres ne se comparent pas : l’un compte des consultations ({known.years}), "
        f"l’autre des {found.offer.many} pour 10{wording.NBSP}000 habitants ({found.offer.year})."
    ]
    if known.derived:
        said.append(
            "L’accès aux généralistes est publié par commune ; pour les intercommunalités et la "
            "France, c’est une moyenne calculée par l’atlas."
        )
    return said


def note(found: Figures) -> str:
    """Say which list a service comes from, how reliable it is, and how times are computed."""
    card = found.source
    caveats = [terms.CAVEATS[code] for code in str(card["caveats"] or "").split(";") if code]
    worth = f" ({', '.join(caveats)})" if caveats else ""
    when = wording.partial_day(found.offer.complete_on) or found.offer.year
    return (
        f"Liste : {card['producer']}, {card['title']}{worth}. Complète ici et alentour à sa date "
        f"({when}), qui n’est pas aujourd’hui. {found.here.basis}"
    )


def tip(row: Mapping[str, Any], found: Figures) -> tuple[str, ...]:
    """Return what the map says of a commune: its ``time``, its ``access``, its ``population``."""
    access = wording.number(row["access"], 1)
    shared = f"Ce que chacun peut atteindre : {access} pour 10{wording.NBSP}000 habitants"
    return (
        f"Le plus proche : {found.here.time(row['time'])}",
        *((shared,) if row["access"] == row["access"] else ()),
        wording.counted(row["population"], "habitant"),
    )


def places(partial: Partial) -> str:
    """Say how many places are known, and that nothing is concluded of them."""
    n = wording.counted(len(partial.places), "lieu connu", "lieux connus")
    return f"**{n}** dans le territoire et alentour : {partial.label}. {partial.lacking}"
