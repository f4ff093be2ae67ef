"""Downloads from a server of our own: resumed, verified, never asked twice."""

import json
import threading
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cls_dash.ingest import downloads
from cls_dash.ingest.downloads import (
    Downloadable,
    DownloadError,
    UnknownSourceError,
    card_of,
    fetch,
)
from tests.conftest import ROOT

BODY = bytes(range(256)) * 16_384


class Published:
    """What the server publishes, and how it behaves."""

    def __init__(self):
        self.body, self.version, self.cut, self.ranges = BODY, "v1", 0, True
        self.path, self.disposition, self.status = "/fichier.csv", "", 200
        self.asked = []

    def answer(self, handler):
        if handler.path == "/ici":
            handler.send_response(302)
            handler.send_header("Location", self.path)
            handler.end_headers()
            return
        if self.status != 200:
            handler.send_error(self.status)
            return
        wanted = handler.headers.get("Range")
        self.asked.append(wanted)
        same = handler.headers.get("If-Range") == f'"{self.version}"'
        start = int(wanted[6:-1]) if wanted and same and self.ranges else 0
        handler.send_response(206 if start else 200)
        handler.send_header("ETag", f'"{self.version}"')
        handler.send_header("Content-Length", str(len(self.body) - start))
        if self.disposition:
            handler.send_header("Content-Disposition", self.disposition)
        handler.end_headers()
        end = len(self.body)
        if self.cut and len(self.asked) > 1:  # The first answer only describes the file.
            end, self.cut = start + len(self.body) // 6, self.cut - 1
        handler.wfile.write(self.body[start:end])


@contextmanager
def serving(published):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                published.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                return
            self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ici"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def published(monkeypatch):
    monkeypatch.setattr(downloads, "PAUSE_S", 0)
    return Published()


@pytest.fixture
def card(published):
    with serving(published) as url:
        yield Downloadable("essai", url, "bpe")


def test_a_file_is_received_whole_and_its_checksum_written(card, tmp_path):
    seen = []
    path = fetch(card, tmp_path, progress=lambda got, size: seen.append((got, size)))
    assert path == tmp_path / "fichier.csv"
    assert path.read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))
    mark = json.loads((tmp_path / "fichier.csv.sha256.json").read_text())
    assert mark["sha256"] == sha256(BODY).hexdigest()
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        path.name,
        f"{path.name}.sha256.json",
    ]


def test_a_cut_download_goes_on_where_it_stopped(card, published, tmp_path):
    published.cut = 2
    assert fetch(card, tmp_path).read_bytes() == BODY
    first, second, *rest = published.asked
    assert (first, second) == (None, None)
    starts = [int(asked.removeprefix("bytes=").rstrip("-")) for asked in rest]
    assert len(starts) == 2
    assert 0 < starts[0] < starts[1]


def test_a_download_given_up_goes_on_at_the_next_command(card, published, tmp_path):
    published.cut = downloads.ATTEMPTS
    published.body = BODY * 3
    with pytest.raises(DownloadError):
        fetch(card, tmp_path)
    assert not (tmp_path / "fichier.csv").exists()
    published.asked.clear()
    published.cut = 0
    assert fetch(card, tmp_path).read_bytes() == BODY * 3
    assert published.asked[1].startswith("bytes=")


def test_a_server_that_cannot_go_on_is_asked_again_from_the_start(card, published, tmp_path):
    published.cut, published.ranges = 1, False
    assert fetch(card, tmp_path).read_bytes() == BODY


def test_the_beginning_of_another_version_is_not_kept(card, published, tmp_path):
    published.cut, published.body = downloads.ATTEMPTS, BODY * 3
    with pytest.raises(DownloadError):
        fetch(card, tmp_path)
    published.cut, published.version, published.body = 0, "v2", b"nouveau" * 1000
    assert fetch(card, tmp_path).read_bytes() == b"nouveau" * 1000


def test_a_file_that_is_there_and_unchanged_is_not_received_again(card, published, tmp_path):
    fetch(card, tmp_path)
    published.asked.clear()
    fetch(card, tmp_path)
    assert published.asked == [None]


def test_a_file_damaged_on_disk_is_received_again(card, tmp_path):
    path = fetch(card, tmp_path)
    path.write_bytes(b"abime")
    assert fetch(card, tmp_path).read_bytes() == BODY


@pytest.mark.parametrize(
    ("path", "disposition", "name"),
    [
        ("/x/bpe.zip", "", "bpe.zip"),
        ("/attachments/apl_medecins_xlsx/", "", "apl_medecins.xlsx"),
        ("/r/1234", 'attachment; filename="finess.csv"', "finess.csv"),
        ("/r/1234", 'attachment; filename="../../etc/cron.d/x.csv"', "x.csv"),
        ("/..%2F..%2Fx.csv", "", "x.csv"),
        ("/", "", "essai"),
    ],
)
def test_the_file_bears_the_server_s_name_and_stays_in_its_folder(
    card, published, tmp_path, path, disposition, name
):
    published.path, published.disposition = path, disposition
    assert fetch(card, tmp_path / "ici") == tmp_path / "ici" / name


def test_a_server_that_refuses_is_said(card, published, tmp_path):
    published.status = 503
    with pytest.raises(DownloadError, match="503"):
        fetch(card, tmp_path)


def test_a_server_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DownloadError):
        fetch(Downloadable("essai", "http://127.0.0.1:9/x", "bpe"), tmp_path)


def test_the_addresses_are_those_of_the_source_cards():
    formats = ("finess", "finess-plus", "rpps", "bpe", "apl", "filosofi")
    keys = ("finess-etalab", "finess-plus", "rpps-libre-acces", "insee-bpe", "drees-apl",
            "insee-filosofi")  # fmt: skip
    for key, name in zip(keys, formats, strict=True):
        card = card_of(ROOT / "data", key)
        assert card.format == name
        assert card.url.startswith("https://")
    with pytest.raises(UnknownSourceError):
        card_of(ROOT / "data", "admin-express")
