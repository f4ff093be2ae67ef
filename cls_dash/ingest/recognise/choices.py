"""A word of a list, as people write it: another ending, a usual synonym, a slip of the hand."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from cls_dash.ingest.recognise.reading import UNSURE, Reading, doubtful
from cls_dash.ingest.recognise.words import Words, plain, stem

UNKNOWN: Final = "Ce mot n’est pas dans la liste."
_ALIKE: Final = 0.75
"""How alike two words are for one to be proposed for the other."""
_STATUS: Final = {
    "planned": ("à venir", "prévu", "projet", "en projet", "à lancer", "à démarrer", "à faire",
                "non démarré", "pas démarré", "non commencé", "programmé", "planifié", "à l’étude",
                "à réaliser", "à engager", "à programmer", "en préparation", "en réflexion"),
    "started": ("en cours", "en cours de réalisation", "en cours de déploiement", "lancé",
                "démarré", "commencé", "en route", "action en cours", "réalisation en cours"),
    "completed": ("terminé", "fait", "fini", "finalisé", "achevé", "clos", "réalisé à 100",
                  "accompli", "clôturé", "action terminée", "action réalisée"),
    "stopped": ("abandonné", "annulé", "arrêté", "stoppé", "abandon", "annulation",
                "action abandonnée", "action annulée", "sans suite"),
}  # fmt: skip
_KIND: Final = {
    "event": ("ciné-débat", "conférence", "exposition", "stand", "marche", "course", "spectacle",
              "journée", "animation", "fête", "soirée", "théâtre-débat", "webinaire"),
    "clinic": ("consultation", "consultations avancées", "point d’accueil"),
    "meeting": ("réunion publique", "rencontre", "comité", "groupe de travail", "séminaire",
                "copil", "cotech", "comité de pilotage"),
    "training": ("stage", "sensibilisation de professionnels"),
    "screening": ("vaccination et dépistage",),
    "workshop": ("ateliers collectifs", "séance",
                 "groupe de parole"),
    "publication": ("brochure", "guide", "plaquette", "affiche"),
    "campaign": ("campagne de communication",),
    "support": ("suivi", "accompagnement individuel"),
}  # fmt: skip
_SCOPE: Final = {
    "territory": ("territoire", "territoire du CLS", "toutes les communes", "tout le CLS",
                  "ensemble du territoire", "l’ensemble du territoire", "territoire entier",
                  "territoire du contrat", "toutes communes", "territoire CLS"),
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
_UNITS: Final = {
    "persons": ("pers", "participants", "habitants", "bénéficiaires", "usagers", "patients",
                "enfants", "jeunes", "adultes", "seniors"),
    "professionals": ("pro", "pros"),
    "households": ("familles", "ménages"),
    "students": ("élèves",),
}  # fmt: skip
_CATEGORY: Final = {
    "hospital": ("centre hospitalier", "CH", "CHU", "hôpital de proximité"),
    "mental_health": ("CMP", "CMPP", "CATTP", "centre médico-psychologique", "psychiatrie"),
    "group_practice": ("MSP",),
    "pharmacy": ("officine", "pharmacie d’officine"),
    "care_home": ("maison de retraite",),
    "rehabilitation": ("SSR", "SMR", "soins de suite et de réadaptation"),
    "addiction": ("CSAPA", "CAARUD"),
    "laboratory_imaging": ("laboratoire", "imagerie", "imagerie médicale", "radiologie",
                           "laboratoire de biologie médicale"),
    "youth_centre": ("MDA",),
    "professional_network": ("CPTS", "communauté professionnelle territoriale de santé"),
}  # fmt: skip
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
        "en pause": ("stopped", "planned"),
        "stand by": ("stopped", "planned"),
        "gelé": ("stopped", "planned"),
        "bloqué": ("stopped", "planned"),
        "mis en œuvre": ("started", "completed"),
        "reconduit": ("started", "completed"),
        "en partie": ("started", "completed"),
        "partiellement": ("started", "completed"),
        "à terminer": ("started",),
        "à finaliser": ("started",),
        "oui": ("completed", "started"),
        "ok": ("completed", "started"),
        "✓": ("completed", "started"),
        "non": ("planned", "stopped"),
        "✗": ("planned", "stopped"),
    }
}
"""Words that may mean several of a list, by column."""
_TICKS: Final = {**dict.fromkeys("✓✔☑✅", "✓"), **dict.fromkeys("✗✘❌☐", "✗")}
_DENIED: Final = re.compile(r"\b(?:non|pas|jamais|plus|aucune?|sans|ni|sauf|hors)\b")
"""What makes a word of a list mean another than itself, in plain words."""
_SHARE: Final = re.compile(r"(?:^|\D)(\d{1,3})(?:[.,]\d+)? ?%")


def _by_stem(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return MappingProxyType({stem(each): code for code, all_ in words.items() for each in all_})


SYNONYMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "status": _by_stem(_STATUS),
        "kind": _by_stem(_KIND),
        "scope": _by_stem(_SCOPE),
        "count_unit": _by_stem(_UNITS),
        "theme": _by_stem(_THEME),
        "category": _by_stem(_CATEGORY),
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
    usual = {each: code for each, code in SYNONYMS.get(column, {}).items() if code in codes}
    known = {stem(word): code for code, word in codes.items()} | usual
    code = known.get(stem(cell))
    if code and "?" not in cell:
        return Reading(codes[code], "Mot de la liste, écrit autrement.")
    found = [code] if code else _meant(cell, codes, known, column)
    proposals = [codes[each] for each in dict.fromkeys(found)]
    reason = UNSURE if code else UNKNOWN
    return doubtful(reason, f"Choisir parmi : {', '.join(codes.values())}.", *proposals)


def _meant(cell: str, codes: Words, known: Mapping[str, str], column: str) -> list[str]:
    """Return the codes that a cell of no list may mean: never the one that it denies."""
    unsure = {stem(word) or word: each for word, each in _UNCERTAIN.get(column, {}).items()}
    said = _TICKS.get(cell) or stem(cell)
    if said in unsure:
        return [*unsure[said]]
    if column == "status" and (share := _SHARE.search(cell)):
        return [{"0": "planned", "100": "completed"}.get(share[1], "started")]
    if _DENIED.search(plain(cell)):
        denied = {known[word] for word in _within(cell, known)}
        return [code for code in codes if code not in denied] if denied and unsure else []
    found = [code for word in _within(cell, unsure) for code in unsure[word]]
    found += [known[word] for word in _within(cell, known)]
    words = {plain(word): code for code, word in codes.items()}
    return found + [words[each] for each in get_close_matches(plain(cell), words, cutoff=_ALIKE)]


def _within(said: str, words: Iterable[str]) -> list[str]:
    """Return the words of a list that stand in a longer text, the longest first."""
    text = f" {stem(said)} "
    return sorted((word for word in words if f" {word} " in text), key=len, reverse=True)


def kind_in(title: str, words: Words) -> str | None:
    """Return the only word of the forms that a title says, if it says one alone."""
    known = {**{stem(word): code for code, word in words.items()}, **SYNONYMS["kind"]}
    found = {known[word] for word in _within(title, known)}
    return words[found.pop()] if len(found) == 1 and not _DENIED.search(plain(title)) else None


def scope_of(cell: str) -> str | None:
    """Return the scope that a cell meant for a commune says, if it does."""
    words = {stem("tout le territoire"): "territory", stem("à distance"): "remote"}
    scope = {**words, **SYNONYMS["scope"]}.get(stem(cell))
    if scope is None and _WHOLE.fullmatch(plain(cell)):
        return "territory"
    return scope if scope in {"territory", "remote"} else None
