"""A hundred readers at once, then twelve hundred in turn, on one process of the atlas.

Readers are sessions over the WebSocket, as a browser holds them, without the browser: each
opens the map of France at a size drawn at random, thinks for ten seconds on average (five to
fifteen), then chooses another colour in its map, or one time in three goes to another page of
the menu. A page that waits for its map to be painted is told so at once, as a browser would.
A wait runs from the message to the end of the script; that of a colour, from the request of the
map to the end of the script that follows it, though the map is painted half-way. All of France
is in the store, with seven indicators drawn by a seed; a first reader, alone, has asked for each
page and each colour.

Then sessions come in turn, at most eight a second: each opens the map, runs it once and leaves.
The client is another process on the same two cores: it takes its part of them.
"""

import asyncio
import itertools
import math
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from websockets.exceptions import WebSocketException

from benchmarks.measuring import machine_load, table
from benchmarks.national import EXTENTS, prepare
from benchmarks.promises import Promise, duration, kept
from benchmarks.serving import Server, serving
from benchmarks.sessions import PageError, Session, session
from cls_dash.settings import ROOT

READERS, THINK_SECONDS, SECONDS = 100, 10.0, 75.0
VISITORS, SETTLED, PER_SECOND = 1_200, 200, 8
PAGE = "france"
FAILURES = (PageError, WebSocketException, TimeoutError, OSError)


@dataclass
class Log:
    """What was waited for, in milliseconds, by kind of gesture, and what failed."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every wait."""
        return list(itertools.chain.from_iterable(self.waits.values()))


def percentile(waits: list[float], rank: int) -> float:
    """Return the wait that ``rank`` in a hundred do not exceed."""
    return sorted(waits)[math.ceil(rank * len(waits) / 100) - 1]


async def reader(server: Server, log: Log, chance: random.Random, end: float) -> None:
    """Read until ``end``."""
    await asyncio.sleep(chance.uniform(0, THINK_SECONDS))
    query = chance.choice(list(EXTENTS.values())).query
    try:
        async with session(server, query) as here:
            log.waits["Arriver"].append(1000 * await _arrive(here))
            while time.monotonic() < end:
                await asyncio.sleep(THINK_SECONDS * chance.uniform(0.5, 1.5))
                await _gesture(here, log, chance)
    except FAILURES as error:
        log.errors.append(repr(error))


async def _arrive(here: Session) -> float:
    waited = await here.open(PAGE)
    if not here.colours:
        raise PageError("the page has no map")
    return waited


async def _gesture(here: Session, log: Log, chance: random.Random) -> None:
    """Choose a colour where there is a map, one time in three go to another page."""
    if here.shared and chance.random() < 2 / 3:
        title = chance.choice(list(here.colours))
        log.waits["Changer de couleur"].append(1000 * await here.colour(title))
        return
    pages = [page for page in here.pages if page != here.page]
    log.waits["Changer de page"].append(1000 * await here.open(chance.choice(pages)))
    if here.awaited:
        log.waits["Dessiner la suite"].append(1000 * await here.tell())


async def readers(server: Server) -> Log:
    """Let a hundred readers in."""
    log, end = Log(), time.monotonic() + SECONDS
    async with asyncio.TaskGroup() as group:
        for seed in range(READERS):
            group.create_task(reader(server, log, random.Random(seed), end))  # noqa: S311
    return log


async def visitors(server: Server) -> tuple[list[float], list[str]]:
    """Let sessions come and go; return the memory after each, and what failed."""
    memory, errors = [], []
    queries = itertools.cycle([extent.query for extent in EXTENTS.values()])
    for query in itertools.islice(queries, VISITORS):
        due = time.monotonic() + 1 / PER_SECOND
        try:
            async with session(server, query) as here:
                await _arrive(here)
        except FAILURES as error:
            errors.append(repr(error))
        memory.append(server.rss_mb())
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    return memory, errors


async def first_reader(server: Server) -> list[float]:
    """Ask all that others will; return what each colour of each map made it wait."""
    waits = []
    for extent in EXTENTS.values():
        async with session(server, extent.query) as here:
            await _arrive(here)
            for title in here.colours:
                waits.append(1000 * await here.colour(title))
            for page in list(here.pages):
                await here.open(page)
    return waits


def main() -> str:
    """Serve the atlas, let people in; return the tables."""
    with TemporaryDirectory() as folder:
        made = prepare(Path(folder))
        with serving(ROOT / "app.py", made.environment) as server:
            firsts = asyncio.run(first_reader(server))
            before, spent = server.rss_mb(), server.cpu_seconds()
            log = asyncio.run(readers(server))
            spent = server.cpu_seconds() - spent
            crowded = server.rss_mb()
            memory, errors = asyncio.run(visitors(server))
    log.errors += errors
    return report(log, firsts, spent, [before, crowded, *memory])


def report(log: Log, firsts: list[float], spent: float, memory: list[float]) -> str:
    """
    Write what was found.

    Parameters
    ----------
    log
        Of those who read together.
    firsts
        What the first to ask for each colour waited, alone.
    spent
        CPU seconds of the server while readers read.
    memory
        Of the server, in megabytes: before them, after them, then after each visitor.
    """
    waits = log.all
    lines = [
        [kind, str(len(each)), *(duration(percentile(each, rank)) for rank in (50, 95, 100))]
        for kind, each in [("Changer de couleur, le premier et seul", firsts),
                           *sorted(log.waits.items()), ("Tous ensemble", waits)]
    ]  # fmt: skip
    before, crowded, *visited = memory
    settled = visited[SETTLED - 1]
    promises = [
        Promise("95 attentes sur 100", percentile(waits, 95), 250, duration),
        Promise("Erreurs", len(log.errors), 0, "{:.0f}".format),
        Promise(f"Mémoire, de la session {SETTLED} à la session {VISITORS}",
                100 * (visited[-1] / settled - 1), 10, "{:.1f} %".format),
        Promise("Mémoire, à la fin", visited[-1], 350, "{:.0f} Mo".format),
    ]  # fmt: skip
    return "\n\n".join(
        [
            table(["Geste", "Nombre", "p50", "p95", "Le plus long"], lines),
            f"Calcul du serveur : {1000 * spent / len(waits):.0f} ms par geste, "
            f"{100 * spent / SECONDS:.0f} % d’un cœur. Mémoire : {before:.0f} Mo avant, "
            f"{crowded:.0f} Mo avec {READERS} lecteurs, {settled:.0f} Mo après {SETTLED} sessions "
            f"de plus, {visited[-1]:.0f} Mo après {VISITORS}, au plus {max(memory):.0f} Mo.",
            *(f"Erreur : {each}" for each in sorted(set(log.errors))[:5]),
            f"### Ce qui était demandé\n\n{kept(promises)}",
            machine_load(),
        ]
    )


if __name__ == "__main__":
    print(main())
