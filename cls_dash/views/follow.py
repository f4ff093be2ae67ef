"""View model of the page «Suivi des actions»: from need to commune, as contracts go by."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.planned import read_measure
from cls_dash.domain.relevance import QUESTIONS
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.render import exports
from cls_dash.store.readings import Readings
from cls_dash.views import (
    follow_achieved,
    follow_chain,
    follow_lineage,
    follow_partners,
    follow_relevance,
    follow_timeline,
)
from cls_dash.views.follow_chain import ALL
from cls_dash.views.followed import Followed, Section, actions, by_evidence, followed, said, where
from cls_dash.views.rows import rows

CHAIN: Final = "chaine"
VIEWS: Final = MappingProxyType(
    {
        CHAIN: "Du besoin à la commune",
        "prevu": "Prévu, réalisé, publics",
        "evaluation": "Évaluation au fil de l’eau",
        "partenaires": "Partenaires",
        "suite": "D’un contrat à l’autre",
        "calendrier": "Calendrier",
    }
)
VIEW: Final = Parameter("vue", "Ce que vous voulez suivre", VIEWS, default=CHAIN)
THEME: Final = Parameter("theme", "Partir d’un thème", default=ALL)
COMMUNE: Final = Parameter("commune", "Ou d’une commune", default=ALL)
STATUSES: Final = {
    "planned": "envisagée",
    "started": "engagée",
    "completed": "réalisée",
    "stopped": "interrompue",
}
PEOPLE: Final = frozenset({"persons", "professionals", "households", "students"})
READING: Final = (
    "Une **fiche-action** est ce que le contrat a écrit ; une **réalisation** est une fois où elle "
    "a eu lieu. La période et le périmètre choisis restreignent les réalisations, jamais les "
    "fiches.\n\n"
    "« **Aucune réalisation connue** » ne veut pas dire que rien n’a été fait : c’est ce que les "
    "sources ne disent pas.\n\n"
    "**Documentée** : une source publique le dit. **Saisie** : la coordination le dit. Rien de "
    "cela n’est additionné à l’**illustratif**, dont les lignes "
    "montrent ce que le suivi donnerait avec des bilans complets.\n\n"
    "**Besoin plus fort qu’ailleurs** : la moitié au moins des habitants dont la valeur se compare "
    "vivent où elle est plus défavorable que dans leur région, ou en France, la même année. Sans "
    "valeur de la même année, rien n’est comparé.\n\n"
    "**Prévu et réalisé** ne se comparent que dans la même unité. Une réalisation étalée sur une "
    "période compte pour une séance au moins ; un nombre de personnes absent, ou couvert par le "
    "secret statistique, fait de la somme un minimum."
)


@dataclass(frozen=True)
class FollowView:
    """All that the page shows, ready to be drawn."""

    answer: str
    sections: tuple[Section, ...]
    table: Table


def build(
    readings: Readings,
    selection: Selection,
    *,
    view: str = CHAIN,
    theme: str = ALL,
    commune: str = ALL,
) -> FollowView:
    """
    Assemble one of :data:`VIEWS`.

    Parameters
    ----------
    readings
        Of one release.
    selection
        What is followed.
    view
        Code of the view.
    theme, commune
        What the chain from need to commune is narrowed to.
    """
    here = followed(readings, selection)
    match view:
        case "prevu":
            sections = follow_achieved.sections(here)
        case "evaluation":
            sections = follow_relevance.sections(here)
        case "partenaires":
            sections = follow_partners.sections(readings, here)
        case "suite":
            sections = follow_lineage.sections(readings, here)
        case "calendrier":
            sections = follow_timeline.sections(here)
        case _:
            sections = follow_chain.sections(here, theme, commune)
    return FollowView(
        said(_answer(here)),
        tuple(replace(one, facts=tuple(map(said, one.facts))) for one in sections),
        _table(here),
    )


def themes(readings: Readings, selection: Selection) -> dict[str, str]:
    """Return the themes of which something is known, by code."""
    known = follow_chain.themes(followed(readings, selection))["title"]
    return {ALL: "Tous les thèmes", **{str(code): title for code, title in known.items()}}


def communes(readings: Readings, selection: Selection) -> dict[str, str]:
    """Return the communes where an action took place, by code, in alphabetical order."""
    found = followed(readings, selection).deployments.dropna(subset="commune")
    names = dict(zip(found["commune"], found["commune_name"], strict=True))
    return {ALL: "Toutes les communes", **dict(sorted(names.items(), key=lambda pair: pair[1]))}


def _answer(here: Followed) -> str:
    n = len(here.actions)
    if not n:
        return "**Aucune fiche-action** n’est connue pour ce choix."
    silent = sum(not _aims_at_people(row) for row in rows(here.actions))
    people = (
        "**aucune** ne dit combien de personnes elle vise"
        if silent == n
        else f"pour **{wording.number(silent)}**, rien ne dit combien de personnes étaient visées"
    )
    real = here.actions[here.actions["evidence"] != Evidence.ILLUSTRATIVE]
    done = here.deployments
    facts = done[(done["evidence"] != Evidence.ILLUSTRATIVE) & done["action"].isin(real.index)]
    told = facts["action"].nunique()
    shown = (
        f" (**{wording.number(done['action'].nunique())}** sur {wording.number(n)} avec les "
        "données illustratives)"
        if (done["evidence"] == Evidence.ILLUSTRATIVE).any() or n > len(real)
        else ""
    )
    verb = wording.agreeing(told, "fiche-action sur {} a", "fiches-actions sur {} ont")
    return (
        f"D’après {wording.attested([*real['evidence'], *facts['evidence']])}, "
        f"**{wording.number(told)}** {verb.format(wording.number(len(real)))} au moins une "
        f"réalisation "
        f"connue{shown} ; {people}."
    )


def _aims_at_people(action: dict[str, object]) -> bool:
    measure = read_measure(str(action["planned_measure"] or ""))
    return measure is not None and measure.unit in PEOPLE and not pd.isna(action["planned_target"])


def _table(here: Followed) -> Table:
    lines = [
        (
            row["title"],
            wording.EVIDENCE[row["evidence"]],
            f"CLS {row['number']} · {row['axis_title']}",
            STATUSES[row["status"]],
            follow_achieved.planned(row),
            by_evidence(mine := here.of(row["action"])),
            where(mine),
        )
        for row in rows(here.actions)
    ]
    return Table.of(
        ("Fiche-action", "Preuve", "Axe", "État", "Prévu", "Réalisations", "Où"),
        lines,
        caption=f"{actions(len(lines))} suivies",
    )


def actions_csv(readings: Readings, selection: Selection) -> bytes:
    """Return one line per action, with what is known and what lacks, as CSV."""
    here = followed(readings, selection)
    lines = []
    for one in follow_relevance.judged(here):
        row, done = one.action, here.of(one.action["action"])
        by_kind = done["evidence"].value_counts()
        lines.append(
            {
                "identifiant": row["action"],
                "contrat": row["contract"],
                "axe": row["axis_title"],
                "theme": wording.THEMES[row["theme"]],
                "action": row["title"],
                "etat": STATUSES[row["status"]],
                "public_vise": row["intended_public"],
                "porteurs": row["carriers"],
                "prevu": follow_achieved.planned(row),
                "realisations_documentees": int(by_kind.get(Evidence.DOCUMENTED, 0)),
                "realisations_saisies": int(by_kind.get(Evidence.SUPPLIED, 0)),
                "realisations_illustratives": int(by_kind.get(Evidence.ILLUSTRATIVE, 0)),
                "communes": done["commune"].nunique(),
                **dict(zip(("besoin", "population", "objectif"), map(one.said, QUESTIONS),
                           strict=True)),
                "il_manque": one.lacking,
                "preuve": wording.EVIDENCE[row["evidence"]],
                "source": row["source"],
            }
        )  # fmt: skip
    return exports.to_csv(pd.DataFrame(lines))
