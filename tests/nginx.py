"""Debian's nginx, run with the files of ``deploy/`` over processes of our own."""

import os
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

ABSENT = "nginx est absent : sudo apt-get install -y nginx-light, puis make test"
FOLDER = ROOT / "deploy" / "nginx"


def program():
    """Return the path of nginx; without it a test is skipped, but fails in CI."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    return found


def configured(folder: Path, port: int, processes: list[int]) -> list[str]:
    """Write the files of ``deploy/`` for these ports; return the command that reads them."""
    atlas = (FOLDER / "atlas.conf").read_text("utf-8")
    upstream = (FOLDER / "processes.conf").read_text("utf-8")
    for rank, each in enumerate(processes, 1):
        upstream = upstream.replace(f"app_{rank}:8501", f"127.0.0.1:{each}")
    (folder / "atlas.conf").write_text(
        atlas.replace("listen 8080;", f"listen 127.0.0.1:{port};"), "utf-8"
    )
    (folder / "processes.conf").write_text(upstream, "utf-8")
    main = (FOLDER / "nginx.conf").read_text("utf-8")
    for theirs, ours in (("/tmp/", f"{folder}/"), ("/etc/nginx/conf.d/*", f"{folder}/[ap]*")):
        main = main.replace(theirs, ours)
    # The folders of tests are closed to the account that nginx would take in place of root.
    account = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"daemon off;\n{account}{main}", "utf-8")
    return [program(), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


@contextmanager
def standing_before(folder: Path, port: int, processes: list[int], *, base: str = ""):
    """Serve the processes, under a path or not, through nginx; end it by its pid."""
    command = configured(folder, port, processes)
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/{base}".rstrip("/")
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("nginx did not answer")
        yield url
    finally:
        server.terminate()
        server.wait(10)
