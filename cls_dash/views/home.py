"""View model of the page «Accueil»."""

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.draw.html import Generation
from cls_dash.render import maps, palette
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.queries.territories import contracts_of, parties_of, territories_of
from cls_dash.store.release import Release
from cls_dash.views import choices, otherwise, score_card
from cls_dash.views.generations import beside
from cls_dash.views.record import begun, joined
from cls_dash.views.recorded import NOT_YET
from cls_dash.views.rows import rows
from cls_dash.views.score_card import ScoreCard

ASSET: Final = "territories"
_COLOURS: Final = (palette.NEIGHBOUR, palette.ACCENT)


@dataclass(frozen=True)
class HomeView:
    """All that the page shows, ready to be drawn."""

    identity: str
    digest: str
    values: maps.Values
    card: ScoreCard
    answer: str
    """What the card says; where it is too little, then what the contract before shows."""
    beside: tuple[str, ...]
    """What other contracts show, then all of them together."""
    life: tuple[Generation, ...]


def build(release: Release, selection: Selection, *, top: int, chance: Chance) -> HomeView:
    """Assemble the page for a territory."""
    territories = territories_of(release)
    here = territories.loc[selection.territory]
    year = choices.today().year
    parties = parties_of(release, selection.territory)
    contracts = contracts_of(release, selection.territory)
    current = choices.in_force(contracts, year)
    card = otherwise.completed(
        release, selection, score_card.build(release, selection, top=top, chance=chance)
    )
    others = beside(release, selection, top=top, chance=chance)
    return HomeView(
        identity=(
            f"{here['name']} : {wording.counted(here['communes'], 'commune')}, "
            f"{wording.counted(here['population'], 'habitant')}, {here['ars']}."
        ),
        digest=asset_digest(release, ASSET),
        values=_values(release, selection, territories),
        card=card,
        answer=card.answer if card.conclusive else joined(card.answer, *others[:1]),
        beside=others,
        life=tuple(
            _generation(
                row,
                parties[parties["contract"] == row["contract"]],
                year,
                in_force=str(row["number"]) == current,
            )
            for row in rows(contracts)
        ),
    )


def _values(release: Release, selection: Selection, territories: pd.DataFrame) -> maps.Values:
    # In the order of the asset: that of slugs.
    ordered = territories.sort_index()
    told = {
        slug: _located(release, replace(selection.everything(), territory=str(slug)))
        for slug in ordered.index
    }
    marks = "".join("1" if slug == selection.territory else "0" for slug in ordered.index)
    names = wording.listing(sorted(ordered["name"]))
    return maps.Values(
        title=f"Carte des territoires : {names}. Cliquez sur un territoire pour le choisir.",
        classes=marks,
        palette=_COLOURS,
        tips=tuple(
            (
                f"{wording.counted(row['communes'], 'commune')}, "
                f"{wording.counted(row['population'], 'habitant')}",
                told[row["slug"]],
            )
            for row in rows(ordered)
        ),
        labels=tuple(range(len(ordered))),
        legend=maps.Legend(
            title="Territoires",
            classes=(
                maps.LegendClass(_COLOURS[1], "choisi", ""),
                maps.LegendClass(_COLOURS[0], "autres territoires", ""),
            ),
        ),
    )


def _located(release: Release, selection: Selection) -> str:
    """Count located actions; none entered yet is not zero, and none made up is told as real."""
    if not begun(release, selection):
        return NOT_YET.capitalize()
    tally = tally_of(release, selection)
    counts = tally[tally["scope"] == "commune"].groupby("evidence")["deployments"].sum()
    made = int(counts.get(Evidence.ILLUSTRATIVE, 0))
    said = wording.counted(counts.sum(), "action localisée", "actions localisées")
    return f"{said}, dont {wording.counted(made, 'illustrative')}" if made else said


def _generation(
    row: dict[str, Any], parties: pd.DataFrame, today: int, *, in_force: bool
) -> Generation:
    start, end = (
        None if pd.isna(row[name]) else int(row[name]) for name in ("start_year", "end_year")
    )
    if start is None:
        years = "dates non publiées"
    else:
        years = f"{start} – {end}" if end else f"depuis {start}"
    return Generation(
        label=f"CLS {row['number']}",
        years=years,
        detail=_signed(row["signed_on"]),
        remarks=(*_parties(parties), *([row["note"]] if row["note"] else ())),
        weight=max(1, (end or today) - (start or today) + 1),
        in_force=in_force,
    )


def _parties(parties: pd.DataFrame) -> list[str]:
    """Say who takes part in a contract, role by role. Organisations, never persons."""
    return [
        f"{title} : {wording.listing(names)}."
        for role, title in wording.ROLES.items()
        if (names := parties.loc[parties["role"] == role, "organisation"].tolist())
    ]


def _signed(iso: str | None) -> str:
    written = wording.partial_day(iso)
    if not iso or not written:
        return "date de signature non trouvée"
    return f"signé {'le' if iso.count('-') > 1 else 'en'} {written}"
