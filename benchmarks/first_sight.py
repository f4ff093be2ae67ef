"""
When a reader sees the answer and its map, beside the same page without its first sight.

Three pages, each by a browser that has nothing kept, of 390 by 844 dots on a throttled phone (CPU
divided by 4, 1.6 Mb/s, 150 ms) and of 1,366 by 768 on this machine: ours, already asked in this
release; ours as the application alone starts it; folium.Choropleth in st_folium, over the same
communes, whose list of indicators stands for an answer. Times from the beginning of the
navigation, by ``requestAnimationFrame``, medians of three. «Avant» is what had come, compressed,
when answer and map were seen; «décalage», the sum of layout shifts until the application is whole.

«Serveur» asks the middleware's own cache, in a process of its own: each page once in a fresh
release, in the order of the menu, then fifty times.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx
from playwright.sync_api import Browser, Page, Route

from benchmarks.browser import chromium
from benchmarks.elsewhere import answering
from benchmarks.national import National, prepare
from benchmarks.serving import serving
from cls_dash.questions.first_sight import Site
from cls_dash.settings import ROOT, settings
from cls_dash.shell import menu
from cls_dash.shell.ask import opened
from cls_dash.web import first_sight, profile
from cls_dash.web.shell_page import Document, written

PROBE: Final = Path(__file__).with_name("first_sight.js")
PEER: Final = Path(__file__).with_name("peers") / "choropleth.py"
TIMES: Final = 3
CAME: Final = """until => performance.getEntriesByType("navigation")
    .concat(performance.getEntriesByType("resource").filter((each) => each.responseEnd <= until))
    .reduce((bytes, each) => bytes + each.transferSize, 0)"""
"""Octets of the document and of what had come whole when all was seen."""
PATIENCE_MS: Final = 120_000
ALONE_S: Final = 3.0
"""How long a page is left alone before it is asked what it has shown."""
PHONE, DESK = "téléphone bridé", "ordinateur"
PAGES: Final = {
    "CLS": "carte_actions?territoire=thiers-ambert-billom",
    "région": "france?territoire=thiers-ambert-billom&etendue=region-84",
    "France": "france?territoire=thiers-ambert-billom&etendue=france",
}
SIZES: Final = {PHONE: (390, 844), DESK: (1366, 768)}
Seen = dict[str, float]


def main() -> str:
    """Measure; return the tables."""
    with TemporaryDirectory() as folder:
        made = prepare(Path(folder))
        os.environ.update(made.environment)
        # A process of its own reads them: this one has read its settings to draw the documents.
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            server = own.submit(_server).result()
        return "\n\n".join([_readers(made), server])


def _readers(made: National) -> str:
    rows = []
    peer = {"BENCH_AREAS": str(made.areas("departement"))}
    with (
        chromium() as browser,
        serving(ROOT / "app.py", made.environment) as ours,
        serving(PEER, peer) as theirs,
    ):
        alone = written(profile.shell_page(), Document()).decode()
        for size in SIZES:
            naive = _median(browser, theirs.url, size)
            for name, page in PAGES.items():
                url = f"{ours.url}/{page}"
                _prepared(url)
                seen = _median(browser, url, size)
                without = _median(browser, url, size, alone)
                rows.append(_row(f"{name}, {size}", seen, without, naive))
                print(rows[-1], flush=True)
    head = (
        "| Page | réponse : sans ÷ avec | pair ÷ avec | réponse | carte | avant | décalage "
        "| sans première vue : réponse, carte | pair : réponse, carte |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "\n".join(rows)


def _row(name: str, seen: Seen, without: Seen, naive: Seen) -> str:
    cells = (
        name,
        f"{without['answer'] / seen['answer']:.0f}",
        f"{naive['answer'] / seen['answer']:.0f}",
        f"{seen['answer'] / 1000:.2f} s",
        f"{seen['map'] / 1000:.2f} s",
        f"{seen['bytes'] / 1000:.0f} ko",
        f"{seen['shift']:.3f}",
        f"{without['answer'] / 1000:.1f} s, {without['map'] / 1000:.1f} s",
        f"{naive['answer'] / 1000:.1f} s, {naive['map'] / 1000:.1f} s",
    )
    return f"| {' | '.join(cells)} |"


def _prepared(url: str) -> None:
    """Ask for a page until its first sight is kept."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while 'id="premiere-vue"' not in httpx.get(url, headers={"Accept": "text/html"}).text:
        if time.monotonic() > deadline:
            raise SystemExit(f"{url} has no first sight")
        time.sleep(0.5)


def _median(browser: Browser, url: str, size: str, alone: str = "") -> Seen:
    found = [_visit(browser, url, size, alone) for _ in range(TIMES)]
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def _visit(browser: Browser, url: str, size: str, alone: str) -> Seen:
    """Open a page as who never came; ``alone`` takes the place of its document."""
    with _reader(browser, size) as page:
        if alone:
            page.route(url, _answering(alone))
        page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
        # What drives the browser puts a script of its own in the page, which costs it 120 ms there.
        time.sleep(ALONE_S)
        page.wait_for_function("window.seen.whole", timeout=PATIENCE_MS, polling=200)
        page.wait_for_timeout(1_000)
        seen: Seen = page.evaluate("window.seen")
        came = page.evaluate(CAME, max(seen["answer"], seen["map"]))
        return {**seen, "bytes": came, "shift": page.evaluate("window.shift")}


def _answering(document: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=document, content_type="text/html; charset=utf-8")


@contextmanager
def _reader(browser: Browser, size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    context.add_init_script(PROBE.read_text())
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    # Peers ask other hosts for their libraries: they are answered from this machine.
    cdp.on("Fetch.requestPaused", answering(cdp))
    cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
    if size == PHONE:
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        cdp.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": 150,
            "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8,
        })  # fmt: skip
    yield page
    context.close()


def _server() -> str:
    """Return what each page costs the server, asked for the first time and again."""
    store = opened()

    def ask(build, asked):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - as Site has it
        with store.reading() as release:
            return build(release, asked)

    site = Site(settings(), menu.GROUPS, menu.FOOT, ask)
    sights = first_sight.sights(store, site, profile.shell_page())
    head = "| Page | octets | première fois | ensuite |\n| --- | --- | --- | --- |"
    rows = [head]
    for stem, title in site.titles.items():
        start = time.perf_counter()
        found = sights.find(stem, ())
        answer = found.result() if isinstance(found, Future) else found
        first = time.perf_counter() - start
        again = [_timed(lambda stem=stem: sights.find(stem, ())) for _ in range(50)]
        rows.append(
            f"| {title} | {len(answer.body) / 1000:.0f} ko | {1000 * first:.0f} ms "
            f"| {1000 * statistics.median(again):.1f} ms |"
        )
    return "\n".join(rows)


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
