"""Open the atlas in a server of this machine."""

import os
import socket
import sys
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Annotated, Final

import typer

from cls_dash.cli.building import changing, place
from cls_dash.cli.options import Data, StoreUrl, filled
from cls_dash.cli.saying import explained, line, out
from cls_dash.settings import PACKAGE, ROOT, settings

LARGEST_MB: Final = 500
"""Of a file that is dropped in the workshop: the largest that is published, FINESS, has 200."""
Port = Annotated[int, typer.Option("--port", help="Port d’écoute.")]
Address = Annotated[
    str, typer.Option("--address", help="Adresse d’écoute ; 127.0.0.1 : cette machine seule.")
]


def serve(store: StoreUrl, port: Port = 8501, address: Address = "127.0.0.1") -> None:
    """Ouvre l’atlas dans un serveur local ; publie d’abord le dossier de travail s’il a changé."""
    if store != settings().store_of_folder:
        with explained():
            place(store)
    else:
        from cls_dash.ingest.release import build_store, is_published

        data = filled(settings().data)
        with changing(data, store) as tell:
            if not is_published(data, store):
                build_store(data, store, tell=tell)
    os.environ["CLS_STORE"] = store
    if os.name == "nt":  # Elsewhere the server says it, once it listens.
        line(f"L’atlas s’ouvre : http://{address}:{port}/")
    run(ROOT / "app.py", "--server.address", address, "--server.port", str(port))


def workshop(
    data: Data,
    port: Port = 8502,
    address: Address = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Ouvre la page dans le navigateur.")
    ] = True,
) -> None:
    """Ouvre l’atelier : préparer les données d’un contrat dans un navigateur."""
    known = settings()
    os.environ["CLS_FOLDER"] = str(known.folder.resolve())
    os.environ["CLS_DATA"] = str(data.resolve())
    os.environ["CLS_STORE"] = known.store
    # Where Streamlit's own settings are: those of the atlas, but for the files that are dropped.
    os.chdir(ROOT)
    url = f"http://{address}:{port}/"
    line(f"\n  L’atelier est ouvert : {url}\n  Ctrl+C l’arrête ; ce qui est publié le reste.\n")
    if browser:
        Thread(target=_show, args=(address, port, url), daemon=True).start()
    run(
        PACKAGE / "workshop" / "workshop_app.py",
        "--server.address", address, "--server.port", str(port),
        "--server.maxUploadSize", str(LARGEST_MB),
    )  # fmt: skip


def _show(address: str, port: int, url: str) -> None:
    """Show a page in the person's browser once it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            webbrowser.open(url)
            return
        time.sleep(0.2)


def run(script: Path, *options: str) -> None:
    """Run a script of Streamlit in this process, until it is told to stop: the same everywhere."""
    from streamlit.web import cli

    settings.cache_clear()
    out.file.flush()
    sys.argv = ["streamlit", "run", str(script), *options]
    cli.main(sys.argv[1:], prog_name="streamlit", standalone_mode=False)
