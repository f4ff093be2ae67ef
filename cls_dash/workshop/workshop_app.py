"""The application that ``cls-dash workshop`` serves, in a process of its own."""

import sys
from collections.abc import Collection
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from cls_dash.settings import settings
from cls_dash.shell.error_page import say_in_french
from cls_dash.shell.quirks.large_pages import allow_large_pages
from cls_dash.streams import write_utf8
from cls_dash.web.assets import library
from cls_dash.web.framed import Framed
from cls_dash.web.profile import shell_page
from cls_dash.web.shell_page import Document, written
from cls_dash.workshop.entry import ThisMachineAlone, refusal
from cls_dash.workshop.geometries import geometry


def login() -> Collection[str]:
    """Return the names that ``[auth]`` of the secrets gives a value."""
    try:
        return [name for name, value in st.secrets["auth"].items() if value]
    except (KeyError, FileNotFoundError):
        return []


write_utf8()
editors = settings().workshop_editors
# Here, not in the command alone: whoever starts this application is refused alike.
if reason := refusal(st.get_option("server.address") or "", editors, login()):
    sys.exit(reason)
allow_large_pages()
document = written(
    shell_page(),
    Document(title="Atelier CLS", description="Préparer les données d’un contrat local de santé."),
)
app = st.App(
    Path(__file__).with_name("frame.py"),
    routes=[
        Route("/assets/{address}", library),
        Route("/assets/maps/{digest}.json", geometry),
    ],
    middleware=[
        *([] if editors else [Middleware(ThisMachineAlone)]),
        Middleware(Framed, document=document),
    ],
    on_script_error=say_in_french,
)
