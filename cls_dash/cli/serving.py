"""Open the atlas in a server of this machine."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cls_dash.cli.building import place
from cls_dash.cli.options import StoreUrl, filled
from cls_dash.cli.saying import explained, line, out
from cls_dash.settings import ROOT, settings

Port = Annotated[int, typer.Option("--port", help="Port d’écoute.")]
Address = Annotated[
    str, typer.Option("--address", help="Adresse d’écoute ; 127.0.0.1 : cette machine seule.")
]


def serve(store: StoreUrl, port: Port = 8501, address: Address = "127.0.0.1") -> None:
    """Ouvre l’atlas dans un serveur local ; publie d’abord le dossier de travail s’il a changé."""
    with explained() as tell:
        place(store)
        if store == settings().store_of_folder:
            from cls_dash.ingest.release import publish_changes

            publish_changes(filled(settings().data), store, tell=tell)
    os.environ["CLS_STORE"] = store
    if os.name == "nt":  # Elsewhere the server says it, once it listens.
        line(f"L’atlas s’ouvre : http://{address}:{port}/")
    run(ROOT / "app.py", "--server.address", address, "--server.port", str(port))


def run(script: Path, *options: str) -> None:
    """Run a script of Streamlit in this process, until it is told to stop: the same everywhere."""
    from streamlit.web import cli

    settings.cache_clear()
    out.file.flush()
    sys.argv = ["streamlit", "run", str(script), *options]
    cli.main(sys.argv[1:], prog_name="streamlit", standalone_mode=False)
