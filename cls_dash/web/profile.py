"""The middleware of each profile, outermost first."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.middleware import Middleware

from cls_dash.settings import Settings
from cls_dash.web import logs
from cls_dash.web.compressed import Compressed
from cls_dash.web.door import SocketDoor
from cls_dash.web.first_sight import FirstSight
from cls_dash.web.hardening import Limits, Refusals, SecurityHeaders
from cls_dash.web.quirks.prompt_answers import promptly
from cls_dash.web.quirks.stale_reruns import LateRequests
from cls_dash.web.sights import Sights, Warmer
from cls_dash.web.unknown_page import UnknownPages

FILES_AT_ONCE: Final = 48
"""How many files may be asked for at once; long ones among them are made one at a time."""
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def middleware(
    known: Settings,
    *,
    sights: Sights,
    pages: Mapping[str, str],
    parameters: Collection[str],
    base: str = "",
) -> list[Middleware]:
    """
    Return what stands between readers and the application.

    Parameters
    ----------
    known
        Settings of the deployment.
    sights
        What the addresses of pages are answered with.
    pages, parameters
        Names that the logs may write: those of pages, with their titles, and of what their
        addresses say.
    base
        Path under which the site is.
    """
    public = known.profile == "public"
    warmer = Warmer(sights) if public else None
    sight = Middleware(FirstSight, sights=sights, shell=shell_page(), warmer=warmer, base=base)
    door = Middleware(SocketDoor, public_url=known.public_url)
    within = [
        Middleware(LateRequests),
        Middleware(UnknownPages, pages=pages, base=base),
        sight,
        Middleware(Compressed),
    ]
    if known.profile == "local":
        return [door, *within]
    embedders = [str(site).rstrip("/") for site in known.embedded_by]
    return [
        Middleware(logs.Requests, pages=pages, parameters=parameters),
        door,
        Middleware(SecurityHeaders, inline=_inline_scripts(), embedders=embedders),
        Middleware(Refusals, limits=_limits(known), base=base),
        *within,
    ]


def lifespan(
    known: Settings, base: str = ""
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return what is done once the server listens, in this profile."""
    told_under = base.strip("/") if known.profile == "local" else None

    @asynccontextmanager
    async def begun(app: object) -> AsyncIterator[None]:
        # Files are made in these threads: those that wait for their turn must not keep others.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(FILES_AT_ONCE))
        if known.profile == "public":
            # The server has made its loggers since the application was loaded.
            logs.write_json()
        async with promptly(app, told_under=told_under):
            yield

    return begun


def _limits(known: Settings) -> Limits:
    return Limits(known.requests_per_minute, known.sessions_per_client, known.sessions)


def shell_page() -> str:
    """Return the page that Streamlit serves."""
    shell = find_spec("streamlit")
    page = Path(str(shell.origin)).parent / "static" / "index.html" if shell else Path()
    return page.read_text(encoding="utf-8")


def _inline_scripts() -> list[str]:
    """Return the scripts written in the shell's page: the policy allows these alone."""
    return _INLINE.findall(shell_page())
