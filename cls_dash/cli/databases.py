"""Prepare a PostGIS database and let a role read it."""

import os
from typing import Annotated

import typer

from cls_dash.cli.french import FrenchCommand, FrenchGroup
from cls_dash.cli.options import StoreUrl
from cls_dash.cli.saying import explained, line

app = typer.Typer(
    cls=FrenchGroup,
    help="Prépare une base PostGIS pour l’atlas.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(cls=FrenchCommand)
def init(store: StoreUrl) -> None:
    """Crée ce que la base doit contenir avant un premier « build » ; refaite, ne change rien."""
    from cls_dash.store import database
    from cls_dash.store.model import SCHEMA_VERSION

    with explained():
        prepared = database.prepare(store)
    line(f"Base prête : {prepared.releases} version(s) publiée(s).")
    if prepared.format not in {None, SCHEMA_VERSION}:
        line(
            f"La version publiée est au format {prepared.format}, que ce programme ne lit pas "
            f"(il lit le {SCHEMA_VERSION}) : « cls-dash build » en publie une neuve."
        )


@app.command(cls=FrenchCommand)
def grant(
    role: Annotated[str, typer.Argument(metavar="RÔLE", help="Rôle PostgreSQL de l’application.")],
    store: StoreUrl,
) -> None:
    """Donne à un rôle le droit de lire, et rien d’autre. Le crée s’il n’existe pas.

    Son mot de passe se donne dans la variable CLS_READER_PASSWORD.
    """
    from cls_dash.store import database

    with explained():
        created = database.grant(store, role, password=os.environ.get("CLS_READER_PASSWORD"))
    line(
        f"Le rôle {role} {'est créé et ' if created else ''}lit l’atlas, sans rien pouvoir écrire."
    )


@app.command(cls=FrenchCommand)
def views(
    role: Annotated[str, typer.Argument(metavar="RÔLE", help="Rôle PostgreSQL du serveur OGC.")],
    store: StoreUrl,
) -> None:
    """Montre la version publiée à un serveur OGC API Features, par des vues.

    À refaire après chaque « build ». Le rôle ne lit que ces vues ; son mot de passe se donne dans
    la variable CLS_READER_PASSWORD.
    """
    from cls_dash.store.views import SCHEMA, show

    with explained():
        count = show(store, role, password=os.environ.get("CLS_READER_PASSWORD"))
    line(f"{count} vues dans le schéma {SCHEMA}, que le rôle {role} lit.")
