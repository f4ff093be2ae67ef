"""
Requests that a page sends after its reader has opened another one.

Upstream: https://github.com/streamlit/streamlit/pull/9617, which stops fragments that run by
themselves when the page changes, and nothing that a component says.
Needless when: ``tests/browser/test_slow_line.py`` passes without it.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STREAM: Final = "/_stcore/stream"
_PAGE: Final = frozenset({"new_session", "navigation"})
"""Messages that name the page that is shown."""


class LateRequests:
    """
    Drop what the map of a page asks once its reader has asked for another page.

    Until the server draws the next page, the browser shows the map of the previous one. What
    that map then sends (it is painted, a commune was clicked) names the previous page. Streamlit
    would go back to it and lose the click; or it would look for the map's fragment in the next
    page, tell the browser that it shows another page, and so leave it empty for good.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self.app(scope, receive, send)
            return
        page = ""

        async def heard() -> Message:
            nonlocal page
            while True:
                message = await receive()
                asked = _asked(message)
                if asked is None:
                    return message
                if page and asked.page_script_hash != page and _by_its_map(asked):
                    continue
                page = asked.page_script_hash or page
                return message

        async def told(message: Message) -> None:
            nonlocal page
            page = _shown(message) or page
            await send(message)

        await self.app(scope, heard, told)


def _asked(message: Message) -> ClientState | None:
    """Return the run that a message asks for, or nothing."""
    if not message.get("bytes"):
        return None
    said = BackMsg.FromString(message["bytes"])
    return said.rerun_script if said.WhichOneof("type") == "rerun_script" else None


def _by_its_map(asked: ClientState) -> bool:
    """Say whether a map sent the request: a reader who changes page sends no map value."""
    return bool(asked.fragment_id) or any(
        widget.WhichOneof("value") == "json_value" for widget in asked.widget_states.widgets
    )


def _shown(message: Message) -> str:
    """Return the page that a message names as shown, or nothing."""
    if not message.get("bytes"):
        return ""
    told = ForwardMsg.FromString(message["bytes"])
    kind = told.WhichOneof("type")
    page: str = getattr(told, kind).page_script_hash if kind in _PAGE else ""
    return page
