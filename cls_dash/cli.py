"""The command line of the person who prepares the data. Help and messages in French."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from cls_dash.errors import ClsDashError
from cls_dash.ingest import geography as reference
from cls_dash.ingest.illustrative import committed_seed, write_illustrative
from cls_dash.ingest.packages import fetch_packages
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.release import Built, build_store
from cls_dash.settings import settings

app = typer.Typer(
    help="Prépare les données de l’atlas CLS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console()
_err = Console(stderr=True)

DATA = settings().data
Data = Annotated[Path, typer.Option("--data", help="Dossier du jeu de données.")]

SHIPPED_EPCI = (
    "200070712", "200070761", "200067627", "200071199",
    "241500230", "241501089", "200066678", "200069383",
)  # fmt: skip
"""Intercommunalities of the four territories of ``data/``."""


@app.callback()
def main() -> None:
    """Prépare les données de l’atlas CLS."""


@app.command()
def build(data: Data = DATA) -> None:
    """Vérifie le jeu de données et publie le magasin que lit l’application."""
    target = Path(str(make_url(settings().store).database))
    try:
        built = build_store(data, target)
    except InvalidDatasetError as error:
        _refuse(error)
    except ClsDashError as error:
        _err.print(f"Le magasin publié reste inchangé : {error}", markup=False)
        raise typer.Exit(1) from error
    _report(built, target)


@app.command()
def geography(
    epci: Annotated[
        list[str] | None,
        typer.Option("--epci", help="SIREN d’une intercommunalité ; à répéter."),
    ] = None,
    data: Data = DATA,
    cache: Annotated[
        Path, typer.Option("--cache", help="Où garder les deux paquets téléchargés.")
    ] = Path("/tmp/cls-dash-packages"),  # noqa: S108 - a cache, verified by checksum
) -> None:
    """Refait la géographie de référence à partir des deux paquets publiés."""
    try:
        france = reference.read_france(fetch_packages(cache))
        reference.write_geography(france, data / "geography", epci=epci or SHIPPED_EPCI)
    except ClsDashError as error:
        _err.print(str(error), markup=False)
        raise typer.Exit(1) from error
    _out.print(f"Géographie de référence écrite dans {data / 'geography'}.", markup=False)


@app.command()
def illustrate(data: Data = DATA) -> None:
    """Refait les déploiements illustratifs, à l’identique, à partir de leur graine."""
    for path in write_illustrative(data, seed=committed_seed(data)):
        _out.print(str(path), markup=False)


def _report(built: Built, target: Path) -> None:
    table = Table("Table", "Lignes", title=f"Magasin publié : {target}")
    for name, rows in sorted(built.rows.items()):
        table.add_row(name, str(rows))
    _out.print(table)
    _out.print(f"Version des données : {built.release[:12]}", markup=False)


def _refuse(error: InvalidDatasetError) -> None:
    _err.print("Le jeu de données est refusé ; le magasin publié reste inchangé.")
    for problem in error.problems:
        _err.print(f"  {problem}", markup=False, soft_wrap=True)
    raise typer.Exit(1)
