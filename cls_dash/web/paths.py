"""Where pages and our routes are, when the site is under a path of its host."""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import Scope


def prefix(base: str) -> str:
    """Return what addresses begin with under a path: «/outils/atlas»; nothing without one."""
    return "".join(f"/{name}" for name in base.split("/") if name)


def under(base: str, routes: Iterable[Route]) -> list[Route]:
    """
    Return the routes as they are under a path (``outils/atlas``); as they were without one.

    Each is renamed rather than all mounted: a mount would answer for the whole path, and the
    shell's own pages under it never be asked.
    """
    return [Route(prefix(base) + route.path, route.endpoint) for route in routes]


def read_under(begun: str, scope: Scope) -> str | None:
    """Return what is asked for under a :func:`prefix`; nothing where nobody asks to read a page."""
    if scope["type"] != "http" or scope["method"] != "GET" or not _reads_html(scope):
        return None
    path: str = scope["path"]
    return path.removeprefix(f"{begun}/") if path.startswith(f"{begun}/") else None


def _reads_html(scope: Scope) -> bool:
    """Say whether who asks for the address of a page reads HTML: robots often do not say."""
    accept = Headers(scope=scope).get("accept", "*/*")
    return "text/html" in accept or "*/*" in accept
