"""The app, served to browsers: by a process of a test, or by one for all workers."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT

# «Comparer», cold, takes 17 s here alone: a busy machine is slow, not wrong.
PATIENCE = 90_000
"""Milliseconds."""


def begun(store: Path, **known):
    """
    Start the app on a free port over ``store``, configured so; return its address and process.

    The environment of the tests is left as it is: servers of a package run side by side.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py"),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
        ],
        cwd=ROOT,
        env={**os.environ, "CLS_STORE": f"sqlite:///{store}", **known},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(url, server)
    except BaseException:
        ended(server)
        raise
    return url, server


def ended(server):
    """End a process; one that does not obey is killed, and fails the test."""
    server.terminate()
    try:
        server.wait(PATIENCE / 1_000)
    except subprocess.TimeoutExpired:
        server.kill()
        raise


@contextmanager
def serving(store: Path, **known):
    """Serve the app, as ``begun`` starts it; end the process by its pid."""
    url, server = begun(store, **known)
    try:
        yield url
    finally:
        ended(server)


def wait_until_healthy(url, server):
    deadline = time.monotonic() + PATIENCE / 1_000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not become healthy")


LEFT: list[subprocess.Popen] = []
"""Servers that outlive the worker that started them: Python calls one that nobody holds a leak."""


@contextmanager
def serving_all(place: Path, store: Path, **known):
    """
    Serve the app for all workers: the first to come starts it, the last to leave ends it.

    Nobody waits for another to leave: of two who share two servers, each would wait for the other.
    A worker that is killed leaves as well, for the lock that it holds goes with it.
    """
    place.mkdir(exist_ok=True)
    address, number = place / "address", place / "pid"
    with (place / "lock").open("w") as lock, (place / "used").open("w") as used:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            url, server = begun(store, **known)
            LEFT.append(server)
            number.write_text(str(server.pid))
            address.write_text(url)
        fcntl.flock(used, fcntl.LOCK_SH)
        fcntl.flock(lock, fcntl.LOCK_UN)
        yield address.read_text()
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(BlockingIOError):
            fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
            address.unlink()
            os.kill(int(number.read_text()), signal.SIGTERM)
