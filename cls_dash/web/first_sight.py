"""Middleware that answers a page's address with the page itself, and starts the application."""

import gzip
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from cls_dash.errors import CrowdedError, StoreError
from cls_dash.page.draw import first_sight as drawer
from cls_dash.page.sentence import plain
from cls_dash.questions import first_sight
from cls_dash.questions.first_sight import Address, Site
from cls_dash.questions.sources.described import dataset
from cls_dash.store.open import Store
from cls_dash.store.release import Release
from cls_dash.web.framed import LEVEL, Framed, packed, response
from cls_dash.web.paths import prefix, read_under
from cls_dash.web.shell_page import DESCRIPTION, TITLE, Document, written
from cls_dash.web.sights import Answer, Make, Sights, Warmer

HOME: Final = "accueil"
_DESCRIBED: Final = frozenset({HOME, "donnees_methode"})
"""Pages that tell robots what the site publishes."""
_SHORT: Final = 300
MANY_FIELDS: Final = 40
BUILDERS: Final = 2
PATIENCE_S: Final = 0.4
"""How long an answer waits for a page not yet computed; then the application is sent alone."""


class FirstSight:
    """
    Answer the addresses of pages; put our document around the shell's scripts elsewhere.

    Parameters
    ----------
    shell
        The page that Streamlit serves.
    warmer
        Prepares pages before they are asked for, where the deployment does.
    base
        Path under which the site is.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        sights: Sights,
        shell: str,
        warmer: Warmer | None = None,
        base: str = "",
    ) -> None:
        self._framed = Framed(app, document=written(shell, Document()))
        self._sights, self._warmer = sights, warmer
        self._soon = packed(written(shell, Document(soon=True)))
        self._prefix = prefix(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asked = read_under(self._prefix, scope)
        stem = None if asked is None else asked.rstrip("/") or HOME
        if stem is not None and self._sights.site.knows(stem):
            if self._warmer:
                self._warmer.look()
            answer = await self._answer(stem, scope)
            await response(scope, answer)(scope, receive, send)
        else:
            await self._framed(scope, receive, send)

    async def _answer(self, stem: str, scope: Scope) -> Answer:
        try:
            return await self._sights.answer(stem, codes_of(scope))
        except (TimeoutError, CrowdedError):
            return self._soon
        except StoreError:
            return self._framed.document


def sights(store: Store, site: Site, shell: str) -> Sights:
    """Return what answers the addresses of pages."""
    return Sights(store, site, maker(shell), builders=BUILDERS, patience_s=PATIENCE_S)


def maker(shell: str) -> Make:
    """Return what makes the document of an address around the shell's scripts."""
    return lambda release, asked, site: gzip.compress(
        written(shell, document(release, asked, site)), LEVEL, mtime=0
    )


def document(release: Release, asked: Address, site: Site) -> Document:
    """Return the document of an address."""
    seen = first_sight.sight(release, asked, site)
    page, frame = seen.page, seen.frame
    written_for_all = asked.stem in first_sight.WRITTEN
    public = site.settings.public_url.rstrip("/")
    codes = urlencode(asked.codes)
    place = "" if written_for_all else frame.place
    own = "" if asked.stem == HOME else asked.stem
    return Document(
        title=" · ".join(filter(None, (site.titles[asked.stem], place, TITLE))),
        description=_short(plain(page.answer)) or DESCRIPTION,
        body=drawer.body(page, frame, first_sight.pictures(release)),
        canonical=f"{public}/{own}{'?' if codes else ''}{codes}" if public else "",
        image="" if written_for_all or not public else f"{public}/apercu/{asked.stem}.png?{codes}",
        embedded=asked.embedded,
        dataset=dataset(release, site.settings) if asked.stem in _DESCRIBED else None,
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rpartition(' ')[0]}…"


def codes_of(scope: Scope) -> dict[str, str]:
    """Return what an address says, the last time that it says it, as the application reads it."""
    query = scope["query_string"].decode("latin-1")
    try:
        said = parse_qsl(query, keep_blank_values=True, max_num_fields=MANY_FIELDS)
    except ValueError:
        return {}
    return dict(said)
