"""Middleware that says of an unknown page that it is unknown, and names the nearest."""

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import unquote

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cls_dash.questions.nearest import nearest
from cls_dash.web.first_sight import HOME
from cls_dash.web.framed import asks_for_page

_OURS: Final = frozenset(
    {"_stcore", "apercu", "assets", "component", "donnees", "media", "readyz", "static"}
)
"""First names of addresses that are no page."""
_LONGEST: Final = 60
"""Most characters of a typed address that the page repeats."""
_PAGE: Final = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Page inconnue · Atlas CLS</title><meta name="color-scheme" content="light dark">
<style>
body {{ font: 1.1rem/1.5 sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
</style>
</head><body><main><h1>Cette page n’existe pas</h1><p>{sentence}</p>
<ul>{links}</ul></main></body></html>"""


class UnknownPages:
    """Answer 404, in French, where the shell would show its first page under any name."""

    def __init__(self, app: ASGIApp, *, pages: Mapping[str, str], base: str = "") -> None:
        self.app = app
        self._pages = pages
        self._prefix = "".join(f"/{name}" for name in base.split("/") if name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] == f"{self._prefix}/{HOME}":
            said = scope["query_string"].decode("latin-1")
            home = RedirectResponse(f"{self._prefix}/{'?' if said else ''}{said}", 308)
            await home(scope, receive, send)
            return
        unknown = self._unknown(scope) if asks_for_page(scope) else ""
        if not unknown:
            await self.app(scope, receive, send)
            return
        await HTMLResponse(self._page(unknown), 404)(scope, receive, send)

    def _unknown(self, scope: Scope) -> str:
        """Return the name of a page that does not exist; nothing where it does, or is no page."""
        path: str = scope["path"]
        if not path.startswith(f"{self._prefix}/"):
            return ""
        name = unquote(path.removeprefix(f"{self._prefix}/")).strip("/")
        first = name.partition("/")[0]
        return "" if not name or name in self._pages or first in _OURS or "." in first else name

    def _page(self, name: str) -> str:
        near = nearest(name, self._pages)
        typed = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        sentence = f"« {typed} » n’est pas une page de cet atlas."
        if near:
            sentence += f" La plus proche : {next(iter(near.values()))}."
        stems = dict.fromkeys([*near, HOME, "plan_du_site"])
        links = "".join(
            f'<li><a href="{self._prefix}/{"" if stem == HOME else stem}">'
            f"{escape(self._pages[stem])}</a></li>"
            for stem in stems
        )
        return _PAGE.format(sentence=escape(sentence), links=links)
