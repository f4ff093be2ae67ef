"""Make documents: sheets of communes, portraits of territories, the dossier of a meeting."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import Progress

from cls_dash import wording
from cls_dash.cli.french import FrenchCommand, FrenchGroup
from cls_dash.cli.options import StoreUrl
from cls_dash.cli.saying import among, err, explained, line
from cls_dash.settings import settings
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release

KINDS: Final = ("pdf", "docx", "pptx")

app = typer.Typer(
    cls=FrenchGroup,
    help="Écrit les documents : fiches de commune, portraits, dossier de séance.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

To = Annotated[Path, typer.Option("--to", metavar="DOSSIER", help="Où écrire.")]
Within = Annotated[
    str | None, typer.Option("--territory", help="Un seul territoire, par son identifiant.")
]
Document = Callable[[], bytes]


@app.command(cls=FrenchCommand)
def commune(
    store: StoreUrl,
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE", help="Codes Insee ; sans code, toutes les communes."),
    ] = None,
    territory: Within = None,
    to: To = Path("fiches"),
) -> None:
    """Écrit la fiche d’une page (PDF) de chaque commune."""
    from cls_dash.questions.commune import sheet

    with _reading(store) as release:
        made = {
            f"{slug}-{code}.pdf": partial(
                sheet.pdf, release, {"territoire": slug, "commune": code},
                settings().public_url,
            )
            for slug, code in _asked(release, codes, territory)
        }  # fmt: skip
        _write(made, to, "fiche")


@app.command(cls=FrenchCommand)
def territory(
    store: StoreUrl,
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="TERRITOIRE", help="Identifiants ; sans eux, tous."),
    ] = None,
    kind: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"Parmi : {', '.join(KINDS)}.")
    ] = "pdf",
    to: To = Path("portraits"),
) -> None:
    """Écrit le portrait de chaque territoire (PDF, ou DOCX et PPTX à retoucher)."""
    from cls_dash.domain.chance import Chance
    from cls_dash.questions.portrait import portrait

    among(kind, KINDS)
    known = settings()
    with _reading(store) as release:
        made = {
            f"{slug}.{kind}": partial(
                portrait.KINDS[kind], release, slug,
                chance=Chance.of(known),
            )
            for slug in slugs or list(map(str, territories_of(release).index))
        }  # fmt: skip
        _write(made, to, "portrait")


@app.command(cls=FrenchCommand)
def meeting(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="La séance, telle que l’atlas l’enregistre.")
    ],
    store: StoreUrl,
    to: To = Path(),
) -> None:
    """Écrit le dossier d’une séance (PDF)."""
    from cls_dash.domain.chance import Chance
    from cls_dash.questions.meeting import dossier
    from cls_dash.render.meeting_file import from_json

    with _reading(store) as release:
        told = from_json(file.read_text("utf-8", errors="replace"))
        made = partial(dossier.pdf, release, told, chance=Chance.of(settings()))
        _write({f"{file.stem}.pdf": made}, to, "dossier")


@contextmanager
def _reading(store: str) -> Iterator[Release]:
    from cls_dash.store.open import open_store

    opened = open_store(store, without_illustrative=not settings().illustrative)
    with explained(), opened.reading() as release:
        yield release


def _asked(
    release: Release, codes: list[str] | None, territory: str | None
) -> Iterator[tuple[str, str]]:
    """
    Yield the communes that are asked for, each with its territory.

    Raises
    ------
    UnknownTerritoryError, UnknownCommuneError
        If the store has no such territory, or no territory asked for has such a commune.
    """
    from cls_dash.errors import UnknownCommuneError

    slugs = [territory] if territory else list(map(str, territories_of(release).index))
    members = {slug: list(map(str, communes_of(release, slug).index)) for slug in slugs}
    for code in codes or []:
        if not any(code in held for held in members.values()):
            raise UnknownCommuneError(code)
    for slug, held in members.items():
        yield from ((slug, code) for code in held if not codes or code in codes)


def _write(made: Mapping[str, Document], to: Path, noun: str) -> None:
    """Write documents one after another; how far it got shows on a terminal."""
    to.mkdir(parents=True, exist_ok=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        for name, document in progress.track(made.items(), description="Écriture…"):
            (to / name).write_bytes(document())
    line(f"{to} : {wording.counted(len(made), noun)}.")
