"""Who may enter the workshop: whoever sits at this machine, or whom a list names."""

from collections.abc import Collection, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE: Final = "127.0.0.1"
_OWN_NAMES: Final = frozenset({HERE, "localhost"})
_RELAYED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
LOGIN: Final = frozenset(
    {"redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"}
)
"""What ``[auth]`` of Streamlit's secrets must say for ``st.login`` to work."""
ELSEWHERE: Final = "L’atelier n’est ouvert que sur cet ordinateur, à l’adresse 127.0.0.1."


def refusal(address: str, editors: Collection[str], login: Collection[str]) -> str:
    """
    Return why a workshop may not start, in French; nothing where it may.

    Parameters
    ----------
    address
        What it is to listen on.
    editors
        Addresses of who may write, in a workshop with a login.
    login
        Names that ``[auth]`` of the secrets gives a value.
    """
    if address == HERE and not editors:
        return ""
    if missing := sorted(LOGIN - set(login)):
        return (
            "Un atelier ouvert à d’autres que cet ordinateur demande qui entre : il manque "
            f"[auth] {', '.join(missing)} dans les secrets de Streamlit (STREAMLIT_SECRETS_FILES)."
        )
    if not editors:
        return (
            "Un atelier ouvert à d’autres que cet ordinateur demande la liste de qui peut publier, "
            "dans CLS_WORKSHOP_EDITORS."
        )
    return ""


def may_write(user: Mapping[str, object], editors: Collection[str]) -> bool:
    """Say whether who logged in is on the list, under an address that the login vouches for."""
    address = user.get("email")
    vouched = user.get("email_verified") is not False
    return vouched and isinstance(address, str) and _plain(address) in set(map(_plain, editors))


def _plain(address: str) -> str:
    return address.strip().casefold()


class ThisMachineAlone:
    """
    Refuse what was not asked of this machine by itself: a workshop without login is no site.

    A page of another site may have its name point at 127.0.0.1, and a relay put before the
    workshop would open it to all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"} or _is_own(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})  # Before it is accepted: 403.
        else:
            await PlainTextResponse(ELSEWHERE, 403)(scope, receive, send)


def _is_own(asked: Headers) -> bool:
    host = asked.get("host", "").rpartition(":")[0] or asked.get("host", "")
    return host in _OWN_NAMES and not any(name in asked for name in _RELAYED)
