"""The command line of the person who prepares the data. Help and messages in French."""

from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from cls_dash.errors import ClsDashError, PublicationError, StoreError
from cls_dash.ingest import geography as reference
from cls_dash.ingest.illustrative import committed_seed, write_illustrative
from cls_dash.ingest.packages import PackageUnavailableError, fetch_packages
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.release import Built, build_store
from cls_dash.settings import settings
from cls_dash.store.open import store_path

app = typer.Typer(
    help="Prépare les données de l’atlas CLS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console()
_err = Console(stderr=True)

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        default_factory=lambda: settings().data,
        show_default=False,
        help="Dossier du jeu de données ; sans cette option, celui de CLS_DATA.",
    ),
]

SHIPPED_EPCI = (
    "200070712", "200070761", "200067627", "200071199",
    "241500230", "241501089", "200066678", "200069383",
)  # fmt: skip
"""Intercommunalities of the four territories of ``data/``."""

_SENTENCES: Final[MappingProxyType[type[ClsDashError], str]] = MappingProxyType(
    {
        StoreError: "CLS_STORE n’est pas l’adresse d’un fichier SQLite.",
        PublicationError: (
            "Le nouveau magasin n’a pas passé sa vérification ; le magasin publié reste inchangé."
        ),
        PackageUnavailableError: (
            "Un paquet de référence n’a pas pu être téléchargé, "
            "ou n’est pas celui qui a été relu ; la géographie reste inchangée."
        ),
        reference.UnknownEpciError: (
            "Aucune intercommunalité n’a ce numéro SIREN ; la géographie reste inchangée."
        ),
        ClsDashError: "La commande n’a pas abouti ; rien n’a été publié.",
    }
)


@app.callback()
def main() -> None:
    """Prépare les données de l’atlas CLS."""


@app.command()
def build(data: Data) -> None:
    """Vérifie le jeu de données et publie le magasin que lit l’application."""
    try:
        target = store_path(settings().store)
        built = build_store(data, target)
    except ClsDashError as error:
        _fail(error)
    _report(built, target)


@app.command()
def geography(
    data: Data,
    epci: Annotated[
        list[str] | None,
        typer.Option("--epci", help="SIREN d’une intercommunalité ; à répéter."),
    ] = None,
    cache: Annotated[
        Path, typer.Option("--cache", help="Où garder les deux paquets téléchargés.")
    ] = Path("/tmp/cls-dash-packages"),  # noqa: S108 - a cache, verified by checksum
) -> None:
    """Refait la géographie de référence à partir des deux paquets publiés."""
    try:
        france = reference.read_france(fetch_packages(cache))
        reference.write_geography(france, data / "geography", epci=epci or SHIPPED_EPCI)
    except ClsDashError as error:
        _fail(error)
    _out.print(f"Géographie de référence écrite dans {data / 'geography'}.", markup=False)


@app.command()
def illustrate(data: Data) -> None:
    """Refait les déploiements illustratifs, à l’identique, à partir de leur graine."""
    for path in write_illustrative(data, seed=committed_seed(data)):
        _out.print(str(path), markup=False, soft_wrap=True)


def _report(built: Built, target: Path) -> None:
    table = Table("Table", "Lignes")
    for name, rows in sorted(built.rows.items()):
        table.add_row(name, str(rows))
    _out.print(f"Magasin publié : {target}", markup=False, soft_wrap=True)
    _out.print(table)
    _out.print(f"Version des données : {built.release[:12]}", markup=False)


def _fail(error: ClsDashError) -> NoReturn:
    """Say in French what went wrong; the exception's own words come last, as a detail."""
    if isinstance(error, InvalidDatasetError):
        sentence = "Le jeu de données est refusé ; le magasin publié reste inchangé."
        details = [str(problem) for problem in error.problems]
    else:
        sentence = next(_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)
        details = [f"Détail technique : {error}"]
    for line in (sentence, *(f"  {detail}" for detail in details)):
        _err.print(line, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1) from error
