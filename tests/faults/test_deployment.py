"""The app as it is deployed: under a path, compressed once, with a log of JSON alone."""

import gzip
import json
import re
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.seed import sow
from tests.served import got, served

GARBAGE = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET /atlas/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    """A process of the public profile under ``/atlas``."""
    folder = tmp_path_factory.mktemp("deployed")
    with served(folder, sow(folder / "cls.gpkg"), base="atlas") as begun:
        yield begun


def test_pages_files_and_probes_are_under_the_path(atlas):
    for page in ("/atlas", "/atlas/", "/atlas/equite", "/atlas/ma_commune?commune=63000"):
        status, headers, body = got(atlas.host + page, Accept="text/html")
        assert (status, headers.get_content_type()) == (200, "text/html")
        assert b'<html lang="fr"' in body
    status, _, body = got(f"{atlas.url}/readyz")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert got(f"{atlas.url}/robots.txt")[2].startswith(b"User-agent: *")
    page = got(f"{atlas.url}/", Accept="text/html")[2].decode()
    asked = re.findall(r'<(?:script|link)[^>]* (?:src|href)="\./([^"]+)"', page)
    assert any(name.startswith("assets/") for name in asked)
    assert any(name.startswith("static/") for name in asked)
    for name in asked:
        status, headers, _ = got(f"{atlas.url}/{name}")
        assert (name, status) == (name, 200)
        assert "html" not in headers.get_content_type()


@pytest.mark.parametrize("outside", ["/", "/readyz", "/equite", "/_stcore/health", "/atlasx/"])
def test_nothing_is_outside_of_it(atlas, outside):
    assert got(atlas.host + outside)[0] == 404


@pytest.mark.parametrize("closed", ["metrics", "upload_file/x/y", "agent/mcp"])
def test_what_is_closed_is_closed_under_it_too(atlas, closed):
    assert got(f"{atlas.url}/_stcore/{closed}")[0] == 404


def test_a_file_of_the_shell_is_compressed_once_for_who_reads_gzip(atlas):
    page = got(f"{atlas.url}/", Accept="text/html")[2].decode()
    (script,) = re.findall(r'src="\./(static/js/index[^"]+)"', page)
    plain = got(f"{atlas.url}/{script}")
    assert "content-encoding" not in plain[1]
    for _ in range(2):
        status, headers, body = got(f"{atlas.url}/{script}", **{"Accept-Encoding": "br, gzip"})
        assert (status, headers["content-encoding"], headers["vary"]) == (
            200, "gzip", "Accept-Encoding",
        )  # fmt: skip
        assert int(headers["content-length"]) == len(body) < len(plain[2]) / 2
        assert gzip.decompress(body) == plain[2]
        assert headers["content-security-policy"] == plain[1]["content-security-policy"]
    none = got(f"{atlas.url}/static/js/none.js", **{"Accept-Encoding": "gzip"})
    assert (none[1].get_content_type(), none[1]["content-encoding"]) == ("text/html", None)


def test_every_line_of_the_log_is_an_object_of_json(atlas):
    for garbage in GARBAGE:
        with socket.create_connection(("127.0.0.1", atlas.port), timeout=5) as line:
            line.sendall(garbage)
            line.settimeout(1)
            with suppress(OSError):
                line.recv(1000)
    stream = f"ws://127.0.0.1:{atlas.port}/atlas/_stcore/stream"
    for message in (b"\xff\xfe garbage", b"", "text"):
        with connect(stream, proxy=None, subprotocols=["streamlit"]) as opened:
            opened.send(message)
            with suppress(OSError, WebSocketException):  # Closed or silent, as it likes.
                opened.recv(timeout=1)
    got(f"{atlas.url}/%00%ff/../..//x")
    lines = atlas.log.read_text("utf-8").splitlines()
    assert len(lines) > len(GARBAGE)
    for line in lines:
        assert set(json.loads(line)) >= {"asctime", "levelname", "name", "message"}, line
