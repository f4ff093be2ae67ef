"""Processes as ``deploy/`` runs them: under the unit's limits, behind nginx, killed under load."""

import contextlib
import os
import shlex
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Event

import pytest
from websockets.exceptions import WebSocketException

from tests.conftest import ROOT
from tests.nginx import standing_before
from tests.reader import Reader
from tests.seed import sow
from tests.served import Served, free_port, got, served

UNIT = ROOT / "deploy" / "systemd" / "atlas@.service"
READERS, LOST_S = 12, 3
PAGES = ("", "ma_commune", "donnees_methode", "zones_oubliees")
QUERY = "territoire=damier&commune=63000"


def settings():
    """Return what the unit says, a list for each name."""
    found = {}
    for line in UNIT.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def environment():
    """Return what the unit gives a process, in a cache of the test's own."""
    pairs = [pair for line in settings()["Environment"] for pair in shlex.split(line)]
    return dict(pair.split("=", 1) for pair in pairs)


def limits():
    """Return the command that sets the unit's limits before another."""
    unit = {name: values[0] for name, values in settings().items()}
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["CapabilityBoundingSet"] == ""
    files, mask = unit["LimitNOFILE"], unit["UMask"]
    dropped = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    return [
        *("prlimit", f"--nofile={files}:{files}", f"--nproc={10 * int(unit['TasksMax'])}"),
        *("setpriv", *dropped, "sh", "-c", f'umask {mask}; exec "$@"', "sh"),
    ]


def status_of(process):
    """Return what the kernel says of a process."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return dict(line.split(":", 1) for line in lines)


@pytest.mark.skipif(os.getuid() != 0, reason="seul root peut rendre des droits")
def test_the_unit_starts_a_process_that_serves_with_its_settings_and_no_others(tmp_path):
    store, cache = sow(tmp_path / "cls.gpkg"), tmp_path / "cache"
    cache.mkdir()
    given = {name: value.replace("%C", str(cache)) for name, value in environment().items()}
    command = shlex.split(settings()["ExecStart"][0])
    assert command[:3] == ["/srv/atlas/.venv/bin/streamlit", "run", "app.py"]
    begun = time.time()
    with served(tmp_path, store, under=limits(), **given) as atlas:
        assert got(f"{atlas.url}/readyz")[0] == 200
        reader = Reader(atlas, QUERY)
        assert all(reader.visit(page).answered for page in PAGES)
        reader.close()
        told = status_of(atlas.running.pid)
        descriptors = Path(f"/proc/{atlas.running.pid}/limits").read_text("utf-8")
    assert "Max open files            16384                16384" in descriptors
    assert int(told["CapBnd"], 16) == 0
    assert told["NoNewPrivs"].strip() == "1"
    assert int(told["Umask"], 8) == 0o077
    assert int(told["VmHWM"].split()[0]) < 1_500_000
    # ProtectSystem=strict: what it writes is in its cache, or nowhere.
    written = [path for folder in ("cls_dash", "pages", "data", ".streamlit")
               for path in (ROOT / folder).rglob("*")
               if "__pycache__" not in path.parts and path.stat().st_mtime > begun]  # fmt: skip
    assert written == []


class Returning:
    """A reader whose browser connects again by itself, as the shell's does."""

    def __init__(self, site):
        self._site, self._reader = site, None
        self.arrival, self.gaps, self.shown = 0.0, [], []

    def read_until(self, over):
        for page in cycle(PAGES):
            if over.is_set():
                break
            started = time.monotonic()
            self.shown.append(self._visit(page))
            self.arrival = self.arrival or time.monotonic() - started
        if self._reader:
            self._reader.close()
        return self

    def _visit(self, page):
        started, refused = time.monotonic(), False
        while True:
            try:
                self._reader = self._reader or Reader(self._site, QUERY)
                shown = self._reader.visit(page)
            except (OSError, WebSocketException, TimeoutError):
                assert time.monotonic() - started < 30, "nobody serves this reader any more"
                self._reader, refused = None, True
                time.sleep(0.2)
            else:
                if refused:
                    self.gaps.append(time.monotonic() - started)
                return shown


@pytest.mark.long  # Seconds are counted: nothing else may run beside.
def test_a_process_killed_under_load_costs_its_readers_a_moment(tmp_path):
    store, over = sow(tmp_path / "cls.gpkg"), Event()
    with contextlib.ExitStack() as opened:
        one, two = (opened.enter_context(served(tmp_path, store, base="atlas")) for _ in range(2))
        url = opened.enter_context(
            standing_before(tmp_path, free_port(), [one.port, two.port], base="atlas")
        )
        port = int(url.split(":")[2].split("/")[0])
        pool = opened.enter_context(ThreadPoolExecutor(READERS))
        # nginx knows them by their address: one process has them all.
        sites = [Served(port, "atlas", one.log, one.running) for _ in range(READERS)]
        readers = [Returning(site) for site in sites]
        reading = [pool.submit(each.read_until, over) for each in readers]
        try:
            _until(lambda: all(len(each.shown) > 1 for each in readers))
            killed = max((one, two), key=Served.sessions)
            killed.kill()
            wanted = [len(each.shown) + 3 for each in readers]
            _until(
                lambda: all(
                    len(each.shown) >= most for each, most in zip(readers, wanted, strict=True)
                )
            )
            status, waited = _probe(url)
        finally:
            over.set()
        for each in reading:
            each.result(60)
    gaps = [gap for reader in readers for gap in reader.gaps]
    # The other process is as cold as the first was when they all came to it.
    arrival = max(reader.arrival for reader in readers)
    print(f"a kill: {max(gaps, default=0):.1f} s, {arrival:.1f} s to arrive")  # noqa: T201
    shown = [page for reader in readers for page in reader.shown]
    assert gaps, "the process that was killed had no reader"
    assert max(gaps) <= arrival + LOST_S, gaps
    assert [page.errors for page in shown if not page.answered] == []
    assert (status, waited < LOST_S) == (200, True)


def _until(done):
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, "readers are served no more"
        time.sleep(0.1)


def _probe(url):
    started = time.monotonic()
    return got(f"{url}/readyz")[0], time.monotonic() - started
