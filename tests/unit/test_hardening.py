"""What the public profile refuses, says to browsers, and writes in its logs."""

import asyncio
import io
import json
import logging
import traceback
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cls_dash.settings import Settings
from cls_dash.web import hardening, logs, profile
from cls_dash.web.hardening import Limits, Refusals, SecurityHeaders, digest_of
from tests.unit.test_web import fetch

ADDRESS = "postgresql+psycopg://lecteur:s%40cret+w@base:5432/atlas"
SECRET = "s@cret+w"  # noqa: S105 - of nobody
WRITTEN_BY_THE_SHELL = "\n      window.prerenderReady = false\n    "

MANY = Limits(per_minute=1_000, sessions_each=1_000, sessions=1_000)


async def served(_request: Request) -> Response:
    return HTMLResponse("<p>servi</p>", headers={"X-Content-Type-Options": "nosniff"})


async def failing(_request: Request) -> Response:
    raise RuntimeError(SECRET)


def app(*middleware):
    routes = [
        Route("/failing", failing),
        Route("/{path:path}", served, methods=["GET", "PUT", "POST"]),
    ]
    return Starlette(routes=routes, middleware=list(middleware))


@pytest.fixture
def guarded():
    return app(Middleware(Refusals, limits=MANY))


class TestRefusals:
    @pytest.mark.parametrize("base", ["", "/atlas", "//"])
    @pytest.mark.parametrize(
        "path",
        ["/_stcore/metrics", "/_stcore/upload_file/session/file", "/_stcore/script-health-check",
         "/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/unforeseen", "/auth/login",
         "/oauth2callback"],
    )  # fmt: skip
    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
    def test_what_readers_have_no_use_for_is_not_there(self, guarded, base, path, method):
        answer = fetch(guarded, base + path, method=method)
        assert answer.status == 404
        assert answer.body.decode() == "Cette adresse n’existe pas."

    @pytest.mark.parametrize(
        "path",
        ["/", "/equite", "/_stcore/health", "/_stcore/host-config", "/atlas/_stcore/stream",
         "/_stcore/bidi-components/x/y.js", "/media/x.csv", "/static/js/x.js", "/_stcore"],
    )  # fmt: skip
    def test_what_pages_ask_is_served(self, guarded, path):
        assert fetch(guarded, path).body == b"<p>servi</p>"

    @pytest.mark.parametrize(
        ("status", "method", "path", "headers"),
        [
            (405, "POST", "/", {}),
            (405, "PUT", "/media/x", {"content-length": "10"}),
            (413, "GET", "/", {"content-length": "10"}),
            (413, "GET", "/", {"transfer-encoding": "chunked"}),
            (414, "GET", "/" + "a" * 10_000, {}),
            (431, "GET", "/", {"cookie": "a" * 40_000}),
        ],
    )
    def test_what_is_sent_or_too_large_is_refused_in_french(
        self, guarded, status, method, path, headers
    ):
        answer = fetch(guarded, path, headers, method=method)
        assert answer.status == status
        assert answer.body.decode() == hardening.SENTENCES[status]

    def test_a_body_that_is_said_empty_is_no_body(self, guarded):
        assert fetch(guarded, "/", {"content-length": "0"}).status == 200

    def test_a_client_that_asks_too_much_waits_and_others_do_not(self, monkeypatch):
        clock = [600.0]
        monkeypatch.setattr(hardening.time, "monotonic", lambda: clock[0])
        limited = Refusals(app(), limits=replace(MANY, per_minute=3))
        assert [fetch(limited, "/").status for _ in range(5)] == [200, 200, 200, 429, 429]
        assert fetch(limited, "/").headers["retry-after"] == "60"
        assert fetch(limited, "/", client="192.0.2.7").status == 200
        clock[0] += 60
        assert fetch(limited, "/").status == 200

    def test_one_home_counts_once_whatever_its_addresses(self):
        limited = Refusals(app(), limits=replace(MANY, per_minute=2))
        asked = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]
        assert [fetch(limited, "/", client=each).status for each in asked] == [200, 200, 429, 200]

    @pytest.mark.parametrize("base", ["", "outils/atlas"])
    def test_files_that_never_change_are_not_counted_and_what_is_computed_is(self, base):
        limited = Refusals(app(), limits=replace(MANY, per_minute=1), base=base)
        under = f"/{base}" if base else ""
        for path in ("/static/js/x.js", "/component/map/y.js", "/assets/leaflet.1.js",
                     "/assets/maps/0a.json"):  # fmt: skip
            assert [fetch(limited, under + path).status for _ in range(3)] == [200] * 3
        assert fetch(limited, f"{under}/assets/values/1/a/commune/b/values.json").status == 200
        assert fetch(limited, f"{under}/assets/values/1/a/commune/c/values.json").status == 429

    @pytest.mark.parametrize("path", ["/equite/static/x.js", "/static", "/assets"])
    def test_a_page_is_counted_whatever_its_address_looks_like(self, path):
        limited = Refusals(app(), limits=replace(MANY, per_minute=1))
        assert [fetch(limited, path).status for _ in range(2)] == [200, 429]

    def test_a_flood_of_clients_takes_a_bounded_memory(self, monkeypatch):
        monkeypatch.setattr(hardening, "CLIENTS", 10)
        limited = Refusals(app(), limits=replace(MANY, per_minute=2))
        for last in range(50):
            fetch(limited, "/", client=f"192.0.2.{last}")
        assert len(limited._asked) == 10


