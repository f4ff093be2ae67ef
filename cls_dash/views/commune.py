"""View model of the page «Ma commune»."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.errors import UnknownCommuneError
from cls_dash.page.table import Table
from cls_dash.render import maps, palette
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release
from cls_dash.views import around, local_figures, provision
from cls_dash.views.record import NOT_BEGUN, Record
from cls_dash.views.recorded import NOT_YET
from cls_dash.views.rows import rows
from cls_dash.views.spread import Spread, measured, spread

NONE_KNOWN: Final = (
    "Aucune action localisée n’est connue dans cette commune pour ce choix. Cela ne veut pas dire "
    "que rien n’a été fait : certaines actions ne sont pas localisées."
)
COMMUNE: Final = Parameter("commune", "Commune", default="")
_DOT: Final = 6.0


@dataclass(frozen=True)
class CommuneView:
    """The sheet of a commune, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    digest: str
    values: maps.Values
    actions: Table | None
    no_action: str
    """What is said where there is none."""
    comparison: Table
    services: Table | None
    """How far each service is, where a list of it is complete."""
    places: Table | None
    """Known places near it, of which nothing is concluded."""
    indicators: Table | None


def names(release: Release, territory: str) -> dict[str, str]:
    """Return the names of a territory's communes by code, in alphabetical order."""
    communes = communes_of(release, territory)["name"]
    return {str(code): str(name) for code, name in sorted(communes.items(), key=lambda c: c[1])}


def chooser(release: Release, territory: str) -> tuple[str, maps.Values]:
    """Return the geometry and values of the map on which a commune is chosen."""
    communes = communes_of(release, territory)
    return asset_digest(release, territory), maps.Values(
        title="Carte des communes du territoire. Cliquez sur la vôtre.",
        classes="0" * len(communes),
        palette=(palette.REST,),
        tips=tuple((str(epci or wording.NO_EPCI),) for epci in communes["epci_name"]),
        labels=_towns(communes),
        legend=maps.Legend(title="Choisissez une commune", classes=()),
    )


def build(release: Release, selection: Selection, code: str) -> CommuneView:
    """
    Assemble the sheet of a commune.

    Raises
    ------
    UnknownCommuneError
        If the commune is not one of the territory's.
    """
    everyone = communes_of(release, selection.territory)
    if code not in everyone.index:
        raise UnknownCommuneError(code)
    here = everyone.loc[code]
    found = spread(release, selection)
    done = deployments_of(release, selection, commune=code)
    whole = provision.complete(release, selection.territory)
    near = providers_of(release, near=(here["longitude"], here["latitude"]))
    nearest = around.nearest(near, here, whole)
    figures = local_figures.figures(release, selection.territory, code)
    told = local_figures.sentence(figures)
    return CommuneView(
        answer=_answer(here, found, done),
        facts=(
            *_facts(release, selection, here, done, found.record.begun),
            *([told] if told else []),
        ),
        digest=asset_digest(release, selection.territory),
        values=_values(everyone, code, nearest),
        actions=_actions(done, str(here["name"])) if len(done) else None,
        no_action=NONE_KNOWN if found.record.begun else f"{NOT_BEGUN}.",
        comparison=_comparison(here, measured(found), code, found.record),
        services=around.services(release, selection.territory, here),
        places=around.places(nearest, here) if len(nearest) else None,
        indicators=local_figures.table(figures, str(here["name"])),
    )


def _answer(here: pd.Series, found: Spread, done: pd.DataFrame) -> str:
    """Say what is known first, then what was made up, then what communes compare to."""
    counted, recorded = measured(found), found.record
    if here.name not in counted.index:
        return f"**{here['name']}** n’était pas dans le périmètre de ce contrat."
    preposition, _, town = wording.at(str(here["name"])).partition(" ")
    place = f"{preposition.capitalize()} **{town}**"
    if not recorded.begun:
        return f"{place}, les actions du contrat ne sont **pas encore saisies**."
    made = _illustrative(done)
    real = done[done["evidence"] != Evidence.ILLUSTRATIVE]
    n = wording.counted(len(real), "action localisée", "actions localisées")
    plural = wording.agreeing(len(real), "", "s")
    kinds = [wording.EVIDENCE[kind] + plural for kind in Evidence if kind in set(real["evidence"])]
    said = (
        f"{place}, le contrat a mené **{n}** ({wording.listing(kinds)})."
        if len(real)
        else f"{place}, **aucune action localisée** n’est connue pour ce choix."
        if not made
        else f"{place}, aucune action réelle n’est connue pour ce choix."
    )
    if not recorded.enough:
        shown = wording.counted(made, "action illustrative", "actions illustratives")
        there = wording.agreeing(made, "y est montrée", "y sont montrées")
        few = "Trop peu d’actions sur le territoire pour comparer les communes."
        return f"{said} {recorded.said(f'{shown} {there}. {few}' if made else few)}"
    row = counted.loc[here.name]
    fair = (
        f"proportion de ses {wording.counted(row['population'], 'habitant')}, elle en aurait "
        f"**{wording.number(row['expected'], 1)}**"
    )
    compared = (
        f"Avec {wording.counted(made, 'illustrative')}, elle en a **{len(done)}** ; à {fair}"
        if made
        else f"À {fair}"
    )
    verdict = f" : {_judged(row['flag'])}" if recorded.judged else ""
    return f"{said} {recorded.said(compared)}{verdict}."


