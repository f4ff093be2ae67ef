"""What the public profile refuses before the application sees it, and what it tells browsers."""

import time
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Final

from cachetools import LRUCache
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cls_dash.web.framed import asks_for_page
from cls_dash.web.paths import prefix

CORE: Final = frozenset({"health", "host-config", "stream", "bidi-components"})
"""What the shell's own pages ask under ``/_stcore/``; metrics, uploads and agents are closed."""
CLOSED: Final = frozenset({"auth", "oauth2callback"})
"""Sign-in, that this site has none of."""
LONGEST_ADDRESS: Final = 8_192
LARGEST_HEADERS: Final = 32_768
CLIENTS: Final = 20_000
"""How many clients are counted at once: the memory that a flood may take."""
LASTING: Final = frozenset({"assets", "component", "static"})
"""Folders of what a browser fetches once and keeps: nine tenths of a first visit."""
COMPUTED: Final = frozenset({"perimeters", "points", "values"})
"""What is written under ``/assets/`` when it is first asked for."""

SENTENCES: Final = MappingProxyType(
    {
        404: "Cette adresse n’existe pas.",
        405: "Ce site se lit et ne s’écrit pas : rien ne peut y être envoyé.",
        413: "Ce site ne reçoit aucun fichier.",
        414: "Cette adresse est trop longue. Revenez à l’accueil et refaites votre choix.",
        429: "Trop de demandes en peu de temps. Attendez une minute, puis rechargez la page.",
        431: "Votre navigateur envoie trop d’informations. Effacez les cookies de ce site.",
        503: "L’atlas a trop de lecteurs en ce moment. Réessayez dans quelques minutes.",
    }
)
CROWDED: Final = (
    "Trop de pages de l’atlas sont ouvertes depuis votre réseau. Fermez-en, puis rechargez la page."
)
"""What 429 says when sessions, not requests, are too many."""
_MORE: Final = MappingProxyType(
    {405: {"Allow": "GET, HEAD"}, 429: {"Retry-After": "60"}, 503: {"Retry-After": "120"}}
)

_EVERYWHERE: Final = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
        "payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
_SECURE: Final = "max-age=31536000; includeSubDomains"
_OURS: Final = MappingProxyType(
    {
        "default-src": "'none'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
)
FRAMED: Final = "'self' 'unsafe-inline' 'unsafe-eval'"
"""Scripts of the map's own frame: streamlit-folium writes and evaluates them there."""


def policy(scripts: str, embedders: Iterable[str]) -> str:
    """Return a Content-Security-Policy with these sources of scripts and these embedders."""
    rules = {**_OURS, "script-src": scripts, "frame-ancestors": " ".join(["'self'", *embedders])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def digest_of(script: str) -> str:
    """Return the source that allows one inline script, and no other."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


class SecurityHeaders:
    """Tell browsers what a page may do; the map's frame, and it alone, may evaluate scripts."""

    def __init__(
        self, app: ASGIApp, *, inline: Iterable[str] = (), embedders: Sequence[str] = ()
    ) -> None:
        self.app = app
        self._page = policy(" ".join(["'self'", *map(digest_of, inline)]), embedders)
        # It is in the page, so in any site that embeds the page.
        self._frame = policy(FRAMED, embedders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_EVERYWHERE)
                framed = "component" in scope["path"].split("/")
                headers["Content-Security-Policy"] = self._frame if framed else self._page
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _SECURE
            await send(message)

        await self.app(scope, receive, tell)


@dataclass(frozen=True)
class Limits:
    """How much is let in at once, of one client and of all."""

    per_minute: int
    """Requests of one client in a minute, files that never change aside."""
    sessions_each: int
    """Pages that one client may hold open."""
    sessions: int
    """Pages that all may hold open on this process."""


class Refusals:
    """Answer in one French sentence what is closed, too large or too frequent."""

    def __init__(self, app: ASGIApp, *, limits: Limits, base: str = "") -> None:
        self.app = app
        self._limits = limits
        self._above = prefix(base).count("/")
        self._asked: LRUCache[tuple[str, int], int] = LRUCache(CLIENTS)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        # One home has one IPv4 address, but as many of IPv6 as it likes in its /64.
        client = network_of((scope.get("client") or ("",))[0], v4=32, v6=64)
        refused = self._refusal(scope, client)
        if refused is not None:
            status, sentence = refused
            await PlainTextResponse(sentence, status, _MORE.get(status))(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._hold(client, self.app(scope, receive, send))
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope, client: str) -> tuple[int, str] | None:
        status = None
        if not self._lasts(scope) and self._too_often(client):
            status = 429
        elif is_closed(scope["path"]):
            status = 404
        elif opens_a_session(scope) and self._open[client] >= self._limits.sessions_each:
            return 429, CROWDED
        elif opens_a_session(scope) and self._open.total() >= self._limits.sessions:
            status = 503
        status = status or too_much(scope)
        return (status, SENTENCES[status]) if status else None

    def _lasts(self, scope: Scope) -> bool:
        """Say whether a request is of a file that never changes: it is not counted."""
        names = [name for name in scope["path"].split("/") if name][self._above :]
        lasting = len(names) > 1 and names[0] in LASTING and names[1] not in COMPUTED
        return lasting and scope["type"] == "http"

    def _too_often(self, client: str) -> bool:
        minute = client, int(time.monotonic() // 60)
        self._asked[minute] = self._asked.get(minute, 0) + 1
        return self._asked[minute] > self._limits.per_minute

    async def _hold(self, client: str, session: Awaitable[None]) -> None:
        self._open[client] += 1
        try:
            await session
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]


def opens_a_session(scope: Scope) -> bool:
    """Say whether a request is a session, or the page that will open one."""
    return scope["type"] == "websocket" or asks_for_page(scope)


def is_closed(path: str) -> bool:
    """Say whether an address is one of the shell that readers have no use for."""
    names = [name for name in path.split("/") if name]
    if "_stcore" in names[:-1]:
        return names[names.index("_stcore") + 1] not in CORE
    return not CLOSED.isdisjoint(names)


def too_much(scope: Scope) -> int | None:
    """Return the status that refuses a request for what it sends, if any."""
    headers = dict(scope["headers"])
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return 414
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
        return 431
    if scope.get("method", "GET") not in {"GET", "HEAD"}:
        return 405
    if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
        return 413
    return None


def network_of(address: str, *, v4: int, v6: int) -> str:
    """Return the network of an address, of so many bits; nothing where it has none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{known}/{v4 if known.version == 4 else v6}", strict=False))
