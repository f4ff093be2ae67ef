"""What is said of who has a contract, and of who has none."""

from collections.abc import Iterator, Mapping
from typing import Final

from cls_dash import wording
from cls_dash.analysis.rates import PER
from cls_dash.domain.need import STANDARD
from cls_dash.page.demonstration import MARK
from cls_dash.questions.region.figures import Figures, inhabitants
from cls_dash.questions.region.needs import Need
from cls_dash.questions.region.rates import Rates
from cls_dash.questions.rows import rows

QUESTION: Final = "Qui a un contrat, qui n’en a pas ?"
NOTHING: Final = "Aucun contrat n’est connu : il n’y a rien à montrer."
ADD: Final = "cls-dash territory add-all FICHIER"
WITHOUT: Final = "Ceux qui n’ont pas de contrat connu"
NEEDS: Final = "Ce dont ils ont besoin"
TWICE: Final = "Communes de deux contrats"
COMPARED: Final = "Les comparer sans les classer"
COMPARE: Final = "Comparer des territoires en détail"
NO_ACTION: Final = "aucune action saisie"
UNDATED: Final = "dates inconnues"
EMPTY: Final = "aucune donnée dans l’atlas"
NOT_COMPARED: Final = (
    "Rien à comparer encore : il faut trois contrats dont les actions sont saisies, ou une liste "
    "de services complète dans toutes leurs communes."
)
READING: Final = (
    "**Un contrat** est connu de l’atlas s’il y a été chargé, pas autrement : un territoire sans "
    "contrat ici peut en avoir un que personne n’a chargé. Les habitants sont ceux du recensement "
    "(population municipale).\n\n"
    "**Aucun classement** : entre deux contrats, l’écart tient souvent au hasard. L’entonnoir "
    "montre ce que le hasard seul permet à un territoire de cette taille ; le taux **resserré** "
    "(Bayes empirique, modèle gamma-Poisson, Marshall 1991) rapproche de l’ensemble les taux des "
    "petits territoires, d’autant plus que le hasard les fait bouger.\n\n"
    "**Ce qui n’est pas saisi n’est pas zéro** : un contrat sans action saisie n’a ni taux, ni "
    "place dans l’entonnoir."
)
_FLAGS: Final = {
    "very_high": "au-dessus de ce que permet le hasard",
    "very_low": "au-dessous de ce que permet le hasard",
}
"""Beyond the limits of 99.8 %: among sixty contracts, chance puts three beyond those of 95 %."""
ALIKE: Final = "ne se distingue pas de l’ensemble"


def answer(here: Figures) -> str:
    """Say how many communes and inhabitants have no contract, as far as that is known."""
    communes, people = here.size
    known = wording.counted(len(here.contracts), "contrat connu", "contrats connus")
    if here.whole:
        none, left = len(here.without), inhabitants(here.without)
        return (
            f"Région {here.name} : **{wording.number(none)}** des {wording.number(communes)} "
            f"communes et **{wording.number(left)}** des {wording.number(people)} habitants "
            f"({wording.percent(left / people)}) n’ont **aucun** des {known}."
        )
    lived = inhabitants(here.within)
    return (
        f"Région {here.name} : **{known}** de l’atlas, pour **{wording.number(len(here.within))}** "
        f"des {wording.number(communes)} communes et **{wording.percent(lived / people)}** des "
        "habitants."
    )


def note(here: Figures) -> str:
    """Say what the map shows, and what is not known."""
    if here.whole:
        return (
            "Contrats chargés dans l’atlas, d’après leur périmètre en vigueur ; d’autres peuvent "
            "exister."
        )
    return (
        f"La carte montre les {wording.number(len(here.places))} communes que l’atlas connaît : "
        f"il ne peut pas dire qui n’a pas de contrat ailleurs. Pour la région entière : {ADD}, "
        "ou cls-dash geography --france."
    )


def facts(here: Figures) -> tuple[str, ...]:
    """Say how many contracts are in each state, and how many communes have two."""
    states = (
        f"**{row['state']}** : {wording.counted(row['contracts'], 'contrat')}, "
        f"{wording.counted(row['communes'], 'commune')}, "
        f"{wording.counted(row['people'], 'habitant')}."
        for row in rows(here.states)
    )
    n = len(here.twice)
    twice = f"**{wording.counted(n, 'commune')}** dans deux contrats, ou plus." if n else ""
    pairs = " ; ".join(wording.listing(names) for names in here.same)
    same = (
        f"Mêmes communes sous plusieurs noms : {pairs}. Sans doute un seul contrat, compté ici "
        "une fois par nom."
        if pairs
        else ""
    )
    undated = int(here.contracts["start"].isna().sum())
    dates = (
        f"Dates inconnues pour **{wording.counted(undated, 'contrat')}** : aucune n’est supposée."
        if undated
        else ""
    )
    parted = (
        f"**{city}** est comptée sans contrat : seulement {wording.listing(names)} en "
        f"{wording.agreeing(len(names), 'a', 'ont')} un."
        for city, names in here.parted.items()
    )
    return tuple(filter(None, (*states, twice, same, *parted, dates, _entered(here))))


