"""What the browser fetches: libraries and geometry."""

import asyncio
import gzip
import json
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from cls_dash.render import libraries
from cls_dash.store.open import open_store
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.web import assets
from tests.seed import sow

SHELL = (
    '<!doctype html><html lang="en"><head><title>Streamlit</title></head>'
    "<body><noscript>You need to enable JavaScript to run this app.</noscript>é</body></html>"
)
HTML = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "gzip, br"}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, and the messages that made it."""

    status: int
    headers: dict[str, str]
    body: bytes
    chunks: int


def fetch(
    app,
    path,
    headers=None,
    *,
    method="GET",
    query="",
    client="127.0.0.1",
    scheme="http",
    seconds=10,
):
    """Ask an ASGI app as a server does; the test client would need one more package."""
    asked, sent = [], []

    async def receive():
        if not asked:
            asked.append(path)
            return {"type": "http.request", "body": b"", "more_body": False}
        # The browser stays: nothing more comes from it.
        return await asyncio.get_running_loop().create_future()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1", "scheme": scheme,
        "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "server": ("atlas", 80), "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }  # fmt: skip
    asyncio.run(asyncio.wait_for(app(scope, receive, send), timeout=seconds))
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    assert not bodies[-1].get("more_body")
    names = [name for name, _ in start["headers"]]
    assert len(names) == len(set(names)), "a header is sent twice"
    return Answer(
        status=start["status"],
        headers={name.decode(): value.decode() for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in bodies),
        chunks=len(bodies),
    )


async def page(request: Request) -> Response:
    return HTMLResponse(SHELL, headers={"x-encoding": request.headers.get("accept-encoding", "-")})


async def chunked(_request: Request) -> Response:
    async def pieces():
        for at in range(0, len(SHELL), 7):
            yield SHELL[at : at + 7]

    return StreamingResponse(pieces(), media_type="text/html")


async def data(request: Request) -> Response:
    return JSONResponse({"page": SHELL, "asked": request.headers.get("accept-encoding")})


async def picture(_request: Request) -> Response:
    return Response(SHELL.encode() + b"\x00\xff", media_type="image/png")


async def stream(_request: Request) -> Response:
    async def pieces():
        yield b'<html lang="en"'
        yield b">"

    return StreamingResponse(pieces(), media_type="application/octet-stream")


def serving(store):
    return Starlette(
        routes=[
            *assets.routes(store),
            Route("/", page),
            Route("/component/map/index.html", page),
            Route("/chunked", chunked),
            Route("/data", data),
            Route("/picture", picture),
            Route("/stream", stream),
        ],
    )


@pytest.fixture
def app(store):
    return serving(store)


class TestLibraries:
    @pytest.mark.parametrize("address", list(libraries.SERVED))
    def test_a_library_is_served_whole_and_kept_for_ever(self, app, address):
        answer = fetch(app, f"/assets/{address}")
        assert answer.status == 200
        assert answer.body == gzip.decompress(libraries.SERVED[address].body)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        kind = "javascript" if address.endswith(".js") else "text/css"
        assert kind in answer.headers["content-type"]

    @pytest.mark.parametrize(
        "path",
        [
            "/assets/leaflet.js",
            "/assets/unknown-0123456789ab.js",
            "/assets/",
            "/assets/../app.py",
            "/assets/../../etc/passwd",
            "/assets/..%2f..%2fetc%2fpasswd",
            "/assets/%2e%2e/app.py",
            "/assets//etc/passwd",
            "/assets/area_map.js\x00",
        ],
    )
    def test_any_other_name_is_unknown(self, app, path):
        answer = fetch(app, path)
        assert answer.status == 404
        assert b"root:" not in answer.body
        assert "immutable" not in answer.headers.get("cache-control", "")


class TestGeometry:
    @pytest.fixture
    def digest(self, release):
        return asset_digest(release, "damier")

    def test_compressed_or_not_it_is_the_same_geometry(self, app, digest):
        path = f"/assets/maps/{digest}.json"
        compressed = fetch(app, path, {"accept-encoding": "gzip, deflate, br"})
        whole = fetch(app, path)
        assert compressed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in whole.headers
        assert gzip.decompress(compressed.body) == whole.body
        assert len(compressed.body) < len(whole.body)
        for answer in (compressed, whole):
            assert answer.status == 200
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]
            assert int(answer.headers["content-length"]) == len(answer.body)

    def test_it_is_the_topology_that_the_store_holds(self, app, release, digest):
        body = fetch(app, f"/assets/maps/{digest}.json").body
        assert body == gzip.decompress(asset_of(release, digest))
        topology = json.loads(body)
        assert set(topology["objects"]) == {"areas", "context"}
        assert topology["objects"]["areas"]["names"][0] == "Commune 00"

    @pytest.mark.parametrize("digest", ["0" * 12, "x", "' OR 1=1 --", "..", "damier"])
    def test_an_unknown_digest_is_not_found(self, app, digest):
        assert fetch(app, f"/assets/maps/{digest}.json").status == 404

    def test_an_absent_store_is_unavailable_and_not_for_ever(self, tmp_path):
        path = tmp_path / "cls.gpkg"
        store = open_store(f"sqlite:///{path}")
        app = serving(store)
        answer = fetch(app, "/assets/maps/0123456789ab.json")
        assert answer.status == 503
        assert "immutable" not in answer.headers.get("cache-control", "")
        sow(path)
        with store.reading() as release:
            digest = asset_digest(release, "damier")
        assert fetch(app, f"/assets/maps/{digest}.json").status == 200
        store.engine.dispose()

    def test_a_page_drawn_before_the_store_was_replaced_still_gets_its_geometry(self, tmp_path):
        path = tmp_path / "cls.gpkg"
        store = open_store(f"sqlite:///{sow(path)}")
        app = serving(store)
        with store.reading() as release:
            digest = asset_digest(release, "damier")
        before = fetch(app, f"/assets/maps/{digest}.json")
        store.engine.dispose()
        path.unlink()
        assert fetch(app, f"/assets/maps/{digest}.json").body == before.body
        assert fetch(app, "/assets/maps/0123456789ab.json").status == 503
