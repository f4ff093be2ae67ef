"""A public process to attack: what it writes, which hosts it asks for, and how its readers fare."""

import asyncio
import json
import socket
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.serving import Server
from benchmarks.sessions import session
from cls_dash.settings import Settings
from tests.served import served

WATCH = Path(__file__).parent / "outside"
WAIT_S = 0.25
"""What ninety-five readers in a hundred wait at most, whatever a stranger does…"""
ENOUGH = 60
SLOWED = 1.5
"""…or so many times what they wait without one, where the machine has other work."""


@dataclass(frozen=True)
class Attacked(Server):
    """A public process, and what it left."""

    log: Path
    outside: Path

    @property
    def stream(self):
        """The address of its socket."""
        return f"ws://127.0.0.1:{self.port}/_stcore/stream"

    def lines(self):
        """Return what it wrote, on both outputs."""
        return self.log.read_text("utf-8").splitlines()

    def written_since(self, before, says):
        """Return what was written after so many lines, once one of them is what is awaited."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            written = [json.loads(line) for line in self.lines()[before:]]
            if any(map(says, written)):
                return written
            time.sleep(0.02)
        pytest.fail(f"what was awaited is in none of {len(written)} lines")

    def plain(self):
        """Return the lines that are no JSON object."""
        return [line for line in self.lines() if not _is_object(line)]

    def asked(self):
        """Return the other hosts that it asked for anything, names included."""
        return self.outside.read_text("utf-8").splitlines()

    def descriptors(self):
        """Return how many files and sockets it holds open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def told(self, data, *, then=b"", seconds=5.0):
        """
        Send bytes; return the answer, what is left of it where the server cuts or time is up.

        What is sent ``then``, on the socket that is open, is answered until the server closes.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as line:
            said = _sent(line, data, _is_whole)
            return said if not then else _sent(line, then, lambda _: False)


def status(answer):
    """Return the status of an answer; 0 where there is none, as when the connection is cut."""
    words = answer.split(maxsplit=2)
    return int(words[1]) if answer.startswith(b"HTTP/") else 0


def _sent(line, data, ends):
    said = b""
    try:
        line.sendall(data)
        while not ends(said) and (part := line.recv(65_536)):
            said += part
    except (ConnectionError, TimeoutError):
        pass
    return said


def _is_whole(answer):
    """Say whether an answer has all the bytes that it announced."""
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return head.startswith(b"HTTP/1.1 101")


def _is_object(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


@contextmanager
def attacked(store, folder, **settings):
    """Serve a store in public, with the limits of a deployment; judge what the process left."""
    outside = folder / "outside"
    outside.touch()
    limits = {
        f"CLS_{name.upper()}": str(Settings.model_fields[name].default)
        for name in ("requests_per_minute", "sessions_per_client", "sessions")
    }
    watching = {"PYTHONPATH": str(WATCH), "HOSTILE_OUTSIDE": str(outside)}
    with served(folder, store, **{**limits, **watching, **settings}) as begun:
        here = Attacked(begun.running.pid, begun.port, begun.log, outside)
        yield here
        assert begun.running.poll() is None, "the process is dead"
        assert here.asked() == []
        assert here.plain() == []


class Waits(list):
    """What readers waited, in seconds."""

    def percentile(self, rank):
        return sorted(self)[min(len(self) - 1, int(rank * len(self) / 100))]

    def bounded(self, name, alone):
        """Say whether these waits are short, those without a stranger being ``alone``."""
        now, before = self.percentile(95), alone.percentile(95)
        print(f"{name}: p95 {1000 * now:.0f} ms, {1000 * before:.0f} ms alone")  # noqa: T201
        return now <= max(WAIT_S, SLOWED * before)


@asynccontextmanager
async def reading(server, *, readers=4, pages=("equite", "carte_actions"), pause=0.05):
    """Let readers ask for pages in turn; yield what they wait alone, and during the block."""
    alone, waits, now, stopped = Waits(), Waits(), [], asyncio.Event()

    async def reader(rank):
        async with session(server, "territoire=damier") as here:
            for page in pages:
                await here.open(page)
            for turn in range(10_000):
                if stopped.is_set():
                    return
                into = now[-1] if now else None
                waited = await here.open(pages[(rank + turn) % len(pages)])
                if into is not None:
                    into.append(waited)
                await asyncio.sleep(pause)

    tasks = [asyncio.create_task(reader(rank)) for rank in range(readers)]

    async def until(enough):
        while not enough() and not any(task.done() for task in tasks):
            await asyncio.sleep(0.05)

    try:
        now.append(alone)
        await until(lambda: len(alone) >= ENOUGH)
        now.append(waits)
        yield alone, waits
        await until(lambda: len(waits) >= ENOUGH)
    finally:
        stopped.set()
        await asyncio.gather(*tasks)
