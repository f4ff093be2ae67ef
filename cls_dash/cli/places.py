"""Reference geography, new territories and illustrative data."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cls_dash import wording
from cls_dash.cli import reports
from cls_dash.cli.building import changing, show_built
from cls_dash.cli.french import FrenchCommand, FrenchGroup
from cls_dash.cli.options import Data, StoreUrl
from cls_dash.cli.saying import explained, line

territories = typer.Typer(
    cls=FrenchGroup, help="Ajoute un territoire.", no_args_is_help=True, rich_markup_mode=None
)
Ars = Annotated[
    str | None, typer.Option("--ars", help="Agence ; sans cette option, celle de la région.")
]
Epci = Annotated[
    list[str] | None, typer.Option("--epci", help="SIREN d’une intercommunalité ; à répéter.")
]
Layer = Annotated[str | None, typer.Option("--layer", help="Couche du fichier.")]
Cache = Annotated[
    Path | None, typer.Option("--cache", help="Où garder les deux paquets téléchargés.")
]


def geography(
    data: Data,
    epci: Epci = None,
    france: Annotated[
        bool, typer.Option("--france", help="Toutes les communes de France, outre-mer compris.")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Contours d’un fichier de l’IGN ou d’Etalab, pour toute la France."
        ),
    ] = None,
    layer: Annotated[
        str | None, typer.Option("--layer", help="Couche du fichier de contours.")
    ] = None,
    cache: Cache = None,
) -> None:
    """Refait la géographie de référence à partir des paquets publiés ou d’un fichier."""
    from cls_dash.ingest.geography.making import make_geography
    from cls_dash.ingest.geography.packages import CACHE

    with explained() as tell:
        folder, report = make_geography(
            data, cache or CACHE, epci=epci or (), whole=france, source=source, layer=layer,
            tell=tell,
        )  # fmt: skip
    if report is not None:
        reports.show(report)
    line(f"Géographie de référence écrite dans {folder}.")


def illustrate(data: Data) -> None:
    """Refait les déploiements illustratifs, à l’identique, à partir de leur graine."""
    from cls_dash.ingest.dataset.illustrative import committed_seed, write_illustrative

    with explained():
        paths = write_illustrative(data, seed=committed_seed(data))
    for path in paths:
        line(str(path))


@territories.callback()
def about() -> None:
    """Ajoute un territoire."""


@territories.command(cls=FrenchCommand)
def add(
    slug: Annotated[
        str,
        typer.Argument(metavar="IDENTIFIANT", help="Nom du dossier : minuscules et tirets."),
    ],
    data: Data,
    store: StoreUrl,
    name: Annotated[str, typer.Option("--name", help="Nom du territoire, en toutes lettres.")],
    short_name: Annotated[
        str | None, typer.Option("--short-name", help="Nom court, pour les cartes.")
    ] = None,
    ars: Ars = None,
    epci: Epci = None,
    communes: Annotated[
        Path | None, typer.Option("--communes", help="Tableau des codes Insee des communes.")
    ] = None,
    perimeter: Annotated[
        Path | None,
        typer.Option("--perimeter", help="Polygone : GeoPackage, GeoJSON, shapefile zippé."),
    ] = None,
    layer: Layer = None,
    where: Annotated[
        str | None,
        typer.Option("--where", help="Nom du périmètre dans le fichier, ou colonne = 'valeur'."),
    ] = None,
    starts_on: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Premier jour du périmètre."),
    ] = None,
    cache: Cache = None,
) -> None:
    """Crée le dossier d’un nouveau CLS, n’importe où en France, à partir de son périmètre."""
    from cls_dash.domain.districts import PARENTS
    from cls_dash.ingest.dataset.new_territory import add_territory, plan_territory
    from cls_dash.ingest.geography.packages import CACHE

    since: date | None = starts_on.date() if starts_on else None
    with changing(data, store) as tell:
        tell("Lecture du périmètre")
        planned = plan_territory(
            data, slug, name=name, short_name=short_name, ars=ars, epci=epci or (),
            communes=communes, perimeter=perimeter, layer=layer, where=where,
            starts_on=since, cache=cache or CACHE,
        )  # fmt: skip
        add_territory(data, planned)
    parts = sum(code in PARENTS for code in planned.home.codes)
    size = wording.places(len(planned.members), parts)
    line(f"{name} : {size} ({wording.listing(planned.epci)}).")
    reports.show(planned.report)
    line(f"Dossier créé : {data / 'territories' / slug}")
    line("Pour le voir dans l’atlas : cls-dash build, puis cls-dash serve.")


@territories.command("add-all", cls=FrenchCommand)
def add_all(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="Tracés : GeoPackage, GeoJSON, shapefile zippé."),
    ],
    data: Data,
    store: StoreUrl,
    name: Annotated[str, typer.Option("--name", help="Colonne du nom des contrats.")],
    state: Annotated[
        str | None,
        typer.Option("--state", help="Colonne de leur état : actif, en élaboration…"),
    ] = None,
    starts_on: Annotated[
        str | None, typer.Option("--from", help="Colonne de leur début : une date ou une année.")
    ] = None,
    ends_on: Annotated[
        str | None, typer.Option("--until", help="Colonne de leur fin : une date ou une année.")
    ] = None,
    where: Annotated[
        str | None, typer.Option("--where", help="Seulement ceux dont colonne = 'valeur'.")
    ] = None,
    layer: Layer = None,
    ars: Ars = None,
    cache: Cache = None,
) -> None:
    """Ajoute tous les CLS d’un fichier de tracés, et publie le magasin une seule fois."""
    from cls_dash.ingest.geography.packages import CACHE
    from cls_dash.ingest.many_territories import (
        Fields,
        Planned,
        add_territories,
        plan_territories,
    )

    with changing(data, store) as tell:

        def plan() -> Planned:
            planned = plan_territories(
                data, file, Fields(name, state, starts_on, ends_on), where=where, layer=layer,
                ars=ars, cache=cache or CACHE, tell=tell,
            )  # fmt: skip
            reports.show(planned.report)
            return planned

        built = add_territories(data, plan, store, tell=tell)
    show_built(built, store)
    line("Pour les voir : cls-dash serve, puis la page « Contrats de la région ».")
