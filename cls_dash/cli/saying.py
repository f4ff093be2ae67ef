"""What the command line prints: steps on stderr, answers on stdout, errors in French."""

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from cls_dash.domain.legible import legible
from cls_dash.errors import ClsDashError
from cls_dash.ingest import failures

out: Final = Console()
err: Final = Console(stderr=True)
SHOWN: Final = 20
"""Problems shown on screen; all of them are in the files of the report."""


def line(text: str, *, to: Console = out) -> None:
    """Print a line as it is: no markup, no wrapping, nothing that commands a terminal."""
    to.print(legible(text), markup=False, highlight=False, soft_wrap=True)


def answer(fields: Mapping[str, Any], *, as_json: bool, show: Callable[[], None]) -> None:
    """Print the answer of a command: JSON for a program, ``show`` for a person."""
    if as_json:
        typer.echo(json.dumps(fields, ensure_ascii=False, indent=2, default=str))
    else:
        show()


def among(word: str, known: Collection[str]) -> None:
    """
    Refuse a word that is not of a list.

    Raises
    ------
    BadParameter
        Naming the words of the list.
    """
    if word not in known:
        raise typer.BadParameter(f"« {word} » n’est pas parmi : {', '.join(known)}.")


def counts(title: str, unit: str, rows: Mapping[str, int]) -> None:
    """Print a table of names and numbers."""
    table = Table(title, unit)
    for name, number in sorted(rows.items()):
        table.add_row(name, str(number))
    out.print(table)


@contextmanager
def explained(*, as_json: bool = False) -> Iterator[Callable[[str], None]]:
    """
    Yield what tells each step; say our own errors in French and end with code 1.

    Steps show on stderr when it is a terminal: nothing of them in a file or a pipe.
    """
    try:
        if sys.stderr.isatty():
            with err.status("…") as status:
                yield lambda step: status.update(f"{step}…")
        else:
            yield lambda _step: None
    except (ClsDashError, OSError) as error:
        _fail(error, as_json=as_json)


def _fail(error: ClsDashError | OSError, *, as_json: bool) -> NoReturn:
    """Say what went wrong; the exception's own words come last, as a detail."""
    sentence, details = failures.said(error)
    if as_json:
        typer.echo(json.dumps({"error": sentence, "details": details}, ensure_ascii=False))
    for text in (sentence, *(f"  {detail}" for detail in details)):
        line(text, to=err)
    raise typer.Exit(1) from error