class TestSessions:
    """Pages held open: so many for one address, so many for all."""

    @pytest.fixture
    def crowd(self):
        return Refusals(app(), limits=Limits(per_minute=1_000, sessions_each=2, sessions=3))

    @staticmethod
    def holding(crowd, clients, then):
        """Hold a page open for each client, call ``then``, close them; return what it saw."""

        async def hold():
            left, opened = asyncio.Event(), []

            async def session(scope, receive, send):
                opened.append(scope["client"])
                await left.wait()

            async def told(message):
                return None

            shown, crowd.app = crowd.app, session
            held = [asyncio.create_task(crowd(socket_of(client), None, told)) for client in clients]
            await asyncio.sleep(0)
            crowd.app = shown
            seen = await asyncio.to_thread(then)
            left.set()
            await asyncio.gather(*held)
            return len(opened), seen

        return asyncio.run(hold())

    def test_one_address_holds_so_many_and_the_next_page_is_told_so(self, crowd):
        def asks(client):
            page = fetch(crowd, "/", {"accept": "text/html"}, client=client)
            return page.status, page.body.decode()

        opened, seen = self.holding(
            crowd, ["192.0.2.1"] * 3,
            lambda: (asks("192.0.2.1"), asks("192.0.2.2")[0], fetch(crowd, "/static/x.js").status),
        )  # fmt: skip
        assert opened == 2
        assert seen == ((429, hardening.CROWDED), 200, 200)
        assert asks("192.0.2.1")[0] == 200, "who left is forgotten"
        assert not crowd._open

    def test_all_hold_so_many_and_the_next_reader_is_told_to_come_back(self, crowd):
        opened, answer = self.holding(
            crowd, [f"192.0.2.{last}" for last in range(5)],
            lambda: fetch(crowd, "/", {"accept": "text/html"}, client="192.0.2.9"),
        )  # fmt: skip
        assert opened == 3
        assert (answer.status, answer.body.decode()) == (503, hardening.SENTENCES[503])
        assert answer.headers["retry-after"] == "120"


def socket_of(client):
    return {
        "type": "websocket", "path": "/_stcore/stream", "raw_path": b"/_stcore/stream",
        "query_string": b"", "headers": [], "client": (client, 1), "extensions": {},
    }  # fmt: skip


