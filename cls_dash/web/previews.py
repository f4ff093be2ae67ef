"""Route of what is seen of a page where its address is shared: a picture of its answer."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cls_dash.errors import CrowdedError, StoreError
from cls_dash.questions import documents
from cls_dash.questions.first_sight import Address, Site
from cls_dash.store.open import Store
from cls_dash.store.release import Release
from cls_dash.web.first_sight import codes_of
from cls_dash.web.sights import Sights

PATIENCE_S: Final = 15.0
"""Who shows a shared address waits for its picture; no reader does."""
_KEPT: Final = {"Cache-Control": "public, max-age=3600"}


def routes(store: Store, site: Site) -> list[Route]:
    """Return ``/apercu/<page>.png``, drawn one at a time."""
    cards = Sights(store, site, _card, builders=1, patience_s=PATIENCE_S)

    async def preview(request: Request) -> Response:
        stem = request.path_params["stem"]
        if not site.knows(stem):
            return Response(status_code=404)
        try:
            found = await cards.answer(stem, codes_of(request.scope))
        except (TimeoutError, CrowdedError, StoreError):
            return Response(status_code=503, headers={"Retry-After": "60"})
        return Response(found.body, media_type="image/png", headers={**_KEPT, "ETag": found.tag})

    return [Route("/apercu/{stem}.png", preview)]


def _card(release: Release, asked: Address, site: Site) -> bytes:
    return documents.card(release, asked, site)
