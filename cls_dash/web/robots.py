"""What robots may read, and where it is."""

from typing import Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cls_dash.questions.first_sight import Site

ALLOWED: Final = "User-agent: *\nDisallow: /_stcore/\nDisallow: /media/\nDisallow: /*?\n"
"""Each page once: the choices that an address may hold are without number."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def routes(site: Site) -> list[Route]:
    """Return ``/robots.txt``, and ``/sitemap.xml`` where the site knows its own address."""
    public = site.settings.public_url.rstrip("/")

    async def robots(_request: Request) -> Response:
        return PlainTextResponse(ALLOWED + (f"Sitemap: {public}/sitemap.xml\n" if public else ""))

    async def sitemap(_request: Request) -> Response:
        if not public:
            return Response(status_code=404)
        stems = ["" if stem == "accueil" else stem for stem in site.titles]
        told = "".join(f"<url><loc>{escape(f'{public}/{stem}')}</loc></url>" for stem in stems)
        body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{_NAMESPACE}">{told}</urlset>'
        return Response(body, media_type="application/xml")

    return [Route("/robots.txt", robots), Route("/sitemap.xml", sitemap)]
