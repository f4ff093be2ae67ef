"""
Pages of the site that are written from the code: settings, commands, indicators, tables.

MkDocs runs :func:`on_files`; nothing of it is committed, so nothing of it can be late.
"""

import ast
import inspect
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import typer
import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from typer.core import TyperGroup

from cls_dash.cli import app
from cls_dash.settings import ROOT, Settings


def settings_page() -> str:
    """Return the settings, each with its default and the docstring of its field."""
    rows = [
        f"| `CLS_{name.upper()}` | {_default(name)} | {_cell(told)} |"
        for name, told in _docstrings(Settings).items()
    ]
    return "\n".join(["# Réglages", "", "| setting | default | meaning |", "|---|---|---|", *rows])


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    shown = "" if field.default_factory else str(field.default)
    return f"`{shown}`" if shown and not isinstance(field.default, Path) else ""


def _docstrings(of: type) -> dict[str, str]:
    """Return the docstring below each field of a class."""
    body = ast.parse(inspect.getsource(of)).body[0].body  # type: ignore[attr-defined]
    told = {}
    for field, below in itertools.pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                told[name] = str(text)
    return told


def commands_page() -> str:
    """Return the commands, each with its help, its arguments and its options."""
    lines = ["# Commandes", ""]
    for words, command in commands():
        lines += [f"## `{words}`", "", inspect.cleandoc(command.help or ""), ""]
        for option in command.params:
            told = getattr(option, "help", None)
            if told:
                lines.append(f"- `{' '.join(option.opts)}` {_cell(told)}")
        lines.append("")
    return "\n".join(lines)


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Yield each command that may be typed, with its words."""
    yield from _under("cls-dash", typer.main.get_command(app))


def _under(words: str, command: object) -> Iterator[tuple[str, typer.core.TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _under(f"{words} {name}", below)
    elif isinstance(command, typer.core.TyperCommand):
        yield words, command


def indicators_page() -> str:
    """Return the cards of the indicators that ship."""
    lines = ["# Indicateurs", ""]
    for path in sorted((ROOT / "data" / "indicators").glob("*.yaml")):
        card = yaml.safe_load(path.read_text("utf-8"))
        lines += [
            f"## {card['title']} ({card['unit']})", "",
            f"`{card['code']}`, source `{card['source']}`. {card['definition']}", "",
            f"Réserves : {card['caveats']}", "",
        ]  # fmt: skip
    return "\n".join(lines)


def tables_page() -> str:
    """Return the tables that ``data/`` holds, column by column."""
    lines = ["# Tables", ""]
    for path in sorted((ROOT / "data" / "schemas").glob("*.json")):
        schema = json.loads(path.read_text("utf-8"))
        lines += [f"## {path.stem}", "", schema.get("description", ""), ""]
        lines += ["| colonne | type | ce qu’elle dit |", "|---|---|---|"]
        for column in schema["fields"]:
            told = column.get("description") or column.get("title", "")
            lines.append(f"| `{column['name']}` | {column['type']} | {_cell(told)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("``", "`")


PAGES = {
    "settings": settings_page,
    "commands": commands_page,
    "indicators": indicators_page,
    "tables": tables_page,
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to the site."""
    for name, write in PAGES.items():
        files.append(File.generated(config, f"reference/{name}.md", content=write()))
    return files
