"""Routes of what many people look at: values and points, named by release and colouring."""

import gzip
from collections.abc import Callable, Mapping
from threading import Condition
from types import MappingProxyType
from typing import Final

from cachetools import LRUCache, cached
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cls_dash.errors import ClsDashError, StoreError, UnknownLayerError
from cls_dash.questions.country.choropleth import Colouring
from cls_dash.questions.version import version
from cls_dash.store.open import Store
from cls_dash.store.release import Release
from cls_dash.web import country
from cls_dash.web.assets import compressed

_COLOURING: Final = "/assets/values/{version}/{asset}/{level}/{layer}"
WRITERS: Final[Mapping[str, Callable[[Release, Mapping[str, str]], bytes]]] = MappingProxyType(
    {
        "/assets/values/{version}/choices.json": lambda release, _: country.choices(release),
        f"{_COLOURING}/values.json": lambda release, asked: country.values(
            release, _colouring(asked)
        ),
        f"{_COLOURING}/figures.json": lambda release, asked: country.figures(
            release, _colouring(asked)
        ),
        "/assets/perimeters/{version}/{asset}/ranks.json": lambda release, asked: (
            country.perimeters(release, asked["asset"])
        ),
        "/assets/points/{version}/{layer}/places.json": lambda release, asked: country.places(
            release, asked["layer"]
        ),
        "/assets/points/{version}/{layer}/names.json": lambda release, asked: country.names(
            release, asked["layer"]
        ),
    }
)
"""What is written under each address."""
KEPT: Final = 128


def routes(store: Store) -> list[Route]:
    """Return the routes of the values and points that ``store`` holds."""

    @cached(LRUCache(KEPT), condition=Condition())
    def body(path: str, *asked: tuple[str, str]) -> bytes:
        names = dict(asked)
        with store.reading() as release:
            if names["version"] != version(release):
                # A page of another release: its map says to open it again.
                raise UnknownLayerError(path)
            return gzip.compress(WRITERS[path](release, names), 6, mtime=0)

    def answering(path: str) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            try:
                found = body(path, *sorted(request.path_params.items()))
            except StoreError:
                return Response(status_code=503)
            except (ClsDashError, KeyError):  # Of another page's release, or of no page.
                return Response(status_code=404)
            return compressed(request, found)

        return answer

    return [Route(path, answering(path)) for path in WRITERS]


def _colouring(asked: Mapping[str, str]) -> Colouring:
    return Colouring(asked["asset"], asked["level"], asked["layer"])
