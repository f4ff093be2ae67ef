"""Answers to what pages ask other hosts: local copies, so that no network is measured."""

import base64
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Error

from cls_dash.ingest.cards import checksum

CACHE = Path(tempfile.gettempdir()) / "cls-dash-packages"
PACKAGES = {
    "leaflet@1.9.3": "10d016716b56048661eaf9cde004dc82e80bd3613b52c4f53cf5aec73088006c",
    "jquery@3.7.1": "68a9f787516da47c680e09c187bcbac4536b6f85d90eb882844e12919e583f53",
    "bootstrap@5.2.2": "6ae3403f9085283be866fd9bca04f3034ffc755e466e6a1ff9836e8c0a1340d4",
    "d3@3.5.5": "1bb5833408efeba47e97c1de9d448ddb9216961b2d966a78dc9a9e30cfcd92b3",
}
"""SHA-256 of the npm packages that naive maps cannot do without."""
COPIES = {
    "leaflet@1.9.3/dist/leaflet.js": ("leaflet@1.9.3", "dist/leaflet.js"),
    "leaflet@1.9.3/dist/leaflet.css": ("leaflet@1.9.3", "dist/leaflet.css"),
    "jquery-3.7.1.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "bootstrap.bundle.min.js": ("bootstrap@5.2.2", "dist/js/bootstrap.bundle.min.js"),
    "bootstrap@5.2.2/dist/css/bootstrap.min.css": (
        "bootstrap@5.2.2",
        "dist/css/bootstrap.min.css",
    ),
    "d3/3.5.5/d3.min.js": ("d3@3.5.5", "d3.min.js"),
}
"""End of an address, then the package and the file that answer it."""
STYLE = b'{"version": 8, "sources": {}, "layers": []}'
"""A background without tiles."""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".png": "image/png",
}


def answer(url: str) -> tuple[bytes, str]:
    """Return the body and the type that answer an address; empty where nothing needs it."""
    path = url.partition("?")[0]
    suffix = Path(path).suffix
    kind = KINDS.get(suffix, "application/octet-stream")
    for end, (package, file) in COPIES.items():
        if path.endswith(end):
            return copy(package, file), kind
    return {".json": STYLE, ".png": PIXEL}.get(suffix, b""), kind


@cache
def copy(package: str, file: str) -> bytes:
    """Return a file of a package, brought by npm once."""
    archive = CACHE / f"{package.replace('@', '-')}.tgz"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not archive.exists():
        command = ["npm", "pack", "--silent", "--pack-destination", str(CACHE), package]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    if checksum(archive) != PACKAGES[package]:
        raise SystemExit(f"{archive} is not the reviewed {package}: delete it")
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{file}")
        if member is None:
            raise SystemExit(f"{archive} has no {file}")
        return member.read()


def answering(session: CDPSession) -> Callable[[dict[str, Any]], None]:
    """Return what answers the requests that Chromium's ``Fetch`` holds back."""

    def answered(paused: dict[str, Any]) -> None:
        body, kind = answer(paused["request"]["url"])
        headers = {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}
        reply = {
            "requestId": paused["requestId"],
            "responseCode": 200,
            "responseHeaders": [{"name": k, "value": v} for k, v in headers.items()],
            "body": base64.b64encode(body).decode(),
        }
        # A frame that is gone no longer waits for its answer.
        with suppress(Error):
            session.send("Fetch.fulfillRequest", reply)

    return answered
