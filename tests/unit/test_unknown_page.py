"""An address that names no page."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from cls_dash.web.broken_links import mended
from cls_dash.web.unknown_page import UnknownPages
from tests.unit.test_web import fetch

PAGES = {"accueil": "Accueil", "equite": "Équité", "plan_du_site": "Plan du site"}
READ = {"accept": "text/html"}


async def shell(_request):
    return PlainTextResponse("shell")


def read(path, base="", headers=READ, query=""):
    known = Middleware(UnknownPages, pages=PAGES, base=base)
    app = Starlette(routes=[Route("/{path:path}", shell)], middleware=[known])
    return fetch(app, path, headers=headers, query=query)


def test_it_is_told_in_french_with_the_nearest():
    answer = read("/equit")
    assert answer.status == 404
    assert (
        "« equit » n’est pas une page de cet atlas. La plus proche : Équité."
        in answer.body.decode()
    )
    assert '<a href="/equite">Équité</a>' in answer.body.decode()
    assert '<a href="/">Accueil</a>' in answer.body.decode()


def test_under_a_path_its_links_stay_there():
    answer = read("/atlas/equit", base="/atlas")
    assert answer.status == 404
    assert '<a href="/atlas/equite">' in answer.body.decode()


def test_what_was_typed_is_only_text():
    answer = read("/<script>alert(1)<")
    assert answer.status == 404
    assert "<script>" not in answer.body.decode()
    assert len(read(f"/{'é' * 900}").body.decode()) < 1_500


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/equite", "/equite/", "/assets/x", "/_stcore/health", "/readyz"),
        *("/apercu/equite.png", "/robots.txt", "/favicon.png"),
    ],
)
def test_pages_and_files_are_left_to_the_application(path):
    assert read(path).body.decode() == "shell"


def test_the_nearest_page_keeps_what_the_address_says():
    told = read("/equit", query='territoire=ici&axe="><b>').body.decode()
    assert '<a href="/equite?territoire=ici&amp;axe=&#34;&gt;&lt;b&gt;">' in told
    assert 'href="/equite"' in read("/equit", query="a" * 5_000).body.decode()


@pytest.mark.parametrize("accept", ["*/*", None])
def test_a_robot_is_told_too(accept):
    assert read("/equit", headers={"accept": accept} if accept else {}).status == 404


def test_a_file_that_would_be_of_a_page_is_unknown():
    answer = read("/equite.pdf")
    assert answer.status == 404
    assert "La plus proche : Équité." in answer.body.decode()


@pytest.mark.parametrize(
    ("path", "query", "meant"),
    [
        ("/equite.", "", "/equite"),
        ("/equite/).", "", "/equite"),
        ("/equite »", "", "/equite"),
        ("/equite>", "territoire=ici", "/equite?territoire=ici"),
        ("/equite?territoire=ici", "", "/equite?territoire=ici"),
        ("/equite?territoire=ici", "axe=a", "/equite?territoire=ici&axe=a"),
        ("/equite", "territoire=ici&amp;axe=a&amp;b=c", "/equite?territoire=ici&axe=a&b=c"),
        ("/equite", "territoire%3Dici", "/equite?territoire=ici"),
        ("/", "territoire=ici&amp;axe=a", "/?territoire=ici&axe=a"),
    ],
)
def test_an_address_that_a_mail_broke_leads_where_it_meant(path, query, meant):
    answer = read(f"/atlas{path}", base="/atlas", query=query)
    assert (answer.status, answer.headers["location"]) == (307, f"/atlas{meant}")


@given(st.sampled_from(["", "equite", "ailleurs"]), st.text(max_size=12), st.text(max_size=20))
def test_what_was_mended_is_whole(page, rest, query):
    for said in (query, quote(query), f"a=b&amp;{quote(query)}"):
        found = mended(f"{page}{rest}".strip("/"), said, PAGES)
        for _ in range(10):
            if found is None:
                break
            assert not found[0] or found[0] in PAGES
            found = mended(found[0], quote(found[1], safe="&=;%"), PAGES)
        assert found is None


def test_files_are_not_pages():
    assert read("/nothing", headers={"accept": "application/json"}).body.decode() == "shell"


def test_the_first_page_is_found_by_its_name_too():
    answer = read("/atlas/accueil", base="/atlas", query="territoire=ici")
    assert (answer.status, answer.headers["location"]) == (308, "/atlas/?territoire=ici")