def _entered(here: Figures) -> str:
    done = here.recorded["territory"].nunique()
    left = len(here.contracts) - done
    if not left:
        return ""
    return f"Aucune action saisie pour **{wording.counted(left, 'contrat')}** : ce n’est pas zéro."


def without(here: Figures) -> tuple[str, ...]:
    """Say where those who have no contract live."""
    if not here.whole:
        return ("L’atlas n’a pas toute la région : les communes sans contrat sont inconnues.",)
    epci, left = here.epci, here.without
    beside = left[~left["epci"].isin(epci.index)]
    return (
        f"**{wording.counted(len(epci), 'intercommunalité')}** sans aucune commune dans un "
        f"contrat connu de l’atlas : {wording.counted(epci['people'].sum(), 'habitant')}.",
        f"Sans contrat connu, dans une intercommunalité qui en a un pour d’autres communes : "
        f"**{wording.counted(len(beside), 'commune')}**, "
        f"{wording.counted(inhabitants(beside), 'habitant')}.",
    )


def needs(here: Figures, found: Mapping[str, Need | None]) -> Iterator[str]:
    """Say what those without contract need, indicator by indicator, and what is not loaded."""
    if not here.whole:
        return
    for need in filter(None, found.values()):
        yield (
            f"**{need.title}** ({need.unit}, {need.year}) : {mean(need, need.without)} sans "
            f"contrat connu, {mean(need, need.within)} avec."
        )
    lacking = [STANDARD[code].lower() for code, need in found.items() if need is None]
    if lacking:
        verb = wording.agreeing(len(lacking), "n’est pas chargé", "ne sont pas chargés")
        yield f"Pour la région, {verb} : {wording.listing(lacking)}. Leur besoin n’est pas connu."


def mean(need: Need, value: float) -> str:
    """Write a mean, or that too few places are known."""
    return wording.number(value, need.digits) if value == value else "trop peu connu"


def compared(found: Rates) -> tuple[str, ...]:
    """Say whether contracts differ by more than chance, and which ones stand apart."""
    table = found.table
    apart = table[table["flag"].isin(list(_FLAGS))]
    title = f"{found.title}{f' ({found.year})' if found.year else ''}"
    whole = (
        f"**{title}** : {wording.number(found.overall, 1)} pour {wording.number(PER)} habitants "
        f"dans ces {wording.number(len(table))} contrats réunis."
    )
    if found.demonstration:
        return (f"{MARK}{whole}", "Aucun verdict : une partie a été engendrée.")
    # Each sentence may be taken alone: it says of what.
    if found.apart is None:
        return (whole, f"{found.title} : trop peu pour dire s’ils diffèrent plus que par hasard.")
    n, left = len(apart), len(table) - len(apart)
    one = "l’autre ne se distingue"
    several = f"les {wording.number(left)} autres ne se distinguent"
    said = (
        f"**{wording.counted(n, 'contrat')}** hors de ce que permet le hasard (à 99,8 %) ; "
        f"{wording.agreeing(left, one, several)} pas de l’ensemble."
        if n
        else "**aucun contrat** ne sort de ce que permet le hasard (à 99,8 %)."
    )
    wide = (
        f"{found.title} : ensemble, les contrats diffèrent plus que par hasard (dispersion "
        f"{wording.number(found.apart.phi, 1)}) ; un écart seul en dit peu."
        if found.apart.p_value < wording.UNLIKELY
        else ""
    )
    return tuple(filter(None, (whole, f"{found.title} : {said}", wide)))


def flag(code: str) -> str:
    """Say where a contract stands in the funnel."""
    return _FLAGS.get(code, ALIKE)


def held(here: Figures, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Name the contracts of a commune, with the state of each."""
    return tuple(" : ".join(here.titles[slug]) for slug in slugs)


def names(here: Figures, slugs: tuple[str, ...]) -> str:
    """Name the contracts of a commune."""
    return wording.listing([here.titles[slug][0] for slug in slugs])
