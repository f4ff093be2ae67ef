"""A reader in Chromium: when the map is painted, what a choice and a zoom cost."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Error, Page, WebSocket, sync_playwright

from benchmarks.elsewhere import answering

PATIENCE_SECONDS = 180.0
SETTLE_SECONDS = 1.0
"""What comes within a second of the paint is counted with it."""
OURS = ("/assets/", "/component/")
"""What is served for the map; the rest is Streamlit's own page."""
POINTS = (0.3, 0.35, 0.4, 0.45, 0.5)
"""Where to point, from the left of the map."""
PROBE = Path(__file__).with_name("probe.js")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
    # A document that is answered in the server's place may open the server's socket.
    "--disable-features=LocalNetworkAccessChecks",
)  # fmt: skip


@dataclass
class Traffic:
    """Bytes that came and went, and how many requests were for other hosts."""

    socket: int = 0
    http: int = 0
    shell: int = 0
    """Part of ``http`` that any Streamlit page costs."""
    elsewhere: int = 0


@dataclass
class Painted:
    """What it took to show a map."""

    milliseconds: float
    traffic: Traffic


@dataclass
class Visit:
    """One reader, whose cache is empty when it arrives."""

    page: Page
    cdp: CDPSession
    host: str
    traffic: Traffic = field(default_factory=Traffic)
    asked: dict[str, str] = field(default_factory=dict)
    """Path of each request to the server that is measured."""

    def opened(self, url: str) -> Painted:
        """Go to an address and wait for its map."""
        return self._loaded(lambda: self.page.goto(url, wait_until="commit"))

    def reloaded(self) -> Painted:
        """Ask for the same page once more."""
        return self._loaded(lambda: self.page.reload(wait_until="commit"))

    def _loaded(self, load: Callable[[], object]) -> Painted:
        self.traffic = Traffic()
        load()
        at, _ = self._painted(None)
        return Painted(at - self.page.evaluate("performance.timeOrigin"), self._settled())

    def chosen(self, label: str, option: str) -> Painted:
        """Choose an option of a list of the page; the time runs from the click on it."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.keyboard.type(option)
        wanted = self.page.get_by_role("option", name=option)
        return self._changed(wanted.click)

    def chosen_inside(self, label: str, option: str) -> Painted:
        """Choose an option of a list of the map itself; the time runs from its change."""
        wanted = self.page.frame_locator("iframe").first.get_by_label(label)
        self.page.evaluate("measured.listen()")
        return self._changed(lambda: wanted.select_option(label=option))

    def _changed(self, act: Callable[[], object]) -> Painted:
        before = self.page.evaluate("measured.painted.key")
        self.traffic = Traffic()
        act()
        at, _ = self._painted(before)
        return Painted(at - self.page.evaluate("measured.clicked"), self._settled())

    def zoomed(self, selector: str) -> float:
        """Press the zoom button; return the longest task of the main thread, in ms."""
        longest = self.page.evaluate("each => measured.pressed(each, 2_000)", selector)
        return float(longest)

    def answers(self, event: str, changed: str) -> list[float]:
        """
        Point at communes, or click on them; return what each waited, in ms.

        ``changed`` is the selector of what must change on the screen.
        """
        self.traffic = Traffic()
        self.page.evaluate("([event, each]) => measured.answers(event, each)", [event, changed])
        box = self.page.locator("iframe").first.bounding_box()
        if box is None:
            raise Error("the map is not on the screen")
        for part in POINTS:
            place = box["x"] + part * box["width"], box["y"] + 0.55 * box["height"]
            (self.page.mouse.move if event == "mousemove" else self.page.mouse.click)(*place)
            self.page.wait_for_timeout(300)
        return [float(each) for each in self.page.evaluate("measured.waited")]

    def _painted(self, before: object) -> tuple[float, object]:
        shown = self.page.wait_for_function(
            "before => measured.painted && measured.painted.key !== before && measured.painted",
            arg=before,
            timeout=PATIENCE_SECONDS * 1000,
            polling=50,
        ).json_value()
        return shown["at"], shown["key"]

    def _settled(self) -> Traffic:
        self.page.wait_for_timeout(SETTLE_SECONDS * 1000)
        return self.traffic

    def listen(self) -> None:
        """Count what comes and goes; answer in place of the other hosts."""
        self.page.on("websocket", self._socket)
        self.cdp.on("Network.requestWillBeSent", self._asked)
        self.cdp.on("Network.loadingFinished", self._received)
        self.cdp.on("Fetch.requestPaused", answering(self.cdp))
        self.cdp.send("Network.enable")
        # Not Playwright's own routes: they switch the browser's cache off.
        self.cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})

    def _socket(self, socket: WebSocket) -> None:
        for event in ("framesent", "framereceived"):
            socket.on(event, self._framed)

    def _framed(self, body: bytes | str) -> None:
        self.traffic.socket += len(body)

    def _asked(self, event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.netloc == self.host:
            self.asked[event["requestId"]] = address.path
        elif address.scheme.startswith("http"):
            self.traffic.elsewhere += 1

    def _received(self, event: dict[str, Any]) -> None:
        if path := self.asked.get(event["requestId"]):
            length = int(event["encodedDataLength"])
            self.traffic.http += length
            self.traffic.shell += 0 if path.startswith(OURS) else length


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; it ends with the measure that asked for it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, url: str, watched: str, areas: int) -> Iterator[Visit]:
    """Open a tab that nobody used, which watches a map of so many areas."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    watching = f"window.measured?.watch({watched!r}, {areas});"
    context.add_init_script(f"{PROBE.read_text()}\n{watching}")
    page = context.new_page()
    reader = Visit(page, context.new_cdp_session(page), urlsplit(url).netloc)
    reader.listen()
    yield reader
    context.close()
