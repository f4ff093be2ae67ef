"""A Streamlit session without a browser: the protocol of its page over the WebSocket."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Components_pb2 import ComponentInstance
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.serving import Server

RUN_SECONDS = 180.0
TELLS = re.compile(r"tells\W+true")
"""What the script of a map says when the page waits for it to be painted."""


SHARED = re.compile(r"areaMap\.share\(JSON\.parse\((.*?)\)\);")
"""What a map that many people look at is told: see cls_dash/render/leaflet.py."""


class PageError(Exception):
    """The page showed an exception, or its script did not end well."""


@dataclass(frozen=True)
class List:
    """A list of choices that the page draws, in a fragment or not."""

    proto: Selectbox
    fragment: str


@dataclass(frozen=True)
class SharedMap:
    """A map that fetches its values: the component, its fragment, what it was told."""

    id: str
    fragment: str
    told: dict[str, Any]


@dataclass
class Session:
    """
    A reader: opens a page, changes what its lists say, goes to another page.

    Attributes
    ----------
    socket
        Open connection to the server.
    http
        The same browser's, for what is not in the socket.
    query
        What follows «?» in the page's address.
    """

    socket: ClientConnection
    http: httpx.AsyncClient
    query: str = ""
    lists: dict[str, List] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    shared: SharedMap | None = None
    colours: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the shared map offers, by title."""
    awaited: str = ""
    """The map, if any, of which the page waits to be told that it is painted."""
    folded: dict[str, str] = field(default_factory=dict)
    """Parts that can be unfolded, by title."""
    files: dict[str, str] = field(default_factory=dict)
    """Files that are offered and not made yet, by title."""
    notes: list[str] = field(default_factory=list)
    """What was said in a corner of the page."""
    id: str = ""
    answered: BackendOperationResponse | None = None

    async def open(self, page: str = "") -> float:
        """Run the page of that name; return the seconds until its script has ended."""
        self.page, self.awaited, self.shared = page, "", None
        for known in (self.lists, self.folded, self.files):
            known.clear()
        message = self._asking()
        message.rerun_script.page_name = page
        waited = await self._run(message)
        if self.shared and not self.colours:
            offered = await self._fetch(self.shared.told["choices"])
            self.colours = {each["title"]: each for each in offered["layers"]}
        return waited

    async def tell(self) -> float:
        """Say that the awaited map is painted, as a browser does: the page runs again."""
        message, painted = self._asking(), self.awaited
        self.awaited = ""
        message.rerun_script.widget_states.widgets.add(id=painted, json_value='{"painted": true}')
        return await self._run(message)

    async def choose(self, label: str, option: str) -> float:
        """Choose an option of a list; only its fragment runs if it is in one."""
        chosen, message = self.lists[label], self._asking()
        message.rerun_script.fragment_id = chosen.fragment
        message.rerun_script.widget_states.widgets.add(id=chosen.proto.id, string_value=option)
        return await self._run(message)

    async def unfold(self, title: str) -> float:
        """Unfold a part of the page, which runs again."""
        message = self._asking()
        message.rerun_script.widget_states.widgets.add(id=self.folded[title], bool_value=True)
        return await self._run(message)

    async def take(self, title: str) -> bytes:
        """Have an offered file made; return it."""
        message, self.answered = BackMsg(), None
        message.backend_operation_request.request_id = title
        message.backend_operation_request.session_id = self.id
        message.backend_operation_request.deferred_file.file_id = self.files[title]
        async with asyncio.timeout(RUN_SECONDS):
            await self.socket.send(message.SerializeToString())
            while self.answered is None:
                await self._read()
        if self.answered.error_msg:
            raise PageError(self.answered.error_msg)
        return (await self.http.get(self.answered.deferred_file.url)).content

    async def colour(self, title: str) -> float:
        """
        Choose a colour in the map, as its browser does: fetch it, then tell the page.

        The seconds are those of both; a reader sees the colours after the first. A browser that
        has fetched them before does not ask again: this one does.
        """
        if self.shared is None:
            raise PageError("the page has no shared map")
        start, layer, told = time.perf_counter(), self.colours[title], self.shared.told
        level = told["level"] if told["level"] in layer["levels"] else layer["levels"][0]
        await self._fetch(f"{told['values']}/{level}/{layer['code']}/values.json")
        answer = {"layer": layer["code"], "level": level, "asked": int(1000 * time.time())}
        message = self._asking()
        message.rerun_script.fragment_id = self.shared.fragment
        message.rerun_script.widget_states.widgets.add(
            id=self.shared.id, json_value=json.dumps(answer)
        )
        fetched = time.perf_counter() - start
        waited = fetched + await self._run(message)
        if self.shared.told["layer"] != layer["code"]:
            raise PageError(f"the page did not follow the map to {title}")
        return waited

    async def _fetch(self, address: str) -> dict[str, Any]:
        answer = await self.http.get(f"/assets/{address}")
        if answer.status_code != httpx.codes.OK:
            raise PageError(f"{address}: {answer.status_code}")
        found: dict[str, Any] = answer.json()
        return found

    def _asking(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.pages.get(self.page, "")
        return message

    async def _run(self, message: BackMsg) -> float:
        start = time.perf_counter()
        async with asyncio.timeout(RUN_SECONDS):
            await self.socket.send(message.SerializeToString())
            while not await self._read():
                pass
        return time.perf_counter() - start

    async def _read(self) -> bool:
        """Take in a message; say whether it ends the run."""
        message = ForwardMsg.FromString(await self.socket.recv(decode=False))
        match message.WhichOneof("type"):
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._draw(message.delta.new_element, message.delta.fragment_id)
            case "delta" if message.delta.add_block.WhichOneof("type") == "expandable":
                part = message.delta.add_block.expandable
                self.folded[part.label] = part.id
            case "new_session":
                self.id = message.new_session.initialize.session_id
            case "backend_operation_response":
                self.answered = message.backend_operation_response
            case "navigation":
                self.pages = {
                    each.url_pathname: each.page_script_hash
                    for each in message.navigation.app_pages
                }
            case "script_finished":
                return self._ended(message.script_finished)
        return False

    def _draw(self, element: Element, fragment: str) -> None:
        match element.WhichOneof("type"):
            case "exception":
                raise PageError(element.exception.message)
            case "alert" if element.alert.format == Alert.ERROR:
                raise PageError(element.alert.body)
            case "selectbox":
                self.lists[element.selectbox.label] = List(element.selectbox, fragment)
            case "download_button":
                self.files[element.download_button.label] = element.download_button.deferred_file_id
            case "toast":
                self.notes.append(element.toast.body)
            case "component_instance":
                self._draw_map(element.component_instance, fragment)

    def _draw_map(self, drawn: ComponentInstance, fragment: str) -> None:
        if TELLS.search(drawn.json_args):
            self.awaited = drawn.id
        if shared := SHARED.search(json.loads(drawn.json_args).get("feature_group") or ""):
            self.shared = SharedMap(drawn.id, fragment, json.loads(json.loads(shared[1])))

    @staticmethod
    def _ended(status: int) -> bool:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise PageError("the script could not be compiled")
        return True


@asynccontextmanager
async def session(server: Server, query: str = "") -> AsyncIterator[Session]:
    """Open a session; it ends as a closed tab does."""
    async with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")],
        max_size=None, compression=None, proxy=None, open_timeout=RUN_SECONDS, ping_interval=None,
    ) as socket, httpx.AsyncClient(base_url=server.url, timeout=RUN_SECONDS) as http:  # fmt: skip
        yield Session(socket, http, query)


async def crowd(server: Server, page: str, query: str, *, most: int, seconds: float) -> float:
    """
    Return what a session more adds to the server's memory, in megabytes.

    Up to ``most`` sessions are opened and kept open, fewer when ``seconds`` have passed.
    """
    async with AsyncExitStack() as kept:
        await (await kept.enter_async_context(session(server, query))).open(page)
        start, before, count = time.monotonic(), server.rss_mb(), 0
        while count < most and time.monotonic() - start < seconds:
            await (await kept.enter_async_context(session(server, query))).open(page)
            count += 1
        return (server.rss_mb() - before) / count


async def visited(
    server: Server, page: str, query: str, label: str, options: Sequence[str], *, seconds: float
) -> None:
    """
    Open a page, then choose options of one of its lists, until ``seconds`` have passed.

    Those of a map that many people look at are chosen in it.
    """
    start = time.monotonic()
    async with session(server, query) as opened:
        await opened.open(page)
        for option in options:
            if time.monotonic() - start < seconds:
                await (opened.colour(option) if opened.shared else opened.choose(label, option))
