"""The app served as it is deployed, in a process of its own, and what it writes."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

BEGUN_S = 90


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Served:
    """A process that serves the atlas, under a path or not."""

    port: int
    base: str
    log: Path
    running: subprocess.Popen

    @property
    def host(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        """Where the site is, without a last slash."""
        return f"{self.host}/{self.base}".rstrip("/")

    def sessions(self):
        """Return how many sessions are open on it."""
        here = f":{self.port:04X}"
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        return sum(row.split()[1].endswith(here) and row.split()[3] == "01" for row in table)

    def kill(self):
        self.running.kill()
        self.running.wait(60)


def got(url, *, seconds=10, **headers):
    """Return status, headers and body of an address, whatever the status."""
    asked = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=seconds) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@contextmanager
def served(folder, store, *, base="", profile="public", under=(), **environment):
    """
    Serve ``store``, an address or the path of a file; end the process by its pid.

    ``under`` is a command that runs this one, and becomes it.
    """
    port = free_port()
    log = Path(folder) / f"log-{port}"
    given = {
        **os.environ,
        "CLS_STORE": f"sqlite:///{store}" if isinstance(store, Path) else store,
        "CLS_PROFILE": profile,
        "CLS_SHOW_ILLUSTRATIVE": "true",
        "CLS_DRAWS": "199",
        "CLS_REQUESTS_PER_MINUTE": "100000",
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same on all",
        "STREAMLIT_SERVER_BASE_URL_PATH": base,
        **environment,
    }
    with log.open("wb") as written:
        running = subprocess.Popen(
            [*under, sys.executable, "-m", "streamlit", "run", "app.py",
             "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT, env=given, stdout=written, stderr=written,
        )  # fmt: skip
    try:
        begun = Served(port, base, log, running)
        _wait(begun)
        yield begun
    finally:
        running.kill()
        running.wait(60)


def _wait(begun):
    deadline = time.monotonic() + BEGUN_S
    while time.monotonic() < deadline and begun.running.poll() is None:
        try:
            if got(f"{begun.url}/_stcore/health", seconds=1)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the app did not begin:\n{begun.log.read_text('utf-8')[-2000:]}")