class TestHeaders:
    @pytest.fixture
    def page(self):
        inline = profile._inline_scripts()
        return app(Middleware(SecurityHeaders, inline=inline, embedders=["https://www.example.fr"]))

    def rules(self, page, path, **more):
        policy = fetch(page, path, **more).headers["content-security-policy"]
        return dict(rule.split(" ", 1) for rule in policy.split("; "))

    def test_a_page_runs_our_scripts_alone_and_the_one_that_the_shell_writes(self, page):
        scripts = self.rules(page, "/equite")["script-src"]
        assert scripts == f"'self' {digest_of(WRITTEN_BY_THE_SHELL)}"
        assert "unsafe" not in scripts

    def test_the_frame_of_the_map_alone_may_evaluate(self, page):
        framed = self.rules(page, "/component/streamlit_folium.st_folium/index.html")
        assert "'unsafe-eval'" in framed["script-src"]
        # A frame is refused by any page above it: that of the site that shows ours, too.
        assert framed["frame-ancestors"] == "'self' https://www.example.fr"
        assert framed["connect-src"] == "'self'"

    def test_only_the_sites_that_the_deployment_names_may_embed_a_page(self, page):
        assert self.rules(page, "/")["frame-ancestors"] == "'self' https://www.example.fr"

    def test_no_other_host_is_allowed_anything(self, page):
        rules = self.rules(page, "/") | {"frame-ancestors": ""}
        assert "http" not in "".join(rules.values())
        assert "*" not in "".join(rules.values())

    def test_each_header_is_said_once_and_refusals_have_them_too(self, page):
        answer = fetch(page, "/")  # fetch fails on a header sent twice
        assert answer.headers["x-content-type-options"] == "nosniff"
        refusing = app(Middleware(SecurityHeaders), Middleware(Refusals, limits=MANY))
        assert fetch(refusing, "/_stcore/metrics").headers["referrer-policy"] == "same-origin"

    def test_https_is_remembered_where_it_is_used(self, page):
        assert "strict-transport-security" not in fetch(page, "/").headers
        assert "strict-transport-security" in fetch(page, "/", scheme="https").headers


class TestProfiles:
    def test_a_local_atlas_has_none_of_this_and_a_public_one_has_all(self):
        def names(**known):
            layers = profile.middleware(Settings(**known), sights=None, pages={}, parameters=())
            return [layer.cls.__name__ for layer in layers]

        shared = ["LateRequests", "UnknownPages", "FirstSight", "Compressed"]
        assert names() == ["SocketDoor", *shared]
        public = ["Requests", "SocketDoor", "SecurityHeaders", "Refusals"]
        assert names(profile="public") == [*public, *shared]

    def test_what_is_made_for_the_demonstration_is_hidden_in_public_unless_configured(self):
        assert Settings().illustrative
        assert not Settings(profile="public").illustrative
        assert Settings(profile="public", show_illustrative=True).illustrative
        assert not Settings(show_illustrative=False).illustrative

    def test_settings_printed_by_mistake_do_not_show_the_store(self):
        assert "s%40cret" not in repr(Settings(store=ADDRESS))


@pytest.fixture
def written(monkeypatch):
    """What the logs of this process write in public, over a store whose address is secret."""
    stream = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", stream)
    monkeypatch.setattr(logs.sys, "stdout", io.StringIO())
    before = logging.getLogRecordFactory()
    ours = logging.getLogger("cls_dash")
    kept = ours.handlers, ours.propagate, ours.level
    formatters = {each: each.formatter for each in logs.handlers()}
    logs.set_up(ADDRESS, as_json=True)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.setLogRecordFactory(before)
    ours.handlers, ours.propagate, ours.level = kept
    for handler, formatter in formatters.items():
        handler.setFormatter(formatter)


def converse(layer, how, last):
    """Have an application behind ``layer`` take a session or not, then end it with ``last``."""

    async def application(scope, receive, send):
        if how == "accept":
            await send({"type": "websocket.accept"})
        await (send(last) if last["type"] == "websocket.close" else receive())

    async def receive():
        return last

    async def send(_message):
        return None

    told = layer(application, pages=[], parameters=[])
    asyncio.run(told(socket_of("192.0.2.1"), receive, send))


