"""Tables of the store, each declared once. Natural keys are text; ``fid`` is a GeoPackage's."""

from dataclasses import replace
from typing import Final

from cls_dash.store.model.actions import ActionRow, DeploymentRow
from cls_dash.store.model.care import (
    AreaRow,
    CategoryRow,
    CompletenessRow,
    ProviderCountRow,
    ProviderRow,
)
from cls_dash.store.model.contracts import (
    AxisLineageRow,
    AxisRow,
    ContractRow,
    DecisionRow,
    PartyRow,
    PerimeterRow,
    TerritoryRow,
)
from cls_dash.store.model.fields import Declaration, File, Row, declared
from cls_dash.store.model.figures import IndicatorRow, ObservationRow, ReleaseRow, SourceRow
from cls_dash.store.model.geography import (
    CommuneRow,
    DepartementRow,
    EpciRow,
    MapAssetRow,
    TravelTimeRow,
    ZoningRow,
)

__all__ = [
    "EXTRACTS",
    "FILES",
    "ROWS", "SCHEMA_VERSION", "TABLES", "ActionRow", "AreaRow", "AxisLineageRow", "AxisRow",
    "CategoryRow", "CommuneRow", "CompletenessRow", "ContractRow", "DecisionRow",
    "DepartementRow", "DeploymentRow", "EpciRow", "IndicatorRow", "MapAssetRow",
    "ObservationRow", "PartyRow", "PerimeterRow", "ProviderCountRow", "ProviderRow",
    "ReleaseRow", "Row", "SourceRow", "TerritoryRow", "TravelTimeRow", "ZoningRow",
]  # fmt: skip

AROUND: Final = Declaration(
    File(
        name="around",
        title="Communes alentour",
        help="Point des communes à 60 minutes ou moins (estimées) de celles de référence : on s’y "
        "soigne aussi. Absentes quand toute la France est faite.",
        folder="geography",
    ),
    tuple(each for each in declared(CommuneRow).fields if each.name == "code")
    + tuple(
        replace(each, required=True)
        for each in declared(CommuneRow).fields
        if each.name in {"longitude", "latitude"}
    ),
    key=("code",),
)
"""Of a file that fills no table."""
DISTRICTS: Final = Declaration(
    File(
        name="arrondissements",
        title="Arrondissements de Paris, Lyon et Marseille",
        help="Une ligne par arrondissement municipal, au 1er janvier 2026 : lieux d’un territoire "
        "qui les nomme, jamais comptés parmi les communes. Le contour est dans "
        "arrondissements.geojson, sous le même code.",
        folder="geography",
        since=7,
    ),
    tuple(each for each in declared(CommuneRow).fields if each.name != "epci"),
    key=("code",),
)
"""Of a file that fills rows of the communes' table, for the territories that name them."""
ROWS: Final[tuple[type[Row], ...]] = tuple(Row.__subclasses__())
"""All tables, as classes."""
TABLES: Final = tuple(Row.metadata.sorted_tables)
"""All tables, referenced ones first."""
FILES: Final = {
    each.file.name: each for each in (*map(declared, ROWS), AROUND, DISTRICTS) if each.file.name
}
"""What is declared of each file of the data folder, by its name."""
EXTRACTS: Final = {
    row.file.export: row for row in sorted(ROWS, key=lambda row: row.file.export) if row.file.export
}
"""Tables that can be taken away, by name."""
SCHEMA_VERSION: Final = max(
    since for each in FILES.values() for since in (each.file.since, *(f.since for f in each.fields))
)
"""Part of the release: a store of another version is not read, but built anew."""
