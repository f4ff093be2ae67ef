"""An address that names no page."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

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
    ["/", "/equite", "/equite/", "/assets/x", "/_stcore/health", "/readyz", "/apercu/equite.png"],
)
def test_pages_and_files_are_left_to_the_application(path):
    assert read(path).body.decode() == "shell"


def test_files_are_not_pages():
    assert read("/nothing", headers={"accept": "application/json"}).body.decode() == "shell"


def test_the_first_page_is_found_by_its_name_too():
    answer = read("/atlas/accueil", base="/atlas", query="territoire=ici")
    assert (answer.status, answer.headers["location"]) == (308, "/atlas/?territoire=ici")
