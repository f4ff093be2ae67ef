"""A first visit as a browser makes it, and sixty of them from one address."""

import asyncio
import itertools
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Subprotocol

FILES = 102
"""What a first visit fetches of the shell; of 121 requests in all, counted in Chromium."""
AT_ONCE = 6
"""How many connections a browser opens to a site."""
WAITED_S = 120


def shell_files():
    """Return the addresses of the shell's files."""
    folder = Path(find_spec("streamlit").origin).parent / "static"
    return [f"/static/js/{path.name}" for path in sorted((folder / "static/js").glob("*.js"))]


async def visit(url, files, seen, source):
    """Fetch a page and all that it is made of, and open its session; return it, if it is let in."""
    line = httpx.AsyncHTTPTransport(
        verify=False, local_address=source, limits=httpx.Limits(max_connections=AT_ONCE)
    )
    async with httpx.AsyncClient(base_url=url, transport=line, timeout=WAITED_S) as browser:

        async def fetch(address, **headers):
            try:
                answer = await browser.get(address, headers=headers)
            except httpx.RemoteProtocolError:
                # A kept line that the server closes as it is used again: browsers ask anew.
                answer = await browser.get(address, headers=headers)
            seen[answer.status_code] += 1
            return answer.text

        page = await fetch("/", accept="text/html")
        assets = re.findall(r'"\./(assets/[^"]+)"', page)
        rest = ["/_stcore/health", "/_stcore/host-config", "/favicon.png", "/favicon.png",
                *["/component/streamlit_folium.st_folium/index.html"] * 3]  # fmt: skip
        await asyncio.gather(*map(fetch, [*files, *assets, *rest]))
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        return await connect(
            address, origin=url, subprotocols=[Subprotocol("streamlit")], proxy=None,
            additional_headers={"Cookie": cookies} if cookies else {}, open_timeout=WAITED_S,
            max_size=None, ping_interval=None, local_addr=(source, 0),
        )  # fmt: skip
    except InvalidHandshake as refused:
        seen[refused.response.status_code] += 1
        return None


async def visits(url, count, *, seconds, source, files=FILES):
    """Let readers of one address in, one after another in so many seconds; return statuses."""
    asked = list(itertools.islice(itertools.cycle(shell_files()), files))
    seen, arrivals = Counter(), []
    for _ in range(count):
        arrivals.append(asyncio.create_task(visit(url, asked, seen, source)))
        await asyncio.sleep(seconds / count)
    sessions = [each for each in await asyncio.gather(*arrivals) if each is not None]
    seen[101] += len(sessions)
    run = BackMsg()
    run.rerun_script.query_string = "territoire=damier"
    for each in sessions:
        await each.send(run.SerializeToString())
    for each in sessions:
        async with asyncio.timeout(WAITED_S):
            seen["run"] += bool(await each.recv())
    for each in sessions:
        each.transport.abort()
    return seen
