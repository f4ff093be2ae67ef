"""Where the routes of ours are, when the site is under a path of its host."""

from collections.abc import Iterable

from starlette.routing import Route


def under(base: str, routes: Iterable[Route]) -> list[Route]:
    """
    Return the routes as they are under a path (``outils/atlas``); as they were without one.

    Each is renamed rather than all mounted: a mount would answer for the whole path, and the
    shell's own pages under it never be asked.
    """
    names = [name for name in base.split("/") if name]
    prefix = "".join(f"/{name}" for name in names)
    return [Route(prefix + route.path, route.endpoint) for route in routes]
