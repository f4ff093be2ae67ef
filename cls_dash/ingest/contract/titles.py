"""What coordinators call the columns of their plans and logs."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final

from cls_dash.ingest.files import refused
from cls_dash.ingest.recognise.words import plain, stem
from cls_dash.store.model.fields import Declaration

ALIASES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "actions": {
        "action": ("réf", "référence", "n°", "numéro", "code", "n° action", "n° fiche", "fiche",
                   "n° de fiche", "numéro de fiche"),
        "title": ("titre", "action", "actions", "nom de l’action", "intitulé de l’action",
                  "libellé", "fiche-action", "nom", "objet", "action prévue",
                  "intitulé de la fiche"),
        "axis": ("axe stratégique", "axes", "orientation", "orientation stratégique",
                 "thématique", "thème", "axe du CLS"),
        "objective": ("objectifs", "but", "finalité"),
        "intended_public": ("public", "publics", "public cible", "publics visés", "bénéficiaires"),
        "carriers": ("pilote", "pilotes", "porteur", "structure porteuse", "qui", "responsable"),
        "status": ("statut", "avancement", "état d’avancement", "où en est-on", "stade",
                   "état de l’action", "statut de l’action"),
        "start_year": ("année de début", "année", "date de début", "démarrage", "depuis",
                       "calendrier", "calendrier prévisionnel", "période", "date prévisionnelle"),
        "end_year": ("année de fin", "échéance", "date de fin", "jusqu’à"),
        "budget_eur": ("budget", "coût", "montant", "budget prévisionnel", "budget en €",
                       "financement", "budget total", "coût total", "montant total",
                       "coût prévisionnel", "coût estimé"),
    },
    "deployments": {
        "action": ("réf", "référence", "n° action", "n° fiche", "fiche", "fiche-action", "n°",
                   "code", "action concernée", "action rattachée"),
        "title": ("titre", "quoi", "objet", "activité", "libellé", "description", "séance",
                  "intitulé de l’action", "nom de l’action", "événement"),
        "scope": ("périmètre", "échelle"),
        "commune": ("communes", "commune(s)", "ville", "localité", "où", "code insee",
                    "code commune", "lieu (commune)", "commune concernée", "lieu d’intervention",
                    "lieu(x) d’intervention", "lieu de réalisation", "localisation",
                    "territoire concerné"),
        "epci": ("intercommunalité", "communauté de communes", "comcom"),
        "place": ("salle", "site", "lieux", "endroit", "adresse", "lieu précis", "lieu exact"),
        "starts_on": ("date", "quand", "dates", "date de début", "période", "jour", "date début",
                      "date(s)", "date de réalisation", "période de réalisation", "calendrier",
                      "date prévisionnelle", "mois", "année"),
        "ends_on": ("date de fin", "au", "date fin", "jusqu’au"),
        "kind": ("type", "nature", "type d’action", "format", "type d’intervention", "catégorie",
                 "modalité", "type d’événement", "nature de l’action"),
        "public_reached": ("public", "publics", "public visé", "public concerné", "bénéficiaires",
                           "type de public"),
        "count": ("combien", "combien de personnes", "nombre de personnes", "effectif", "effectifs",
                  "nb", "nb participants", "nombre de participants", "participants",
                  "nb de personnes", "personnes touchées", "fréquentation",
                  "nombre de bénéficiaires", "nombre de personnes touchées",
                  "nombre de présents", "nombre d’inscrits"),
        "count_unit": ("unité",),
        "attribution": ("cadre",),
        "sessions": ("nombre de séances", "nb de séances", "nb séances", "nombre de passages"),
        "spent_eur": ("dépense", "dépenses", "coût", "coût réel", "montant", "montant dépensé",
                      "coût total", "montant total", "dépense réelle"),
        "partners": ("partenaire", "avec qui", "structures partenaires"),
        "remarks": ("observation", "remarques", "remarque", "commentaires", "commentaire",
                    "bilan", "bilan / observations"),
    },
}  # fmt: skip
"""Usual titles of each column beside ours, the surest first, by table."""
_SHORT: Final = {"nb": "nombre", "nbr": "nombre", "nbre": "nombre", "pers": "personne"}
_ARTICLES: Final = frozenset({"de", "du", "des", "d", "le", "la", "les", "l", "ttc", "ht"})
_MONEY: Final = re.compile(
    r"\(?(?:\ben )?(?P<thousands>\bk|\bmilliers d['’] ?)? ?"
    r"(?:€|(?:(?<![a-zé])|(?<=k))(?:eur|euros?)\b)(?: ?(?:ttc|ht)\b)?\)?",
    re.IGNORECASE,
)
"""The unit of a column of amounts."""


def find_titles(
    headers: Sequence[str], declared: Declaration, given: Mapping[str, str]
) -> dict[str, str]:
    """
    Return the header of each of our columns in a row of titles.

    Parameters
    ----------
    headers
        Titles of the file.
    declared
        Our table.
    given
        Header of some columns, as the person says; nothing where no header says them.
    """
    written = {plain(header): header for header in reversed(headers) if plain(header)}
    found = {name: written[plain(header)] for name, header in given.items()
             if plain(header) in written}  # fmt: skip
    unsaid = {name for name, header in given.items() if not plain(header)}
    for said, name in _ours(declared).items():
        free = name not in found and name not in unsaid
        if said in written and free and written[said] not in found.values():
            found[name] = written[said]
    usual = ALIASES.get(declared.file.name, {})
    _make_room(found, usual, written, given)
    for name, titles in usual.items():
        if name in unsaid:
            continue
        usable = (written[plain(each)] for each in titles if plain(each) in written)
        header = next((each for each in usable if each not in found.values()), None)
        if name not in found and header is not None:
            found[name] = header
    found |= _alike(headers, found, unsaid, declared)
    if not found.keys() & {"commune", "epci", "scope", "deployment"} and "place" in found:
        found["commune"] = found.pop("place")  # «Lieu» is a commune where no other column is.
    return {name: found[name] for name in declared.columns if name in found}


def _alike(
    headers: Sequence[str],
    found: Mapping[str, str],
    unsaid: Collection[str],
    declared: Declaration,
) -> dict[str, str]:
    """Return the titles that remain and are ours but for an ending, an article, «nb» or «pers.»."""
    left = {_bare(each): each for each in reversed(headers) if each not in found.values()}
    usual = ALIASES.get(declared.file.name, {})
    more: dict[str, str] = {}
    for name in declared.columns:
        if name in found or name in unsaid:
            continue
        for title in (declared.titles[name], *usual.get(name, ())):
            header = left.pop(_bare(title), None)
            if header is not None:
                more[name] = header
                break
    return more


def in_thousands(title: str) -> bool:
    """Say whether a column of amounts is in thousands of euros, as its title says."""
    unit = _MONEY.search(title)
    return bool(unit and unit["thousands"])


@lru_cache(2**12)
def _bare(title: str) -> str:
    """Return what a title says, whatever its number, its articles and its abbreviations."""
    said = plain(re.sub(r"\((?:e?s|x|ne?s?|es)\)", "", _MONEY.sub("", title)))
    words = [_SHORT.get(word, word) for word in said.split() if word not in _ARTICLES]
    return stem(" ".join(words))


def _ours(declared: Declaration) -> dict[str, str]:
    ours = {plain(title): name for name, title in declared.titles.items()}
    return ours | {plain(name): name for name in declared.columns}


def _make_room(
    found: dict[str, str],
    usual: Mapping[str, Sequence[str]],
    written: Mapping[str, str],
    given: Mapping[str, str],
) -> None:
    """Let «Action» be the title of an action where no other column is: it is no identifier then."""
    titled = found.get("action", "")
    known = {plain(each) for each in usual.get("title", ())}
    other = any(
        plain(each) in written for each in usual.get("title", ()) if plain(each) != plain(titled)
    )
    if "action" not in given and "title" not in found and not other and plain(titled) in known:
        del found["action"]


def score_titles(headers: Sequence[str], declared: Declaration, given: Mapping[str, str]) -> int:
    """Return how many of our columns a row of titles has; 0 where one to fill lacks."""
    found = find_titles(headers, declared, given)
    return len(found) if not lacking(found, declared, given) else 0


def lacking(found: Mapping[str, str], declared: Declaration, given: Mapping[str, str]) -> list[str]:
    """Return the titles of the columns to fill that no header says, nor the person does without."""
    known = {*found, *(name for name, header in given.items() if not plain(header))}
    return [each.title for each in declared.fields if each.filled and each.name not in known]


def check_twice(
    file: str, headers: Sequence[str], declared: Declaration, found: Mapping[str, str]
) -> None:
    """
    Refuse two columns that bear our names of the same one, or the title of one that is read.

    Beyond a column without a title is another table: what it repeats is not read.

    Raises
    ------
    InvalidDatasetError
        Naming the second.
    """
    ours, seen = _ours(declared), set()
    for header in headers:
        name = ours.get(plain(header))
        if name in seen:
            reason = "Deux colonnes de ce fichier disent la même chose."
            raise refused(file, 1, reason, "N’en garder qu’une.", header)
        seen |= {name} - {None}
    gap = next((rank for rank, each in enumerate(headers) if re.fullmatch("colonne_[0-9]+", each)),
               len(headers))  # fmt: skip
    beside = [each.removesuffix(" (2)") for each in headers[gap:]]
    if {*headers[:gap]} & {*beside} and score_titles(beside, declared, {}):
        reason = "Deux tableaux sont côte à côte dans cette feuille."
        raise refused(file, 1, reason, "Mettre le second sur une feuille à lui.", beside[-1])
    twins = [each for each in found.values() if f"{each} (2)" in headers[:gap]]
    if twins:
        reason = "Deux colonnes de ce fichier ont ce titre."
        raise refused(file, 1, reason, "Donner à chacune le sien, ou n’en garder qu’une.", twins[0])
