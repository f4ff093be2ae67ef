"""The command line of the person who prepares the data. Help and messages in French.

Commands import what they need when they run: the help answers at once.
"""

import typer

from cls_dash.cli import building, changes, databases, documents, loads, places, serving
from cls_dash.cli.french import FrenchCommand, FrenchGroup

app = typer.Typer(
    cls=FrenchGroup,
    help="Prépare les données de l’atlas CLS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(places.territories, name="territory")
app.add_typer(databases.app, name="database")
app.add_typer(documents.app, name="report")
for command in (
    building.build,
    building.status,
    serving.serve,
    serving.workshop,
    building.export,
    loads.load,
    loads.check,
    loads.remove,
    changes.undo,
    changes.history,
    loads.template,
    loads.fetch,
    places.geography,
    places.illustrate,
):
    app.command(cls=FrenchCommand)(command)


@app.callback()
def main() -> None:
    """Prépare les données de l’atlas CLS."""
