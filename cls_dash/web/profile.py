"""The middleware of each profile, outermost first."""

import re
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.middleware import Middleware

from cls_dash.settings import Settings
from cls_dash.web import logs
from cls_dash.web.french import FrenchPages
from cls_dash.web.hardening import Refusals, SecurityHeaders
from cls_dash.web.late import LateRequests

_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def middleware(
    known: Settings, *, pages: Collection[str], parameters: Collection[str]
) -> list[Middleware]:
    """
    Return what stands between readers and the application.

    Parameters
    ----------
    known
        Settings of the deployment.
    pages, parameters
        Names that the logs may write: those of pages, and of what their addresses say.
    """
    if known.profile == "local":
        return [Middleware(LateRequests), Middleware(FrenchPages)]
    embedders = [str(site).rstrip("/") for site in known.embedded_by]
    return [
        Middleware(logs.Requests, pages=pages, parameters=parameters),
        Middleware(SecurityHeaders, inline=_inline_scripts(), embedders=embedders),
        Middleware(Refusals, per_minute=known.requests_per_minute),
        Middleware(LateRequests),
        Middleware(FrenchPages),
    ]


def _inline_scripts() -> list[str]:
    """Return the scripts written in the shell's page: the policy allows these alone."""
    shell = find_spec("streamlit")
    page = Path(str(shell.origin)).parent / "static" / "index.html" if shell else Path()
    return _INLINE.findall(page.read_text(encoding="utf-8"))
