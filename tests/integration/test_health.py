"""Whether a process may be sent readers."""

import json

from starlette.applications import Starlette

from cls_dash.store.open import open_store
from cls_dash.web import health
from tests.conftest import opened
from tests.seed import sow
from tests.unit.test_web import fetch


def ready(store):
    return fetch(Starlette(routes=health.routes(store)), "/readyz")


def test_a_process_is_ready_when_its_store_answers(store):
    answer = ready(store)
    assert answer.status == 200
    assert json.loads(answer.body)["status"] == "ok"
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_not_before_the_store_is_published_and_is_after_without_restart(address):
    with opened(address) as store:
        answer = ready(store)
        assert (answer.status, answer.body.decode()) == (503, health.NOT_READY)
        assert answer.headers["content-type"].startswith("text/plain")
        sow(address)
        assert ready(store).status == 200


def test_it_is_not_while_the_server_is_down_and_is_as_soon_as_it_is_back(postgis, seeded_database):
    with opened(seeded_database) as store:
        assert ready(store).status == 200
        with postgis.down():
            assert ready(store).status == 503
        assert ready(store).status == 200


def test_it_says_nothing_of_where_the_store_is():
    store = open_store("postgresql+psycopg://lecteur:secret@127.0.0.1:1/atlas")
    answer = ready(store)
    assert answer.status == 503
    assert not any(word in answer.body.decode() for word in ("secret", "lecteur", "127.0.0.1"))
