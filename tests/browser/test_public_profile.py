"""A database that does not answer: nothing that is sent or written holds its password."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_until_healthy
from tests.browser.test_deploy_processes import free_port
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

WORDS = ("Ab3+x9", "Ab3%2Bx9", "Ab3%252Bx9")
STORES = [
    "postgresql+psycopg://lecteur:Ab3%2Bx9@127.0.0.1:1/atlas",
    "postgresql+psycopg://lecteur@127.0.0.1:1/atlas?password=Ab3%2Bx9",
]


@pytest.mark.parametrize(("profile", "store"), [("local", STORES[0]), ("public", STORES[1])])
def test_a_password_is_neither_sent_nor_written(tmp_path, page, profile, store):
    port, log, sent = free_port(), tmp_path / "log", []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(
        frame if isinstance(frame, bytes) else frame.encode())))  # fmt: skip
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--logger.level", "debug",
             "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT, env={**os.environ, "CLS_STORE": store, "CLS_PROFILE": profile},
            stdout=written, stderr=written,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, server)
        ready = page.request.get(f"{url}/readyz")
        page.goto(url)
        expect(page.get_by_text("ne répondent pas pour l’instant")).to_be_visible()
        said = b"".join(sent).decode("utf-8", "replace") + page.content() + ready.text()
    finally:
        server.terminate()
        server.wait(20)
    assert ready.status == 503
    assert "ne répondent pas pour l’instant" in said
    assert log.stat().st_size > 0
    for word in WORDS:
        assert word not in said
        assert word not in log.read_text("utf-8")
