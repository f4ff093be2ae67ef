"""
What no page may say, whoever wrote it: what its lists and its records do not earn.

The words of a page are searched for claims, by the expressions below; what the store holds is
counted apart, in plain SQL. A claim that nothing earns is a fault.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

LEAST_LOCATED, LEAST_SERIES = 15, 8
NUMBER = r"\d[\d\s\u00a0\u202f]*(?:,\d+)?"

VERDICT = re.compile(
    r"\bp[\s\u00a0\u202f]*[=<≈][\s\u00a0\u202f]*0,\d|\bfois sur (?:dix|vingt|cent|mille)\b"
    r"|peut venir du hasard|ne l’explique pas|suffit à (?:l’|les )?expliquer"
    r"|(?:plus|moins) (?:concentr|espac|regroup)\w+ que (?:par|le|ne) "
    r"|dépassent? (?:ce que|le hasard)"
    r"|ne se distinguent pas|que le hasard n’en|plus que (?:par )?hasard",
    re.IGNORECASE,
)
"""What is said of the world once chance is set apart."""

NAMED = re.compile(
    rf"à plus de {NUMBER} minutes? de toute action|Il faudrait (?:en )?déplacer"
    r"|prochaine action servirait|à la fois parmi celles|parmi les moins couvertes"
    rf"|{NUMBER} ?% des habitants ont eu une action|nouvellement couverts?",
    re.IGNORECASE,
)
"""What is concluded of communes from the actions that are recorded."""

FAR = re.compile(
    rf"(?:\bà|\bde|jusqu’à|en|sont à|dans) {NUMBER}[\s\u00a0\u202f]?(?:minutes?|min|km)\b"
    rf"|plus de {NUMBER}[\s\u00a0\u202f]?(?:minutes?|min|km)\b|hors de portée"
    r"|plus (?:proche|éloignée?|loin)s?\b|\bà portée\b",
    re.IGNORECASE,
)
NONE = re.compile(
    r"\baucune? (?:lieu|établissement|hôpital|médecin|pharmacie|professionnel|place|soin)"
    r"|n’(?:en )?a aucune?\b|il n’y en a aucune?|n’y a (?:pas|aucun)",
    re.IGNORECASE,
)
RATE = re.compile(
    rf"pour {NUMBER} habitants|le cinquième d’habitants le moins|moins bien servie?s?",
    re.IGNORECASE,
)
CARE = re.compile(
    r"\b(?:lieux? de soins?|soins|établissements?|hôpita\w+|urgences|maternité|centres? de santé"
    r"|maisons? de santé|médecins?|généralistes?|pharmacies?|infirmi\w+|dentistes?|kiné\w*"
    r"|Ehpad)\b",
    re.IGNORECASE,
)
"""What names a place or a profession of care."""
OF_ACTIONS = re.compile(r"\bactions?\b|\bcouverte?s?\b|n° \d", re.IGNORECASE)
"""Of what is said of actions, records are asked, not lists."""
SAID_OF_METHOD = re.compile(
    r"route \d|vol d’oiseau|n’en est déduite|n’est pas complète|rien n’en est conclu"
    r"|aucune distance",
    re.IGNORECASE,
)
"""How times are estimated, or that nothing is concluded: no claim about a place."""


@dataclass(frozen=True)
class Recorded:
    """What is recorded of a territory, counted in plain SQL."""

    located: int
    series: int
    illustrative: int

    @property
    def enough(self):
        return self.located >= LEAST_LOCATED and self.series >= LEAST_SERIES


def recorded(store, territory, *, real_only):
    """Return what is recorded of a territory, all contracts and years together."""
    real = "AND evidence != 'illustrative'" if real_only else ""
    query = f"""
        SELECT count(*), count(DISTINCT action || ' ' || commune),
               coalesce(sum(evidence = 'illustrative'), 0)
        FROM deployment WHERE territory = ? AND scope = 'commune' {real}
    """  # noqa: S608 - a constant
    with closing(sqlite3.connect(store)) as connection:
        return Recorded(*connection.execute(query, [territory]).fetchone())


def complete_lists(store, territory):
    """Return the categories whose list is complete in a territory and wherever it reaches."""
    around = """
        SELECT commune FROM perimeter WHERE territory = :slug
        UNION SELECT destination FROM travel_time
        WHERE origin IN (SELECT commune FROM perimeter WHERE territory = :slug)
    """
    query = f"""
        SELECT DISTINCT category FROM completeness AS list WHERE area = 'FR' OR NOT EXISTS (
            SELECT commune FROM ({around})
            EXCEPT SELECT commune FROM area WHERE area.area = list.area
        )
    """  # noqa: S608 - a constant
    with closing(sqlite3.connect(store)) as connection:
        return {category for (category,) in connection.execute(query, {"slug": territory})}


def marked(said):
    """Say whether a sentence says by itself that it is a demonstration."""
    return said.lstrip("* ").startswith("Démonstration")


def verdicts(words):
    """Return what is said beyond chance."""
    return [said for said in words if VERDICT.search(said)]


def conclusions(words):
    """Return what is concluded from actions: what names care alone is earned by its lists."""
    return [
        said
        for said in words
        if (VERDICT.search(said) or NAMED.search(said))
        and (OF_ACTIONS.search(said) or not CARE.search(said))
    ]


def published(store):
    """Return the titles of the indicators: what is published of care needs no list of ours."""
    with closing(sqlite3.connect(store)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM indicator")]


def of_care(words, *, whole_page=False, titles=()):
    """
    Return the distances, absences, rates and ranks that are said of places of care.

    On a page of care (``whole_page``) all that is said is said of it; elsewhere, what names it.
    """
    return [
        said
        for said in words
        if (whole_page or CARE.search(said))
        and not SAID_OF_METHOD.search(said)
        and not OF_ACTIONS.search(said)
        and not any(title in said for title in titles)
        and (FAR.search(said) or NONE.search(said) or RATE.search(said))
    ]