class TestLogs:
    def test_a_request_is_one_object_that_says_nothing_of_a_person(self, written):
        told = app(Middleware(logs.Requests, pages=["equite"], parameters=["territoire", "axe"]))
        fetch(told, "/atlas/equite", query="territoire=damier&nom=Dupont&axe=", client="192.0.2.77")
        (line,) = written()
        assert line["message"] == "request"
        assert (line["place"], line["status"], line["bytes"]) == (
            "equite",
            200,
            len("<p>servi</p>"),
        )
        assert line["parameters"] == ["axe", "territoire"]
        assert line["network"] == "192.0.2.0/24"
        for private in ("192.0.2.77", "damier", "Dupont", "nom"):
            assert private not in json.dumps(line)

    @pytest.mark.parametrize(
        ("path", "place"), [("/", ""), ("/jean.dupont@example.fr", "?"), ("/media/x.csv", "media")]
    )
    def test_an_address_that_is_not_ours_is_not_written(self, written, path, place):
        fetch(app(Middleware(logs.Requests, pages=["equite"], parameters=[])), path)
        assert [line["place"] for line in written()] == [place]

    def test_a_request_that_fails_is_written_too(self, written):
        with pytest.raises(RuntimeError):
            fetch(app(Middleware(logs.Requests, pages=[], parameters=[])), "/failing")
        assert [line["status"] for line in written()] == [500]

    def test_whatever_is_written_is_one_object_a_line(self):
        stream = logs.Lines(under := io.StringIO(), lambda text: text.replace(SECRET, "•••"))
        stream.write("begun, ")
        for text in ("ended\n", "\n", "  not { json\n[1]\n", '{"message": "ours"}\n'):
            stream.write(text)
        later = logging.StreamHandler(stream)
        try:
            raise RuntimeError(f"with {SECRET}")
        except RuntimeError as error:
            later.emit(logging.makeLogRecord({"msg": "failed"}))
            traceback.print_exception(error, file=stream)
        messages = [json.loads(line)["message"] for line in under.getvalue().splitlines()]
        assert messages[:4] == ["begun, ended", "not { json\n[1]", "ours", "failed"]
        assert "RuntimeError: with •••" in messages

    def test_the_end_of_a_session_is_written_with_its_code(self, written):
        for scope, exchanged, facts in (
            ("accept", {"type": "websocket.close", "code": 1008}, (101, 1008)),
            ("accept", {"type": "websocket.disconnect", "code": 1001}, (101, 1001)),
            ("refuse", {"type": "websocket.close"}, (403, None)),
        ):
            converse(logs.Requests, scope, exchanged)
            line = written()[-1]
            assert (line["status"], line.get("closed")) == facts

    def test_the_password_of_the_store_is_written_nowhere(self, written, caplog):
        ours = logging.getLogger("cls_dash.somewhere")
        try:
            raise RuntimeError(f"cannot open {ADDRESS} with {SECRET}")
        except RuntimeError:
            ours.exception("failed on %s", ADDRESS)
        logging.getLogger("another.library").error("as %s", SECRET)
        assert [line["message"].startswith("failed on") for line in written()] == [True]
        assert "cannot open" in written()[0]["exc_info"]
        for text in (json.dumps(written()), caplog.text):
            assert "cannot open" in text or "as •••" in text
            assert "cret" not in text

    @pytest.mark.parametrize(
        ("address", "secrets"),
        [
            (ADDRESS, {SECRET, "s%40cret+w", "s%40cret%2Bw", "s%2540cret%2Bw"}),
            ("postgresql://base/atlas?password=secret&user=x", {"secret"}),
            ("postgresql://lecteur@base/atlas", set()),
            ("sqlite:////tmp/cls.gpkg", set()),
            ("not an address: secret", {"not an address: secret"}),
        ],
    )
    def test_a_password_is_known_wherever_an_address_holds_it(self, address, secrets):
        assert set(logs.secrets_of(address)) == secrets


def test_a_network_is_all_that_is_known_of_an_address():
    assert hardening.network_of("192.0.2.77", v4=24, v6=48) == "192.0.2.0/24"
    assert hardening.network_of("2001:db8:1:2::3", v4=24, v6=48) == "2001:db8:1::/48"
    assert hardening.network_of("unix socket", v4=24, v6=48) == ""
