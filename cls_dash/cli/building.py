"""Build, describe and export the store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cls_dash import wording
from cls_dash.cli.options import Data, Json, StoreUrl
from cls_dash.cli.saying import among, answer, counts, err, explained, line, out
from cls_dash.store.model import EXTRACTS

if TYPE_CHECKING:
    from cls_dash.ingest.release import Built

KINDS: Final = ("csv", "xlsx", "ods", "geojson", "gpkg", "parquet")


def place(store: str) -> str:
    """Return the name of a store for a person: its file, or its database without password."""
    from cls_dash.store.addresses import place_of

    return place_of(store)


@contextmanager
def changing(data: Path, store: str, *, as_json: bool = False) -> Iterator[Callable[[str], None]]:
    """As :func:`explained`, before a change of data; say first what a killed command left."""
    from cls_dash.ingest import history

    with explained(as_json=as_json) as tell:
        place(store)
        if recovered := history.recover(data, store):
            line(recovered, to=err if as_json else out)
        yield tell


def show_built(built: "Built", store: str) -> None:
    """Print what was published."""
    line(f"Magasin publié : {place(store)}")
    counts("Table", "Lignes", built.rows)
    if built.withheld:
        values = wording.counted(built.withheld, "valeur retenue", "valeurs retenues")
        line(f"Secret statistique : {values} avant publication.")
    line(f"Version des données : {built.release[:12]}")


def build(data: Data, store: StoreUrl, as_json: Json = False) -> None:
    """Vérifie le jeu de données et publie le magasin que lit l’application."""
    from cls_dash.ingest.release import build_store

    with changing(data, store, as_json=as_json) as tell:
        built = build_store(data, store, tell=tell)
    answer(asdict(built), as_json=as_json, show=lambda: show_built(built, store))


def status(store: StoreUrl, data: Data, as_json: Json = False) -> None:
    """Dit ce que contient le magasin publié : millésimes, effectifs, sources, lacunes."""
    from cls_dash.ingest import remembered
    from cls_dash.ingest.own_loads import own_loads
    from cls_dash.questions.sources import state
    from cls_dash.store.open import open_store

    opened = open_store(store)
    with explained(as_json=as_json), opened.reading() as release:
        found = state.build(release)
        own = own_loads(data)
        columns = remembered.cards(data)

    def show() -> None:
        line(f"Magasin : {place(store)}")
        for fact in found.sentences:
            line(f"  {fact}")
        for load in own:
            rows = wording.counted(len(load.keys), "ligne")
            day = wording.partial_day(load.loaded_on[:10])
            line(f"  Chargé : {load.name} : {rows}, {', '.join(load.files)}, le {day}.")
        for card in columns:
            line(f"  Colonnes retenues : {card.name} : {card.said}, comme pour {card.file}.")
        counts("Table", "Lignes", found.rows)

    fields = asdict(found) | {
        "own_loads": [asdict(load) for load in own],
        "columns": [asdict(card) for card in columns],
    }
    answer(fields, as_json=as_json, show=show)


def export(
    what: Annotated[str, typer.Argument(metavar="QUOI", help=f"Parmi : {', '.join(EXTRACTS)}.")],
    store: StoreUrl,
    data: Data,
    kind: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"Parmi : {', '.join(KINDS)}.")
    ] = "csv",
    territory: Annotated[
        str | None, typer.Option("--territory", help="Un seul territoire, par son identifiant.")
    ] = None,
    target: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier à écrire.")] = None,
    template: Annotated[
        bool,
        typer.Option(
            "--template", help="Le modèle rempli du territoire, à corriger et charger de nouveau."
        ),
    ] = False,
) -> None:
    """Écrit un extrait du magasin dans un fichier, ou le modèle rempli d’un territoire."""
    from cls_dash.questions.sources import extracts
    from cls_dash.store.open import open_store

    if template:
        _export_template(what, data, territory, target)
        return
    among(what, EXTRACTS)
    among(kind, KINDS)
    path = target or Path(f"{what}{f'-{territory}' if territory else ''}.{kind}")
    opened = open_store(store)
    with explained(), opened.reading() as release:
        rows = extracts.write(release, what, extracts.Kind(kind), path, territory=territory)
    line(f"{path} : {rows} lignes.")


def _export_template(what: str, data: Path, territory: str | None, target: Path | None) -> None:
    from cls_dash.ingest.contract.help import WHOLE
    from cls_dash.ingest.contract.template import write_template
    from cls_dash.ingest.formats import FORMATS
    from cls_dash.ingest.recognise.words import SHEETS

    among(what, (WHOLE, *SHEETS))
    if territory is None:
        raise typer.BadParameter("--template demande --territory.")
    path = target or Path(f"{what}-{territory}.xlsx")
    with explained():
        write_template(what, path, data=data, territory=territory, filled=True)
    line(f"Modèle rempli : {path}")
    called = what if what in FORMATS else WHOLE
    line(f"Après correction : cls-dash load {called} {path} --territory {territory}")
