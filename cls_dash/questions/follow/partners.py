"""Who signs, coordinates, funds and carries; which actions stand alone."""

import unicodedata
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import Table
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.section import Section
from cls_dash.questions.follow.words import told
from cls_dash.questions.rows import rows
from cls_dash.store.queries.territories import parties_of
from cls_dash.store.release import Release

PARTS: Final = {
    "signatory": "Signe",
    "coordinator": "Coordonne",
    "funder": "Finance",
    "partner": "Partenaire",
}
STANDING: Final = {
    "unnamed": "aucun porteur nommé",
    "alone": "la coordination seule",
    "shared": "d’autres que la coordination",
}

_NAMED: Final = 3


def key(organisation: str) -> str:
    """Return what makes two spellings one organisation: accents, capitals, spaces aside."""
    plain = unicodedata.normalize("NFKD", organisation.replace("’", "'").casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def carriers(cell: str | None) -> list[str]:
    """Return the organisations of a cell, separated by semicolons."""
    return [name.strip() for name in (cell or "").split(";") if name.strip()]


def standing(actions: pd.DataFrame, parties: pd.DataFrame) -> pd.Series:
    """Say of each action whether others than its contract's coordination carry it."""
    coordinators = {
        contract: {key(name) for name in found["organisation"]}
        for contract, found in parties[parties["role"] == "coordinator"].groupby("contract")
    }

    def one(row: dict[str, object]) -> str:
        named = {key(name) for name in carriers(str(row["carriers"] or ""))}
        if not named:
            return "unnamed"
        return "alone" if named <= coordinators.get(row["contract"], set()) else "shared"

    return pd.Series([one(row) for row in rows(actions)], actions.index, dtype=object)


def sections(release: Release, followed: Followed) -> tuple[Section, ...]:
    """Return what the view shows: which actions stand alone, then each organisation's part."""
    parties = parties_of(release, followed.selection.territory)
    parties = parties[parties["contract"].isin(followed.axes["contract"])]
    if followed.selection.documented_only:
        parties = parties[parties["evidence"] != Evidence.ILLUSTRATIVE]
    stands = standing(followed.actions, parties)
    people = organisations(parties, followed.actions)
    absent = people[(people["signatory"] > 0) & (people["carried"] == 0)]
    carried = {"Qui porte, fiche par fiche": _stands(followed, stands)} if len(stands) else {}
    facts = _facts(followed.actions, stands, absent)
    alone = Section("Quelles fiches-actions sont portées seules ?", tuple(facts), folded=carried)
    if people.empty:
        return (alone,)
    return alone, Section("La part de chaque organisme", tables=(_people(people),))


def _facts(found: pd.DataFrame, stands: pd.Series, absent: pd.DataFrame) -> list[str]:
    n = {kind: int((stands == kind).sum()) for kind in STANDING}
    said = [
        f"Sur {told(found)}, **{wording.number(n['alone'])}** "
        f"{wording.agreeing(n['alone'], 'est portée', 'sont portées')} par la coordination seule ; "
        f"pour **{wording.number(n['unnamed'])}**, aucun porteur n’est nommé."
    ] if len(stands) else ["Aucune fiche-action n’est connue pour ce choix."]  # fmt: skip
    if len(absent):
        names = wording.first_of(list(absent["name"]), _NAMED)
        said.append(
            f"**{wording.counted(len(absent), 'signataire')}** "
            f"{wording.agreeing(len(absent), 'ne porte', 'ne portent')} aucune fiche-action "
            "connue. Un organisme peut agir sans être nommé."
        )
        said.append(f"Sans fiche-action connue : {names}.")
    return said


def _stands(followed: Followed, stands: pd.Series) -> Table:
    lines = [
        (
            row["title"],
            terms.EVIDENCE[row["evidence"]],
            f"CLS {row['number']}",
            wording.listing(carriers(row["carriers"])) or "non nommé",
            STANDING[stands[row["action"]]],
        )
        for row in rows(followed.actions)
    ]
    return Table.of(
        ("Fiche-action", "Preuve", "Contrat", "Porteurs", "Portée par"),
        lines,
        caption="Qui porte chaque fiche-action",
    )


def organisations(parties: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """
    Return one row per organisation, those that carry most first.

    Columns ``name``, one per role of :data:`PARTS` (number of contracts), ``carried`` (number
    of actions) and ``evidence``: illustrative only when no source names it. Spellings are
    matched as :func:`key` says, and no further.
    """
    carried = actions.assign(organisation=actions["carriers"].map(carriers), role="carrier")
    carried = carried.explode("organisation").dropna(subset="organisation")
    both = ["organisation", "role", "evidence"]
    parts = pd.concat([parties[both], carried[both]]).assign(
        key=lambda part: part["organisation"].map(key)
    )
    table = (
        pd.crosstab(parts["key"], parts["role"])
        .reindex(columns=[*PARTS, "carrier"], fill_value=0)
        .rename(columns={"carrier": "carried"})
        .join(
            parts.groupby("key").agg(name=("organisation", "first"), evidence=("evidence", surest))
        )
    )
    return table.sort_values(["carried", "name"], ascending=[False, True])


def surest(kinds: pd.Series) -> str:
    """Return the surest of some kinds of evidence."""
    return str(min(kinds, key=list(Evidence).index))


def _people(people: pd.DataFrame) -> Table:
    lines = [
        (
            row["name"],
            *("oui" if row[role] == 1 else f"{row[role]} contrats" if row[role] else ""
              for role in PARTS),
            wording.number(row["carried"]) if row["carried"] else "",
            terms.EVIDENCE[row["evidence"]],
        )
        for row in rows(people)
    ]  # fmt: skip
    return Table.of(
        ("Organisme", *PARTS.values(), "Fiches-actions portées", "Preuve"),
        lines,
        caption="Organismes nommés par les sources. Deux noms écrits autrement font deux lignes.",
        numeric={5},
    )
