"""Load, check, fetch and forget official files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from cls_dash.cli import reports
from cls_dash.cli.building import changing, show_built
from cls_dash.cli.options import Data, Json, StoreUrl
from cls_dash.cli.saying import among, answer, explained, line
from cls_dash.ingest.contract.help import WHOLE
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.loaded import Asked, Report
from cls_dash.ingest.recognise.words import SHEETS

COUNTS: Final = ("persons", "published", "nobody")
TEMPLATES: Final = (WHOLE, *SHEETS)
FormatName = Annotated[str, typer.Argument(metavar="FORMAT", help=f"Parmi : {', '.join(FORMATS)}.")]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FICHIER…", help="Tel que publié ; zip et gz sont lus directement."),
]
Territory = Annotated[
    str | None, typer.Option("--territory", help="Identifiant du territoire concerné.")
]
Part = Annotated[
    str | None,
    typer.Option(
        "--part", help="Nom de ce fichier, si un territoire en a plusieurs (une année, un secteur)."
    ),
]
Contract = Annotated[
    str | None,
    typer.Option("--contract", help="Format actions : contrat des actions qui n’en disent pas."),
]
Year = Annotated[int | None, typer.Option("--year", help="Année que décrivent les données.")]
Counts = Annotated[
    str | None,
    typer.Option(
        "--counts",
        metavar="|".join(COUNTS),
        help="Format indicator : ce que comptent les valeurs. Sans cette option : des personnes.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="RÔLE=TITRE",
        help="Colonne qui tient lieu d’une des nôtres : --column commune=insee_com. À répéter. "
        "Un fichier aux mêmes titres sera lu de même ; status le dit, remove l’oublie.",
    ),
]
Unfold = Annotated[
    bool, typer.Option("--unfold", help="Fait une ligne de chaque commune d’une cellule.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse tout si une seule ligne est mise de côté.")
]
Source = Annotated[str | None, typer.Option("--source", help="Clé de la fiche de source à citer.")]


def _folder(asked: Path | None) -> Path | None:
    """Refuse a folder that is not there: a report written elsewhere would be looked for in vain."""
    if asked is not None and not asked.is_dir():
        raise typer.BadParameter(f"le dossier « {asked} » n’existe pas.")
    return asked


ReportFolder = Annotated[
    Path | None,
    typer.Option(
        "--report",
        callback=_folder,
        help="Dossier du rapport ; sans cette option, à côté du fichier.",
    ),
]


def load(
    name: FormatName,
    files: Files,
    data: Data,
    store: StoreUrl,
    territory: Territory = None,
    part: Part = None,
    contract: Contract = None,
    year: Year = None,
    source: Source = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Lit et rend compte, sans rien publier.")
    ] = False,
    strict: Strict = False,
    counts: Counts = None,
    columns: Columns = None,
    unfold: Unfold = False,
    report: ReportFolder = None,
    as_json: Json = False,
) -> None:
    """Charge des fichiers officiels, rend compte de chaque ligne et publie le magasin."""
    _load(name, files, data, store, territory=territory, part=part, year=year, source=source,
          trial=dry_run, strict=strict, folder=report, as_json=as_json, counts=counts,
          columns=columns, unfold=unfold, contract=contract)  # fmt: skip


def check(
    name: FormatName,
    files: Files,
    data: Data,
    territory: Territory = None,
    part: Part = None,
    contract: Contract = None,
    year: Year = None,
    strict: Strict = False,
    counts: Counts = None,
    columns: Columns = None,
    unfold: Unfold = False,
    report: ReportFolder = None,
    as_json: Json = False,
) -> None:
    """Lit des fichiers et rend compte de chaque ligne, sans rien publier."""
    _load(name, files, data, "sqlite://", territory=territory, part=part, year=year, source=None,
          trial=True, strict=strict, folder=report, as_json=as_json, counts=counts,
          columns=columns, unfold=unfold, contract=contract)  # fmt: skip


def _load(
    name: str,
    files: Sequence[Path],
    data: Path,
    store: str,
    *,
    territory: str | None,
    year: int | None,
    source: str | None,
    trial: bool,
    strict: bool,
    folder: Path | None,
    as_json: bool,
    part: str | None = None,
    counts: str | None = None,
    columns: Sequence[str] | None = None,
    unfold: bool = False,
    contract: str | None = None,
) -> None:
    from cls_dash.ingest import loading
    from cls_dash.ingest.geography.cog import read_cog

    among(name, FORMATS)
    _check_counts(name, counts)
    if contract is not None and name != "actions":
        raise typer.BadParameter("--contract ne vaut que pour le format actions.")
    told: list[Path | None] = []

    def reported(report: Report) -> None:
        told.append(_written(report, files[0], folder))
        if not as_json:
            reports.show(report)

    doing = explained(as_json=as_json) if trial else changing(data, store, as_json=as_json)
    with doing as tell:
        asked = Asked(read_cog(data / "geography"), data, year, territory, part, counts,
                      _roles(columns or ()), unfold, contract=contract)  # fmt: skip
        outcome = loading.load(name, files, store, asked, source=source, trial=trial,
                               strict=strict, tell=tell, reported=reported)  # fmt: skip

    def show() -> None:
        if told[0]:
            line(f"Rapport complet : {told[0]}")
        reports.show_changes(outcome.changes)
        if outcome.built:
            line(f"Chargement : {outcome.name}")
            show_built(outcome.built, store)
        else:
            line("Rien n’a été publié : c’était un essai.")

    fields = reports.summary(outcome, told[0])
    answer(fields, as_json=as_json, show=show)


def _roles(columns: Sequence[str]) -> dict[str, str]:
    """Return the header of each role that ``--column`` names."""
    for each in columns:
        if "=" not in each:
            raise typer.BadParameter(f"« {each} » : écrire --column RÔLE=TITRE.")
    return {role.strip(): header for role, _, header in (each.partition("=") for each in columns)}


def _check_counts(name: str, counts: str | None) -> None:
    if counts is not None:
        among(counts, COUNTS)
        if name != "indicator":
            raise typer.BadParameter("--counts ne vaut que pour le format indicator.")


def _written(report: Report, first: Path, folder: Path | None) -> Path | None:
    """Write the report where asked, else beside the file, else in the current folder."""
    if folder is not None:
        return reports.write(report, folder / first.name)
    try:
        return reports.write(report, first)
    except OSError:
        return reports.write(report, Path.cwd() / first.name)


def remove(
    name: Annotated[str, typer.Argument(metavar="CHARGEMENT", help="Son nom, dans status.")],
    data: Data,
    store: StoreUrl,
) -> None:
    """Retire un chargement, ou oublie des colonnes retenues, et publie le magasin sans lui."""
    from cls_dash.ingest import loading

    with changing(data, store) as tell:
        built = loading.remove(name, data, store, tell=tell)
    show_built(built, store)


def template(
    name: Annotated[
        str,
        typer.Argument(
            metavar="MODÈLE", help=f"contract, un classeur entier ; ou {', '.join(SHEETS)}."
        ),
    ],
    data: Data,
    territory: Territory = None,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier .xlsx ou .csv à écrire.")
    ] = None,
) -> None:
    """Écrit le modèle à remplir : en-tête, listes de choix, exemples, mode d’emploi."""
    from cls_dash.ingest.contract.template import write_template

    among(name, TEMPLATES)
    path = target or Path(f"modele-{name}.xlsx")
    with explained():
        write_template(name, path, data=data, territory=territory)
    line(f"Modèle écrit : {path}")


def fetch(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Clé d’une fiche de source à télécharger.")
    ],
    data: Data,
    store: StoreUrl,
    year: Year = None,
    folder: Annotated[
        Path, typer.Option("--to", help="Dossier où garder les fichiers téléchargés.")
    ] = Path("telechargements"),
    only: Annotated[bool, typer.Option("--download-only", help="Télécharge sans charger.")] = False,
    as_json: Json = False,
) -> None:
    """Télécharge le fichier officiel en cours, en reprenant s’il le faut, puis le charge."""
    from cls_dash.ingest import downloads

    with explained(as_json=as_json):
        card = downloads.card_of(data, source)
        path = downloads.fetch(card, folder)
    if only:
        line(f"Fichier téléchargé : {path}")
        return
    _load(card.format, [path], data, store, territory=None, year=year, source=source,
          trial=False, strict=False, folder=None, as_json=as_json)  # fmt: skip
