"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import parse_qs, urlsplit

import typer

from cls_dash.cli.saying import explained
from cls_dash.settings import ROOT, settings

SEEN: Final = (
    "un mot de passe écrit ici se lit dans la liste des processus de la machine (ps) et dans "
    "l’historique. Le donner dans CLS_STORE, dans un fichier que nomme CLS_STORE_PASSWORD_FILE, "
    "dans PGPASSWORD ou dans ~/.pgpass."
)


def _store(context: typer.Context, address: str) -> str:
    """Return an address with its password, which is never typed in a command."""
    asked = urlsplit(address)
    source = context.get_parameter_source("store")
    typed = source is not None and source.name == "COMMANDLINE"
    if typed and (asked.password or "password" in parse_qs(asked.query)):
        raise typer.BadParameter(SEEN)
    file = settings().store_password_file
    if file is None:
        return address
    from cls_dash.store.addresses import with_password

    with explained():
        return with_password(address, file)


def filled(data: Path) -> Path:
    """Return a folder of data; that of a folder of work is made at first use."""
    known = settings()
    if known.folder != ROOT and data == known.folder / "data":
        from cls_dash.ingest.dataset.own_folder import fill

        with explained():
            fill(data, ROOT / "data")
    return data


Data = Annotated[
    Path,
    typer.Option(
        "--data",
        callback=filled,
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
        callback=_store,
        default_factory=lambda: settings().store,
        show_default=False,
        help="Magasin : sqlite:///fichier.gpkg ou postgresql+psycopg://…, "
        "sans cette option celui de CLS_STORE. Sans mot de passe : voir CLS_STORE_PASSWORD_FILE.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Écrit la réponse en JSON, pour un autre programme.")
]
