"""Routes of what many people look at: values and points, named by release and question."""

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
from cls_dash.store.open import Store
from cls_dash.store.readings import Readings
from cls_dash.views import point_layers
from cls_dash.views.choropleth import Question, choropleth, figures, marks, perimeters
from cls_dash.views.kept import version
from cls_dash.web.assets import compressed

PATHS: Final = (
    "/assets/values/{version}/{asset}/{level}/{layer}/{what}.json",
    "/assets/points/{version}/{layer}/{what}.json",
    "/assets/perimeters/{version}/{asset}/{what}.json",
)
WRITERS: Final[Mapping[str, Callable[[Readings, Mapping[str, str]], bytes]]] = MappingProxyType(
    {
        "classes": lambda readings, asked: marks(choropleth(readings, _question(asked))),
        "figures": lambda readings, asked: figures(choropleth(readings, _question(asked))),
        "ranks": lambda readings, asked: perimeters(readings, asked["asset"]),
        "places": lambda readings, asked: point_layers.places(readings, asked["layer"]),
        "names": lambda readings, asked: point_layers.names(readings, asked["layer"]),
    }
)
"""What is written under each last name of an address."""
KEPT: Final = 128


def routes(store: Store) -> list[Route]:
    """Return the routes of the values and points that ``store`` holds."""

    @cached(LRUCache(KEPT), condition=Condition())
    def body(*asked: tuple[str, str]) -> bytes:
        names = dict(asked)
        with store.reading() as readings:
            if names["version"] != version(readings) or names["what"] not in WRITERS:
                # A page of another release: its map says to open it again.
                raise UnknownLayerError(names["what"])
            return gzip.compress(WRITERS[names["what"]](readings, names), 6, mtime=0)

    def answer(request: Request) -> Response:
        try:
            found = body(*sorted(request.path_params.items()))
        except StoreError:
            return Response(status_code=503)
        except (ClsDashError, KeyError):  # Of another page's release, or of no page.
            return Response(status_code=404)
        return compressed(request, found)

    return [Route(path, answer) for path in PATHS]


def _question(asked: Mapping[str, str]) -> Question:
    return Question(asked["asset"], asked["level"], asked["layer"])
