"""Routes of the data that others take: files of a release, what describes them, pages."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cls_dash.error_sentences import sentence_for
from cls_dash.errors import ClsDashError, CrowdedError, StoreError, UnknownAddressError
from cls_dash.questions.first_sight import Site
from cls_dash.questions.open_data import datapackage, dcat, openapi, pages
from cls_dash.questions.open_data.files import (
    CATALOGUE,
    DESCRIPTION,
    FILES,
    MEDIA,
    PACKAGE,
    version,
)
from cls_dash.questions.parameters import KEYS
from cls_dash.store.open import Store
from cls_dash.store.release import Release
from cls_dash.web.first_sight import MANY_FIELDS
from cls_dash.web.made_files import MadeFiles, tag
from cls_dash.web.paths import prefix
from cls_dash.web.sights import LONGEST_CODE, Answer, Sights

PATIENCE_S: Final = 10.0
"""How long the figures of a page are waited for: a program may."""
_OPEN: Final = MappingProxyType({"Access-Control-Allow-Origin": "*"})
"""Pages of other sites may read them: they are for everybody."""
_FOREVER: Final = {**_OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
_A_WHILE: Final = {**_OPEN, "Cache-Control": "public, max-age=300"}
_VERSION: Final = re.compile(r"[0-9A-Za-z]+(-[0-9A-Za-z]+)*")
_UNKNOWN: Final = (
    "Ce fichier n’existe pas, ou plus : /donnees/datapackage.json liste ceux de la version en "
    "cours."
)
_LATER: Final = "Cela se prépare. Réessayez dans une minute."
Endpoint = Callable[[Request], Awaitable[Response]]
Describe = Callable[[Release], bytes]


class OpenData:
    """
    What answers under ``/donnees/``.

    Parameters
    ----------
    store, site
        What is read, and what a deployment says of itself.
    base
        Path under which the site is.
    """

    def __init__(self, store: Store, site: Site, base: str = "") -> None:
        known = site.settings
        self._prefix = prefix(base)
        here = known.public_url.rstrip("/") or self._prefix
        self._files = MadeFiles(store, known.cache / "donnees")
        self._figures = Sights(store, site, pages.figures, builders=1, patience_s=PATIENCE_S)
        self._package: Describe = lambda release: datapackage.datapackage(release, known)
        self._described: Mapping[str, Describe] = {
            CATALOGUE: lambda release: dcat.catalogue(release, known, here),
            DESCRIPTION: lambda release: openapi.openapi(release, here),
        }

    async def index(self, _request: Request) -> Response:
        """Lead to the page that lists the files."""
        return RedirectResponse(f"{self._prefix}/donnees_methode", 307)

    async def current(self, request: Request) -> Response:
        """Lead to a file of the release that is published, or describe them all."""
        name = request.path_params["name"]
        if name in self._described:
            body = await self._files.done(self._described[name])
            return _answer(request, Answer.of(body), name)
        if name not in FILES and name != PACKAGE:
            return _refusal(404, _UNKNOWN)
        return RedirectResponse(f"./{await self._files.done(version)}/{name}", 307, {**_OPEN})

    async def file(self, request: Request) -> Response:
        """Return a file of a release."""
        asked, name = request.path_params["version"], request.path_params["name"]
        if not _VERSION.fullmatch(asked):
            return _refusal(404, _UNKNOWN)
        if name == PACKAGE and asked == await self._files.done(version):
            return _answer(
                request, Answer.of(await self._files.done(self._package)), name, _FOREVER
            )
        if name not in FILES:
            return _refusal(404, _UNKNOWN)
        return await _file(request, await self._files.path(asked, name))

    async def page(self, request: Request) -> Response:
        """Return the figures of a page."""
        stem = request.path_params["stem"]
        if stem not in pages.STEMS:
            return _refusal(404, _UNKNOWN)
        said = _said(request)
        if strange := _strange(said):
            return _refusal(400, " ".join(strange))
        return _answer(request, await self._figures.answer(stem, dict(said)), "page.json")


def routes(store: Store, site: Site, *, base: str = "") -> list[Route]:
    """Return the routes under ``/donnees/`` of an app that reads ``store``."""
    data = OpenData(store, site, base)
    return [
        Route("/donnees", data.index),
        Route("/donnees/", data.index),
        Route("/donnees/page/{stem}.json", _explained(data.page)),
        Route("/donnees/{name}", _explained(data.current)),
        Route("/donnees/{version}/{name}", _explained(data.file)),
    ]


def _explained(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that says in French what it cannot do."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except UnknownAddressError as error:
            return _refusal(404, " ".join(error.sentences))
        except (CrowdedError, TimeoutError):
            return _refusal(503, _LATER)
        except StoreError as error:
            return _refusal(503, sentence_for(error))
        except ClsDashError:
            return _refusal(404, _UNKNOWN)
        except OSError:  # No room on the disk.
            return _refusal(503, _LATER)

    return answer


def _said(request: Request) -> list[tuple[str, str]]:
    """Return what an address says; an empty key where it cannot be read."""
    query = request.url.query
    try:
        return parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=MANY_FIELDS
        )
    except ValueError:
        return [("", query)]


def _strange(said: list[tuple[str, str]]) -> list[str]:
    """Say what no page knows of an address: a program would not see that it is left out."""
    keys = [key for key, _ in said]
    return [
        *(f"« {key} » n’est pas un paramètre." for key in keys if key not in KEYS),
        *(
            f"« {key} » est vide ou trop long."
            for key, code in said
            if not 0 < len(code) <= LONGEST_CODE
        ),
        *(["Un paramètre est donné deux fois."] if len(set(keys)) < len(keys) else []),
    ]


async def _file(request: Request, path: Path) -> Response:
    headers = {**_FOREVER, "ETag": await asyncio.to_thread(tag, path)}
    if _unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=FILES[path.name].media, headers=headers)


def _answer(
    request: Request, answer: Answer, name: str, kept: Mapping[str, str] = _A_WHILE
) -> Response:
    headers = {**kept, "ETag": answer.tag}
    if _unchanged(request, answer.tag):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type=MEDIA[name.rpartition(".")[2]], headers=headers)


def _unchanged(request: Request, known: str) -> bool:
    tags = request.headers.get("if-none-match", "").split(",")
    return known in {each.strip().removeprefix("W/") for each in tags}


def _refusal(status: int, sentence: str) -> Response:
    later = {"Retry-After": "60"} if status == 503 else {}
    return PlainTextResponse(sentence, status, {**_OPEN, **later, "Cache-Control": "no-store"})
