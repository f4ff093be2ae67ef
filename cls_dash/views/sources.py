"""View model of the page «Données et méthode»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.render import exports
from cls_dash.store.queries import catalogue
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of, outlines_of
from cls_dash.store.queries.deployments import deployments_of, tally_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release
from cls_dash.views.rows import rows
from cls_dash.views.spread import measured, spread

CREDITS: Final = "Contours : IGN ADMIN EXPRESS. Communes et populations : Insee, DGCL."
_COLUMNS: Final = {
    "deployment": "identifiant", "commune": "code_insee", "commune_name": "commune",
    "scope": "portee", "title": "intitule", "action_title": "action", "axis_title": "axe",
    "theme": "theme",
    "contract": "contrat", "kind": "forme", "place": "lieu", "starts_on": "debut",
    "ends_on": "fin", "date_precision": "precision_date", "count": "nombre",
    "count_unit": "unite", "withheld": "secret_statistique", "evidence": "preuve",
    "source": "source",
}  # fmt: skip

_WORDS: Final = {
    "scope": wording.SCOPES,
    "theme": wording.THEMES,
    "kind": wording.KINDS,
    "date_precision": wording.PRECISIONS,
    "count_unit": wording.UNITS,
    "evidence": wording.EVIDENCE,
}
"""French words of the columns that hold codes."""


@dataclass(frozen=True)
class SourcesView:
    """All that the page shows, ready to be drawn."""

    answer: str
    evidence: Table
    indicators: Table | None
    """What each indicator measures, and what is to be known of it."""
    sources: Table
    vintage: str


def build(release: Release, selection: Selection) -> SourcesView:
    """Assemble the page."""
    tally = tally_of(release, Selection(territory=selection.territory))
    counts = {
        str(kind): int(n) for kind, n in tally.groupby("evidence")["deployments"].sum().items()
    }
    name = str(territories_of(release).loc[selection.territory, "name"])
    return SourcesView(
        answer=_answer(name, counts),
        evidence=_evidence(release),
        indicators=_indicators(catalogue.cards(release)),
        sources=_sources(sources_of(release)),
        vintage=vintage(release, selection.territory),
    )


def vintage(release: Release, territory: str) -> str:
    """Say of which years and of which digest figures are."""
    digest, latest = (release.digest, release.latest_fact)
    year = int(communes_of(release, territory)["population_year"].max())
    return (
        f"Populations municipales {year}. Dernier fait connu : {wording.day(latest)}. "
        f"Version des données : {digest[:12]}. {CREDITS}"
    )


def _answer(name: str, counts: Mapping[str, int]) -> str:
    documented, supplied, made = (counts.get(kind, 0) for kind in Evidence)
    total = documented + supplied + made
    if total == 0:
        return f"**Aucune action** n’est encore saisie pour {name}."
    parts = [
        *([(documented, "tirée d’une source publique", "tirées d’une source publique")]
          if documented or not supplied else []),
        *([(supplied, "saisie par la coordination du contrat",
            "saisies par la coordination du contrat")] if supplied else []),
    ]  # fmt: skip
    if total == max(documented, supplied):
        n, one, many = parts[0]
        whole = wording.agreeing(n, "la seule action montrée", "toutes les actions montrées")
        verb = wording.agreeing(n, f"est {one}", f"sont {many}")
        return f"À {name}, {whole} (**{wording.number(n)}**) {verb}."
    told = [
        f"**{wording.number(n)}** {wording.agreeing(n, f'est {one}', f'sont {many}')}"
        for n, one, many in parts
    ]
    said = f"À {name}, sur **{wording.counted(total, 'action')}**, {wording.listing(told)}"
    if not made:
        return f"{said}."
    return (
        f"{said} ; les autres sont **illustratives**, engendrées pour la démonstration. Un filtre "
        "les écarte partout."
    )


def communes_file(release: Release, selection: Selection, kind: str = "csv") -> bytes:
    """Return the measures of each commune, in one of the formats of ``exports.WRITERS``."""
    return exports.WRITERS[kind](_communes(release, selection))


def deployments_file(release: Release, selection: Selection, kind: str = "csv") -> bytes:
    """Return the deployments, each with its evidence and its source, as :func:`communes_file`."""
    frame = deployments_of(release, selection).reset_index().astype({"count": "Int64"})
    frame["withheld"] = frame["withheld"].map({True: "oui", False: ""})
    for column, words in _WORDS.items():
        frame[column] = frame[column].map(words)
    return exports.WRITERS[kind](frame[list(_COLUMNS)].rename(columns=_COLUMNS))


def communes_geojson(release: Release, selection: Selection) -> bytes:
    """Return the measures of each commune with its outline as GeoJSON."""
    outlines = outlines_of(release, selection.territory)["outline"]
    table = _communes(release, selection).join(outlines, on="code_insee")
    return exports.to_geojson(table, geometry="outline", note=CREDITS)


def _communes(release: Release, selection: Selection) -> pd.DataFrame:
    counted = measured(spread(release, selection)).reset_index()
    return pd.DataFrame(
        {
            "code_insee": counted["code"],
            "commune": counted["name"],
            "epci": counted["epci"],
            "intercommunalite": counted["epci_name"],
            "population": counted["population"].astype("Int64"),
            "annee_population": counted["population_year"].astype("Int64"),
            "actions": counted["deployments"],
            "actions_attendues": counted["expected"].round(3),
            "pour_10000_habitants": counted["rate"].round(3),
            "observe_attendu": counted["ratio"].astype(float).round(3),
            "preuves": (
                "documentées et saisies"
                if selection.documented_only
                else "documentées, saisies et illustratives"
            ),
        }
    )


def _evidence(release: Release) -> Table:
    lines = []
    for territory in rows(territories_of(release)):
        tally = tally_of(release, Selection(territory=territory["slug"]))
        located = tally[tally["scope"] == "commune"]
        lines.append(
            (
                str(territory["name"]),
                *(
                    wording.number(part.loc[part["evidence"] == evidence, "deployments"].sum())
                    for evidence in Evidence
                    for part in (tally, located)
                ),
            )
        )
    header = (
        "Territoire", "Documentées", "dont localisées", "Saisies", "dont localisées",
        "Illustratives", "dont localisées",
    )  # fmt: skip
    return Table.of(
        header, lines, caption="Actions par niveau de preuve", numeric={1, 2, 3, 4, 5, 6}
    )


def _indicators(cards: pd.DataFrame) -> Table | None:
    if cards.empty:
        return None
    return Table.of(
        ("Indicateur", "Ce qu’il mesure", "Réserves", "Défini par"),
        [
            (
                wording.titled(str(row["title"]), str(row["unit"])), str(row["definition"]),
                str(row["caveats"] or ""), str(row["producer"]),
            )
            for row in rows(cards)
        ],
        caption=wording.counted(len(cards), "indicateur"),
    )  # fmt: skip


def _sources(sources: pd.DataFrame) -> Table:
    lines = [
        (
            str(row["producer"]),
            str(row["title"]),
            str(row["licence"]),
            wording.partial_day(row["published_on"]) or "non datée",
            wording.listing(
                [wording.CAVEATS[code] for code in str(row["caveats"] or "").split(";") if code]
            ),
            str(row["url"] or ""),
        )
        for row in rows(sources)
    ]
    return Table.of(
        ("Producteur", "Source", "Licence", "Publiée", "Réserves", "Adresse"),
        lines,
        caption=f"{len(lines)} sources",
    )
