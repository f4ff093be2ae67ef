"""A database that does not answer: nothing that is sent or written holds its password."""

import pytest
from playwright.sync_api import expect

from tests.served import got, served

pytestmark = pytest.mark.browser

WORDS = ("Ab3+x9", "Ab3%2Bx9", "Ab3%252Bx9")
STORES = [
    "postgresql+psycopg://lecteur:Ab3%2Bx9@127.0.0.1:1/atlas",
    "postgresql+psycopg://lecteur@127.0.0.1:1/atlas?password=Ab3%2Bx9",
]


@pytest.mark.parametrize(("profile", "store"), [("local", STORES[0]), ("public", STORES[1])])
def test_a_password_is_neither_sent_nor_written(tmp_path, page, profile, store):
    sent = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(
        frame if isinstance(frame, bytes) else frame.encode())))  # fmt: skip
    with served(tmp_path, store, profile=profile, STREAMLIT_LOGGER_LEVEL="debug") as begun:
        status, _, ready = got(f"{begun.url}/readyz")
        page.goto(begun.url)
        expect(page.get_by_text("ne répondent pas pour l’instant")).to_be_visible()
        said = b"".join([*sent, ready]).decode("utf-8", "replace") + page.content()
    written = begun.log.read_text("utf-8")
    assert status == 503
    assert "ne répondent pas pour l’instant" in said
    assert written
    for word in WORDS:
        assert word not in said
        assert word not in written
