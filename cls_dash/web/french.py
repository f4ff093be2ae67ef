"""Middleware that makes the shell's HTML say that it is French."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cls_dash.render import libraries

TITLE: Final = "Atlas CLS"
DESCRIPTION: Final = (
    "Où se déroulent les actions des contrats locaux de santé, commune par commune, et où agir "
    "ensuite."
)
_SPOKEN: Final = (
    (b'<html lang="en"', b'<html lang="fr"'),
    (b"<title>Streamlit</title>", f"<title>{TITLE}</title>".encode()),
    (
        b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />',
        f'<meta name="description" content="{DESCRIPTION}" />'.encode(),
    ),
    (
        b"</head>",
        "".join(
            [
                *(
                    f'<script src="./assets/{script}"></script>'
                    for script in (libraries.SHELL_WORDS, libraries.FRAME, libraries.PROJECTOR)
                ),
                "</head>",
            ]
        ).encode(),
    ),
    (
        b"You need to enable JavaScript to run this app.",
        "Activez JavaScript pour afficher l’atlas.".encode(),
    ),
)


class FrenchPages:
    """Rewrite language, title and fallback sentence of every HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not asks_for_page(scope):
            await self.app(scope, receive, send)
            return
        # Compressed by the shell, the tag could not be read.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        start: Message | None = None
        page = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif start is None:
                await send(message)
            else:
                page += message.get("body", b"")
                if not message.get("more_body"):
                    await send(_with_length(start, page := _in_french(page)))
                    await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": headers}, receive, rewrite)


def asks_for_page(scope: Scope) -> bool:
    """Say whether a browser asks for a page to show, not for what one is made of."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    # The map's own page, in its frame, sets its language itself.
    in_frame = "/component/" in scope["path"]
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"") and not in_frame


def _is_html(start: Message) -> bool:
    kind: bytes = dict(start["headers"]).get(b"content-type", b"")
    return kind.startswith(b"text/html")


def _in_french(page: bytes) -> bytes:
    for english, french in _SPOKEN:
        page = page.replace(english, french)
    return page


def _with_length(start: Message, page: bytes) -> Message:
    kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
    return {**start, "headers": [*kept, (b"content-length", str(len(page)).encode())]}
