"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from cls_dash.settings import settings

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        default_factory=lambda: settings().data,
        show_default=False,
        help="Dossier du jeu de données ; sans cette option, celui de CLS_DATA.",
    ),
]
StoreUrl = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="ADRESSE",
        default_factory=lambda: settings().store,
        show_default=False,
        help="Magasin : sqlite:///fichier.gpkg ou postgresql+psycopg://…, "
        "sans cette option celui de CLS_STORE.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Écrit la réponse en JSON, pour un autre programme.")
]
