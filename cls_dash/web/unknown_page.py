"""Middleware that mends a broken address, and says of an unknown page which is the nearest."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cls_dash.page.draw.first_sight import unknown
from cls_dash.page.draw.frame import Anchor
from cls_dash.questions.nearest import nearest
from cls_dash.web.broken_links import mended
from cls_dash.web.first_sight import HOME
from cls_dash.web.paths import prefix, read_under

_OURS: Final = frozenset(
    {"_stcore", "apercu", "assets", "component", "donnees", "media", "readyz", "static"}
)
"""First names of addresses that are no page."""
_LONGEST: Final = 60
"""Most characters of a typed address that the page repeats."""
_LONGEST_QUERY: Final = 300
"""Characters of a query that the links to pages keep."""


class UnknownPages:
    """Answer 404, in French, where the shell would show its first page under any name."""

    def __init__(self, app: ASGIApp, *, pages: Mapping[str, str], base: str = "") -> None:
        self.app = app
        self._pages = pages
        self._prefix = prefix(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        name = self._name(scope)
        said = scope["query_string"].decode("latin-1") if scope["type"] == "http" else ""
        answer: Response | None = None
        if name == HOME:
            answer = self._elsewhere("", said, 308)
        elif name is not None and (meant := mended(name, said, self._pages)):
            answer = self._elsewhere(*meant, 307)
        elif name and self._unknown(name):
            answer = HTMLResponse(self._page(name, said), 404)
        await (answer or self.app)(scope, receive, send)

    def _name(self, scope: Scope) -> str | None:
        """Return the name of the page that an address asks to read."""
        asked = read_under(self._prefix, scope)
        if asked is None:
            return None
        name = unquote(asked).strip("/")
        return None if name.partition("/")[0] in _OURS else name

    def _elsewhere(self, page: str, said: str, status: int) -> RedirectResponse:
        return RedirectResponse(f"{self._prefix}/{page}{'?' if said else ''}{said}", status)

    def _unknown(self, name: str) -> bool:
        """Say whether a name is of no page and of no file: «equite.pdf» is a page's."""
        first, dot, _ = name.partition("/")[0].partition(".")
        return name not in self._pages and (not dot or first in self._pages)

    def _page(self, name: str, said: str) -> str:
        near = nearest(name, self._pages)
        typed = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        sentence = f"« {typed} » n’est pas une page de cet atlas."
        if near:
            sentence += f" La plus proche : {next(iter(near.values()))}."
        stems = dict.fromkeys([*near, HOME, "plan_du_site"])
        query = f"?{said}" if 0 < len(said) <= _LONGEST_QUERY else ""
        ways = [
            Anchor(self._pages[stem], f"{self._prefix}/{'' if stem == HOME else stem}{query}")
            for stem in stems
        ]
        return unknown(sentence, ways)
