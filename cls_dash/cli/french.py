"""Typer in French: its help and its refusals, which it writes in English only."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer
import typer.core
import typer.main
from typer.core import TyperCommand, TyperGroup

from cls_dash.settings import settings
from cls_dash.streams import name_in_utf8, write_utf8

_WORDS: Final = tuple(
    (re.compile(pattern, re.MULTILINE), french)
    for pattern, french in (
        (r"^Usage:", "Usage :"),
        (r"^Arguments:", "Arguments :"),
        (r"^Options:", "Options :"),
        (r"^Commands:", "Commandes :"),
        (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]…"),
        (r"\{([^{}]+…)\}\.\.\.", r"\1"),
        (r"\{([^{}]+)\}", r"\1"),
        (r" <(list\[)?Path\]?>| <path>", " <chemin>"),
        (r" <list\[(str|text)\]>| <str>| <text>", " <texte>"),
        (r" <int>", " <nombre>"),
        (r" <datetime>| <%Y-%m-%d>", " <AAAA-MM-JJ>"),
        (r"Show this message and exit\.", "Affiche cette aide."),
        (r"\[default:(\s+[^\]]+)\]", r"[par défaut :\1]"),
        (r"\[required\]", "[obligatoire]"),
        (r"No such option: (\S+)", r"Option inconnue : \1."),
        (r"\(Possible options: ([^)]+)\)", r"Options proches : \1."),
        (r"No such command '([^']+)'\.?", r"Commande inconnue : « \1 »."),
        (r"Did you mean ([^?]+)\?", r"Commande proche : \1."),
        (r"Missing command\.", "Il manque une commande."),
        (r"Missing argument '([^']+)'\.", r"Il manque l’argument \1."),
        (r"Missing option '([^']+)'\.", r"Il manque l’option \1."),
        (r"Invalid value for '([^']+)': ", r"Valeur refusée pour \1 : "),
        (r"Invalid value: ", "Valeur refusée : "),
        (r"'([^']*)' is not a valid int(eger)?\.", r"« \1 » n’est pas un nombre entier."),
        (r"Input should be a valid integer.*", "un nombre entier est attendu."),
        (r"Input should be a valid date.*", "une date AAAA-MM-JJ est attendue."),
        (r"'([^']*)' is not one of (.+)\.", r"« \1 » n’est pas parmi \2."),
        (r"'([^']*)' does not match the formats? .+", r"« \1 » ne s’écrit pas AAAA-MM-JJ."),
        (r"Got unexpected extra arguments? \((.+)\)", r"En trop : \1."),
        (r"Option '([^']+)' requires an argument\.", r"L’option \1 attend une valeur."),
    )
)

_COLUMNS: Final = re.compile(r"  (\S.*?) {2,}(\S.*)")
_CONTINUED: Final = re.compile(r"^ {8,}")
"""What follows in the second column, on its next line."""


def translated(text: str) -> str:
    """Return Typer's English in French; other words are left as they are."""
    for pattern, french in _WORDS:
        text = pattern.sub(french, text)
    return text


def in_columns(text: str) -> str:
    """Return a help whose second column is straight again: French words are longer."""
    rows = [(line, _COLUMNS.fullmatch(line)) for line in translated(text).splitlines()]
    start = max((len(found[1]) for _, found in rows if found), default=0) + 4
    return "\n".join(
        f"  {found[1]:<{start - 2}}{found[2]}" if found else _CONTINUED.sub(" " * start, line)
        for line, found in rows
    )


def _work_in(folder: str | None) -> None:
    """Have this command read and write the dataset and the store of a folder."""
    if folder is None:
        return
    os.environ["CLS_FOLDER"] = str(Path(folder).resolve())
    for other in ("CLS_DATA", "CLS_STORE"):
        os.environ.pop(other, None)
    settings.cache_clear()


def _folder_alone(
    folder: Annotated[
        str | None,
        typer.Option(
            "--folder",
            metavar="DOSSIER",
            callback=_work_in,
            is_eager=True,
            expose_value=False,
            help="Dossier de travail, qui tient les données et le magasin ; "
            "sans cette option, celui de CLS_FOLDER.",
        ),
    ] = None,
) -> None:
    """Take the option that every command has."""


def _folder_option() -> typer.core.TyperOption:
    alone = typer.Typer(add_completion=False)
    alone.command()(_folder_alone)
    (option,) = typer.main.get_command(alone).params
    return cast("typer.core.TyperOption", option)


class FrenchCommand(TyperCommand):
    """A command whose help is in French, and that works in the folder that its option names."""

    def __init__(self, name: str | None, **declared: Any) -> None:  # noqa: ANN401 - Typer's signature
        super().__init__(name, **declared)
        self.params.append(_folder_option())

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer's signature
        """Return the help."""
        return in_columns(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    """Commands whose help and refusals are in French; a refusal ends with code 2."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer's signature
        """Return the help."""
        return in_columns(super().get_help(ctx))

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Typer's signature
        """Run the command that was typed."""
        kwargs["standalone_mode"] = False
        name_in_utf8()
        write_utf8()
        try:
            sys.exit(super().main(*args, **kwargs) or 0)
        except typer.Abort:
            typer.echo("Interrompu.", err=True)
            sys.exit(130)
        except Exception as error:
            # Typer keeps the class of its refusals to itself: they alone can say this.
            if not hasattr(error, "format_message"):
                raise
            context = getattr(error, "ctx", None)
            if context is not None:
                typer.echo(translated(context.get_usage()), err=True)
                typer.echo(f"Aide : {context.command_path} --help", err=True)
            typer.echo(translated(error.format_message()), err=True)
            sys.exit(2)
