"""A word of a list, as people write it: another ending, a usual synonym, a slip of the hand."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.words import Words, plain, stem

UNKNOWN: Final = "Ce mot n’est pas dans la liste."
_ALIKE: Final = 0.75
"""How alike two words are for one to be proposed for the other."""
_STATUS: Final = {
    "planned": ("à venir", "prévu", "projet", "en projet", "à lancer", "à démarrer", "à faire",
                "non démarré", "pas démarré", "programmé", "à l’étude"),
    "started": ("en cours", "en cours de réalisation", "en cours de déploiement", "lancé",
                "démarré", "commencé", "en route"),
    "completed": ("terminé", "fait", "fini", "finalisé", "achevé", "clos", "réalisé à 100",
                  "accompli"),
    "stopped": ("abandonné", "annulé", "arrêté", "stoppé"),
}  # fmt: skip
_KIND: Final = {
    "event": ("ciné-débat", "conférence", "exposition", "stand", "marche", "course", "spectacle",
              "journée", "animation", "fête", "soirée", "théâtre-débat", "webinaire"),
    "clinic": ("consultation", "consultations avancées", "point d’accueil"),
    "meeting": ("réunion publique", "rencontre", "comité", "groupe de travail", "séminaire"),
    "training": ("stage", "sensibilisation de professionnels"),
    "screening": ("vaccination et dépistage",),
    "workshop": ("ateliers collectifs", "séance"),
    "publication": ("brochure", "guide", "plaquette", "affiche"),
    "campaign": ("campagne de communication",),
    "support": ("suivi", "accompagnement individuel"),
}  # fmt: skip
_SCOPE: Final = {
    "territory": ("territoire", "territoire du CLS", "toutes les communes", "tout le CLS",
                  "ensemble du territoire", "l’ensemble du territoire", "territoire entier",
                  "territoire du contrat", "toutes communes"),
    "remote": ("en ligne", "distanciel", "en distanciel", "visio", "en visio", "visioconférence",
               "en visioconférence", "par téléphone", "internet", "web"),
    "epci": ("EPCI", "intercommunalité", "communauté de communes"),
    "commune": ("commune",),
}  # fmt: skip
_WHOLE: Final = re.compile(
    r"(?:(?:sur|dans|pour|a l echelle de|a l echelle du) )?"
    r"(?:tout(?:e|es)? (?:le |la |les )?|(?:l )?(?:ensemble|integralite|totalite) (?:du |des ))"
    r"(?:territoire|perimetre|cls|communes)(?: (?:entier|complet|concernees?|membres?))?"
    r"(?: (?:du|de|des) (?:territoire|perimetre|cls|contrat local de sante))?"
)
"""Whatever says the whole territory, in plain words."""
_UNITS: Final = {"persons": ("pers", "participants", "habitants"), "students": ("élèves",)}
_THEME: Final = {
    "coordination": ("gouvernance", "animation du contrat", "coordination du contrat"),
    "prevention": ("prévention", "promotion de la santé", "éducation à la santé", "nutrition",
                   "activité physique"),
    "care_access": ("offre de soins", "accès à la santé", "accès au soin", "démographie médicale"),
    "mental_health": ("santé psychique", "bien-être mental", "souffrance psychique"),
    "ageing": ("bien vieillir", "personnes âgées", "perte d’autonomie", "aînés"),
    "deprivation": ("précarité", "publics vulnérables", "publics précaires", "exclusion"),
    "environment": ("santé environnement", "santé environnementale", "cadre de vie"),
    "youth": ("jeunesse", "jeunes", "enfance", "parentalité", "petite enfance"),
    "addictions": ("conduites addictives", "addictologie"),
    "chronic_diseases": ("maladies chroniques", "cancers"),
    "care_pathways": ("parcours de soins", "parcours de santé"),
}  # fmt: skip
_UNCERTAIN: Final = {
    "status": {
        "reporté": ("planned", "stopped"),
        "suspendu": ("stopped", "planned"),
        "pérennisé": ("completed", "started"),
        "en attente": ("planned", "stopped"),
        "récurrent": ("started", "completed"),
    }
}
"""Words that may mean several of a list, by column."""


def _by_stem(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return MappingProxyType({stem(each): code for code, all_ in words.items() for each in all_})


SYNONYMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "status": _by_stem(_STATUS),
        "kind": _by_stem(_KIND),
        "scope": _by_stem(_SCOPE),
        "count_unit": _by_stem(_UNITS),
        "theme": _by_stem(_THEME),
    }
)
"""Code of each usual word, as :func:`stem` writes it, by column."""


def read_choice(cell: str, codes: Words, column: str = "") -> Reading:
    """
    Read a word of a list; the value is the French word of the list.

    Parameters
    ----------
    cell
        Stripped and not empty.
    codes
        French word of each code.
    column
        Whose synonyms to know.
    """
    if cell.casefold() in {word.casefold() for word in (*codes, *codes.values())}:
        return Reading(cell)
    known = {code: codes[code] for code in codes}
    usual = {each: code for each, code in SYNONYMS.get(column, {}).items() if code in known}
    ours = {stem(word): code for code, word in codes.items()}
    asked = stem(cell)
    if code := ours.get(asked) or usual.get(asked):
        return Reading(codes[code], "Mot de la liste, écrit autrement.")
    unsure = {stem(word): each for word, each in _UNCERTAIN.get(column, {}).items()}
    found = list(unsure.get(asked, ()))
    found += _within(plain(cell), ours | usual)
    words = {plain(word): code for code, word in codes.items()}
    found += [words[each] for each in get_close_matches(plain(cell), words, cutoff=_ALIKE)]
    proposals = [codes[code] for code in dict.fromkeys(found)]
    return doubtful(UNKNOWN, f"Choisir parmi : {', '.join(codes.values())}.", *proposals)


def _within(said: str, words: Mapping[str, str]) -> list[str]:
    """Return the codes of the words of a list that stand in a longer text, the longest first."""
    text = f" {stem(said)} "
    found = [word for word in words if f" {word} " in text]
    return [words[word] for word in sorted(found, key=len, reverse=True)]


def scope_of(cell: str) -> str | None:
    """Return the scope that a cell meant for a commune says, if it does."""
    words = {stem("tout le territoire"): "territory", stem("à distance"): "remote"}
    scope = {**words, **SYNONYMS["scope"]}.get(stem(cell))
    if scope is None and _WHOLE.fullmatch(plain(cell)):
        return "territory"
    return scope if scope in {"territory", "remote"} else None