def _illustrative(deployments: pd.DataFrame) -> int:
    return int((deployments["evidence"] == Evidence.ILLUSTRATIVE).sum())


def _made(done: int, illustrative: int) -> str:
    """Say how many of the actions were made for the demonstration."""
    if not illustrative:
        return ""
    if illustrative == done:
        return wording.agreeing(done, " (illustrative)", " (toutes illustratives)")
    return f" (dont {wording.counted(illustrative, 'illustrative')})"


def _judged(flag: str) -> str:
    return {
        "very_high": "c’est nettement plus que ce que donne le hasard",
        "high": "c’est plus que ce que donne le hasard",
        "low": "c’est moins que ce que donne le hasard",
        "very_low": "c’est nettement moins que ce que donne le hasard",
    }.get(flag, "l’écart peut venir du hasard")


def _facts(
    release: Release, selection: Selection, here: pd.Series, done: pd.DataFrame, begun: bool
) -> tuple[str, ...]:
    held = f"Intercommunalité : **{here['epci_name'] or wording.NO_EPCI}**."
    if not begun:
        return (held,)
    everywhere = deployments_of(release, selection)
    shared = everywhere[
        everywhere["scope"].isin(["territory", "remote"])
        | ((everywhere["scope"] == "epci") & (everywhere["epci"] == here["epci"]))
    ]
    facts = [
        held,
        f"**{wording.counted(len(shared), 'autre action', 'autres actions')}**"
        + _made(len(shared), _illustrative(shared))
        + wording.agreeing(
            len(shared),
            " du contrat s’adresse à toute l’intercommunalité, à tout le territoire "
            "ou se fait à distance.",
            " du contrat s’adressent à toute l’intercommunalité, à tout le territoire "
            "ou se font à distance.",
        ),
    ]
    dated = rows(done[done["starts_on"].notna()])
    if dated:  # the latest first
        when = wording.span(*(dated[0][c] for c in ("starts_on", "ends_on", "date_precision")))
        evidence = wording.EVIDENCE[dated[0]["evidence"]]
        facts.append(f"Dernière action datée ici : **{when}** ({evidence}).")
    return tuple(facts)


def _actions(done: pd.DataFrame, name: str) -> Table:
    lines = [
        (
            wording.span(row["starts_on"], row["ends_on"], row["date_precision"]),
            str(row["title"]),
            f"{wording.KINDS.get(row['kind'], row['kind'])}"
            + (f", {row['place']}" if row["place"] else ""),
            str(row["axis_title"]),
            wording.EVIDENCE[row["evidence"]],
        )
        for row in rows(done)
    ]
    return Table.of(
        ("Quand", "Action", "Forme et lieu", "Axe", "Preuve"),
        lines,
        caption=f"Actions menées à {name}",
    )


def _comparison(here: pd.Series, counted: pd.DataFrame, code: str, recorded: Record) -> Table:
    groups = {
        str(here["name"]): counted[counted.index == code],
        str(here["epci_name"] or ""): counted[counted["epci"] == here["epci"]],
        "Tout le territoire": counted,
    }
    groups.pop("", None)
    lines = []
    for label, group in groups.items():
        people, done = group["population"].sum(), group["observed"].sum()
        rate = done / people * 10_000 if people else None
        lines.append(
            (
                label,
                wording.number(people),
                wording.number(done) if recorded.begun else NOT_YET,
                *([wording.number(rate, 1)] if recorded.enough else []),
            )
        )
    return Table.of(
        ("Où", "Habitants", "Actions localisées",
         *(["Pour 10 000 habitants"] if recorded.enough else [])),
        lines,
        caption=recorded.plain("Comparaison avec l’intercommunalité et le territoire"),
        numeric={1, 2, 3} if recorded.enough else {1, 2},
    )  # fmt: skip


def _values(everyone: pd.DataFrame, code: str, nearest: pd.DataFrame) -> maps.Values:
    same = everyone["epci"] == everyone.loc[code, "epci"]
    marks = "".join("2" if c == code else "1" if s else "0" for c, s in same.items())
    name = str(everyone.loc[code, "name"])
    return maps.Values(
        title=f"Carte : {name} dans son territoire, et les lieux de soins connus près d’elle.",
        classes=marks,
        palette=(palette.REST, palette.NEIGHBOUR, palette.HERE),
        tips=tuple((str(epci or wording.NO_EPCI),) for epci in everyone["epci_name"]),
        circles=tuple(
            (
                (round(row["longitude"], 5), round(row["latitude"], 5)),
                _DOT,
                (str(row["name"]), wording.PROVIDERS.get(row["category"], "")),
            )
            for row in rows(nearest)
        ),
        labels=(list(everyone.index).index(code),),
        selected=code,
        legend=maps.Legend(
            title="Légende",
            classes=(
                maps.LegendClass(palette.HERE, name, ""),
                maps.LegendClass(palette.NEIGHBOUR, "son intercommunalité", ""),
                maps.LegendClass(palette.REST, "reste du territoire", ""),
            ),
            circles={
                "title": "Établissements",
                "sizes": [{"radius": _DOT, "label": "lieu connu"}],
            },
        ),
        circleStyle=palette.PROVIDER,
    )


def _towns(communes: pd.DataFrame) -> tuple[int, ...]:
    ranked = communes.reset_index().sort_values("population", ascending=False)
    return tuple(int(rank) for rank in ranked.index[:6])
