"""The communes and the actions of a selection, as files that readers take away."""

from typing import Final

import pandas as pd

from cls_dash import terms
from cls_dash.domain.selection import Selection
from cls_dash.questions.spread.spread import measured, spread
from cls_dash.render import exports
from cls_dash.store.queries.communes import outlines_of
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release

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
    "scope": terms.SCOPES,
    "theme": terms.THEMES,
    "kind": terms.KINDS,
    "date_precision": terms.PRECISIONS,
    "count_unit": terms.UNITS,
    "evidence": terms.EVIDENCE,
}
"""French words of the columns that hold codes."""


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
    return exports.to_geojson(table, geometry="outline", note=terms.CREDITS)


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
