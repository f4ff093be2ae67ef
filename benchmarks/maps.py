"""Maps of communes at four sizes, against what a user would write, side by side in Chromium.

The peers are one tiny page each (``benchmarks/peers``): ``folium.Choropleth`` and
``gdf.explore()`` through streamlit-folium, ``plotly.express.choropleth_map``, a pydeck
``GeoJsonLayer``. They read the very outlines and numbers of our store: all of France from the
registry packages, seven indicators drawn by a seed. Each page at each size has a server of its
own, with Streamlit's defaults (ours with the atlas's), which has shown that page and three
indicators before it is measured. What pages ask other hosts is answered by local copies (npm)
or by nothing: the network is not measured, and no tile is drawn.

First paint: from the navigation, in a browser whose cache is empty, to the map. Reload: the
same, with its cache. Change: from the click on an indicator that this reader has not seen (in
ours, whose list is in the map, from the change of that list), to its colours; ours also where
no reader had asked the server for it (peers keep nothing: one figure does for both). A leaflet
map is painted when all its paths are there in their colours, ours when it says so, and the
frame that shows it is over; plotly and pydeck when the areas are in the graphics memory and
nothing has been drawn for half a second: the last drawing counts. Theirs is graphics work,
which a processor does here.

Bytes: WebSocket both ways, and HTTP as it came, up to a second after the paint. Server: CPU time
of its process, by change. Zoom: the longest that the page's main thread is busy in the two
seconds after a press on the button. Pointing, clicking: from the event to the frame that
answers. Memory: what one session more adds to the server's.

Medians of three, of fewer where they take more than twenty seconds. A wait ends after 180 s.
The whole takes 40 minutes, most of them for peers over France: ``BENCH_SKIP=france:explore``
leaves some out (the tables say so), ``BENCH_TIMES=1`` measures once.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as BrowserTimeoutError
from websockets.exceptions import WebSocketException

from benchmarks.browser import PATIENCE_SECONDS, Visit, chromium, visit
from benchmarks.map_tables import Outcome, tables
from benchmarks.measuring import machine_load
from benchmarks.national import EXTENTS, INDICATORS, KNOWN, UNKNOWN, Extent, National, prepare
from benchmarks.serving import Server, serving
from benchmarks.sessions import PageError, crowd, visited
from cls_dash.settings import ROOT

PEERS = Path(__file__).with_name("peers")
LABEL = "Couleur de la carte"
TIMES = int(os.environ.get("BENCH_TIMES", "3"))
SKIPPED = frozenset(os.environ.get("BENCH_SKIP", "").split(","))
LONG_SECONDS = 20.0
CROWD, CROWD_SECONDS = 8, 60.0


@dataclass(frozen=True)
class App:
    """A page that draws the map: ours, or a naive one."""

    name: str
    title: str
    kind: str
    """How ``probe.js`` knows that its map is painted."""
    zoom: str
    """Its zoom button."""
    script: Path
    page: str = ""

    @property
    def ours(self) -> bool:
        """Whether it is the atlas."""
        return self.name == "atlas"

    def environment(self, made: National, extent: Extent) -> dict[str, str]:
        """Return what tells its server where the data are."""
        if self.ours:
            return made.environment
        return {"BENCH_AREAS": str(made.areas(extent.name))}

    def query(self, extent: Extent) -> str:
        """Return what its address says."""
        return f"{extent.query}&couleur={next(iter(INDICATORS))}" if self.ours else ""


def _peer(name: str, title: str, kind: str, zoom: str) -> App:
    return App(name, title, kind, zoom, PEERS / f"{name}.py")


LEAFLET_ZOOM = ".leaflet-control-zoom-in"
APPS = (
    App("atlas", "atlas", "atlas", LEAFLET_ZOOM, ROOT / "app.py", "france"),
    _peer("choropleth", "folium.Choropleth", "leaflet", LEAFLET_ZOOM),
    _peer("explore", "gdf.explore()", "leaflet", LEAFLET_ZOOM),
    _peer("plotly_map", "plotly choropleth_map", "webgl", ".modebar-btn[data-val=in]"),
    _peer("deck", "pydeck GeoJsonLayer", "webgl", "[class$=ctrl-zoom-in]"),
)


def rounds() -> Iterator[int]:
    """Count the repetitions that there is time for: three, of what is long only one."""
    start = time.monotonic()
    for rank in range(TIMES):
        if rank and time.monotonic() - start > LONG_SECONDS:
            return
        yield rank


@contextmanager
def bounded(outcome: Outcome) -> Iterator[None]:
    """Note what was given up, or what failed, and go on."""
    try:
        yield
    except (BrowserTimeoutError, TimeoutError):
        outcome.failure = outcome.failure or f"abandonné après {PATIENCE_SECONDS:.0f} s"
    except (BrowserError, PageError, WebSocketException) as error:
        outcome.failure = outcome.failure or f"échec : {str(error).splitlines()[0]}"


def measured(app: App, extent: Extent, made: National) -> Outcome:
    """Serve a page, visit it, then fill it with sessions."""
    outcome, query = Outcome(), app.query(extent)
    with serving(app.script, app.environment(made, extent)) as server:
        with bounded(outcome):
            asyncio.run(visited(server, app.page, query, LABEL, KNOWN, seconds=LONG_SECONDS))
        with bounded(outcome), chromium() as browser, ExitStack() as tab:
            url = f"{server.url}/{app.page}?{query}"
            for _ in rounds():
                tab.close()
                reader = tab.enter_context(visit(browser, url, app.kind, made.count(extent.name)))
                outcome.note("first", reader.opened(url))
                outcome.note("reload", reader.reloaded())
            _use(reader, app, server, outcome)
        with bounded(outcome):
            grown = crowd(server, app.page, query, most=CROWD, seconds=CROWD_SECONDS)
            outcome.samples["memory"].append(asyncio.run(grown))
    return outcome


def _use(reader: Visit, app: App, server: Server, outcome: Outcome) -> None:
    """Change the indicator, zoom, point and click, as many times as there is time for."""
    for rank in rounds():
        _change(reader, app, server, outcome, "change", KNOWN[rank])
    if app.ours:
        for rank in rounds():
            _change(reader, app, server, outcome, "new", UNKNOWN[rank])
        outcome.samples["hover"] += reader.answers("mousemove", ".leaflet-tooltip-pane")
        outcome.samples["hover bytes"].append(reader.traffic.http)
        outcome.samples["click"] += reader.answers("click", ".leaflet-chosen-pane")
    for _ in rounds():
        outcome.samples["zoom"].append(reader.zoomed(app.zoom))


def _change(
    reader: Visit, app: App, server: Server, outcome: Outcome, name: str, option: str
) -> None:
    choose = reader.chosen_inside if app.ours else reader.chosen
    spent = server.cpu_seconds()
    outcome.note(name, choose(LABEL, option))
    outcome.samples[f"{name} cpu"].append(1000 * (server.cpu_seconds() - spent))


def main() -> str:
    """Measure each page at each size; return the tables."""
    outcomes = {}
    with TemporaryDirectory() as folder:
        made = prepare(Path(folder))
        for extent in EXTENTS.values():
            for app in APPS:
                print(f"  {extent.label}, {app.title}…", flush=True)
                skipped = f"{extent.name}:{app.name}" in SKIPPED
                outcomes[extent.name, app.name] = (
                    Outcome(failure="non joué") if skipped else measured(app, extent, made)
                )
        counts = {name: made.count(name) for name in EXTENTS}
    text = tables(outcomes, {app.name: app.title for app in APPS}, counts)
    return f"{text}\n\nRépétitions : {TIMES} au plus. {machine_load()}"


if __name__ == "__main__":
    print(main())
