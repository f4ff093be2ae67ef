"""From need to commune, and back: needs, themes, axes, actions, deployments, communes."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.relevance import VERDICTS
from cls_dash.domain.selection import Evidence
from cls_dash.domain.shared import ALL
from cls_dash.page.table import Table
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.needs import of_theme
from cls_dash.questions.follow.section import Section
from cls_dash.questions.follow.words import by_evidence, told, where
from cls_dash.questions.rows import rows
from cls_dash.render import follow_charts

_VERDICTS: Final = VERDICTS["needs"]
_COLUMNS: Final = [
    "theme", "title", "need", "axes", "actions", "done", "told", "deployments", *Evidence,
]  # fmt: skip


def themes(followed: Followed) -> pd.DataFrame:
    """
    Return one row per theme that has a need, an axis or an action, in the order of themes.

    Columns ``title``, ``need`` (verdict), ``axes``, ``actions``, ``done`` (actions with a
    deployment), ``told`` (with a documented one), ``deployments`` (said by evidence), and
    the number of communes by evidence.
    """
    found, none = [], followed.deployments.iloc[:0]
    held = dict(iter(followed.deployments.groupby("theme")))
    for theme, title in terms.THEMES.items():
        need = of_theme(followed.needs, theme)
        mine = followed.actions[followed.actions["theme"] == theme]
        own = followed.axes[followed.axes["theme"] == theme]
        if need is None and mine.empty and own.empty:
            continue
        done = held.get(theme, none)
        found.append(
            {
                "theme": theme,
                "title": title,
                "need": need.verdict if need else "unmeasured",
                "axes": len(own),
                "actions": len(mine),
                "done": done["action"].nunique(),
                "told": done.loc[done["evidence"] != Evidence.ILLUSTRATIVE, "action"].nunique(),
                "deployments": by_evidence(done),
                **{
                    str(kind): done.loc[done["evidence"] == kind, "commune"].nunique()
                    for kind in Evidence
                },
            }
        )
    return pd.DataFrame(found, columns=_COLUMNS).set_index("theme")


def sections(followed: Followed, theme: str, commune: str) -> tuple[Section, ...]:
    """Return what the view shows: needs and themes, or the chain of a theme or a commune."""
    chain = _chain(followed, theme, commune)
    if (theme, commune) != (ALL, ALL):
        return (chain,)
    table = themes(followed)
    return (
        Section(
            "Des besoins aux fiches-actions",
            tuple(_facts(followed, table)),
            partial(follow_charts.themes, table) if table["actions"].any() else None,
            "Fiches-actions dont une réalisation, documentée ou saisie, est connue (foncé), sur "
            "toutes celles du thème. Clair : réalisations illustratives seulement ; gris : aucune.",
            (*([_needs(followed)] if followed.needs else []), _themes(table)),
        ),
        chain,
    )


def _facts(followed: Followed, table: pd.DataFrame) -> Iterator[str]:
    served = set(followed.actions["theme"])
    alone = [need.title for need in followed.needs if not served & set(need.themes)]
    unmeasured = table[(table["need"] == "unmeasured") & (table["actions"] > 0)]
    idle = table[(table["axes"] > 0) & (table["actions"] == 0)]
    if alone:
        named = wording.listing(list(map(wording.within, alone)))
        yield f"**Besoins sans fiche-action** : {named}."
    elif followed.needs:
        yield "Chaque besoin chiffré ici a au moins une fiche-action."
    else:
        yield "**Aucun besoin n’est chiffré ici** : il manque des indicateurs du territoire."
    if len(unmeasured):
        without = followed.actions[followed.actions["theme"].isin(unmeasured.index)]
        yield (
            f"**{told(without)} sans besoin chiffré** "
            f"({wording.listing(list(unmeasured['title']))}) : cela ne veut pas dire sans besoin, "
            "mais qu’aucun indicateur chargé ne le mesure."
        )
    if len(idle):
        titles = wording.listing(list(idle["title"]))
        yield f"**Thèmes d’axes sans fiche-action connue** : {titles}."
    yield (
        "Rattacher un besoin à un thème est **une norme à discuter**, pas une mesure : la raison "
        "de chaque lien est dans le tableau."
    )


def _needs(followed: Followed) -> Table:
    lines = [
        (
            need.title,
            _VERDICTS[need.verdict],
            need.said,
            wording.listing([terms.THEMES[theme] for theme in need.themes]),
            need.reason,
        )
        for need in followed.needs
    ]
    return Table.of(
        ("Besoin", "Ici", "Ce qu’en disent les chiffres", "Thèmes qui y répondent", "Pourquoi"),
        lines,
        caption="Besoins chiffrés du territoire, et le lien que l’atlas propose",
    )


def _themes(table: pd.DataFrame) -> Table:
    lines = [
        (
            row["title"],
            _VERDICTS[row["need"]],
            wording.number(row["axes"]),
            wording.number(row["actions"]),
            row["deployments"],
            *(wording.number(row[kind]) for kind in Evidence),
        )
        for row in rows(table)
    ]
    return Table.of(
        ("Thème", "Besoin", "Axes", "Fiches-actions", "Réalisations",
         *(f"Communes, {terms.KNOWN_AS[kind]}" for kind in Evidence)),
        lines,
        caption="Du thème à la commune",
        numeric={2, 3, 5, 6, 7},
    )  # fmt: skip


def _chain(followed: Followed, theme: str, commune: str) -> Section:
    done = followed.deployments
    if commune != ALL:
        done = done[done["commune"] == commune]
    kept = followed.actions
    if theme != ALL:
        kept = kept[kept["theme"] == theme]
    if commune != ALL:
        kept = kept[kept.index.isin(done["action"])]
    lines, held = [], dict(iter(done.groupby("action")))
    for row in rows(kept):
        mine = held.get(row["action"], done.iloc[:0])
        need = of_theme(followed.needs, row["theme"])
        lines.append(
            (
                row["title"],
                terms.EVIDENCE[row["evidence"]],
                f"CLS {row['number']} · {row['axis_title']}",
                f"{need.title} : {_VERDICTS[need.verdict]}" if need else _VERDICTS["unmeasured"],
                by_evidence(mine),
                where(mine) if commune == ALL else _years(mine),
            )
        )
    name = followed.communes["name"].get(commune, "") if commune != ALL else ""
    table = Table.of(
        (
            "Fiche-action",
            "Preuve",
            "Axe",
            "Besoin",
            "Réalisations",
            "Où" if commune == ALL else "Quand",
        ),
        lines,
        caption="Fiches-actions, de leur besoin à leurs communes",
    )
    whole = theme == commune == ALL
    return Section(
        f"Ce qui s’est passé {wording.at(name)}, et à quel besoin cela répond"
        if name
        else "De la fiche-action à la commune",
        (_chain_said(kept, done, name),),
        tables=() if whole or not lines else (table,),
        folded={"Toutes les fiches-actions, ou choisissez un thème ou une commune": table}
        if whole and lines
        else {},
    )


def _years(deployments: pd.DataFrame) -> str:
    """Return the years when deployments began, and whether one has no date."""
    days = deployments["starts_on"]
    years = [str(year) for year in sorted({day.year for day in days.dropna()})]
    return wording.listing([*years, *(["date inconnue"] if days.isna().any() else [])])


def _chain_said(kept: pd.DataFrame, done: pd.DataFrame, name: str) -> str:
    done = done[done["action"].isin(kept.index)]
    if name and kept.empty:
        return (
            f"Aucune réalisation située n’est connue {wording.at(name)} pour ce choix. Cela ne "
            "veut pas dire que rien n’a été fait : certaines ne sont pas situées."
        )
    if kept.empty:
        return "Aucune fiche-action n’est connue pour ce choix."
    silent = len(kept) - done["action"].nunique()
    place = f"{wording.at(name)[0].upper()}{wording.at(name)[1:]}, " if name else ""
    rest = f" Pour **{wording.number(silent)}**, aucune réalisation n’est connue." if silent else ""
    verb = wording.agreeing(len(done), "réalisation", "réalisations")
    return (
        f"{place}**{told(kept)}**, {wording.number(len(done))} {verb} ({by_evidence(done)}).{rest}"
    )
