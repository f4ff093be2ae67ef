"""What is written of each request: one JSON object a line, that says nothing of a person.

No address of a reader but its network, no value of a parameter, no address of a page that
is not ours. A password of the store is written nowhere, whoever writes.
"""

import io
import json
import logging
import sys
import time
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final, TextIO
from urllib.parse import parse_qsl, quote_plus, urlsplit

from pythonjsonlogger.json import JsonFormatter
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cls_dash.web.hardening import network_of

_LOG: Final = logging.getLogger("cls_dash.requests")
_HIDDEN: Final = "•••"
_PLAIN: Final = "{asctime} {levelname} {name} {message}"
FOLDERS: Final = frozenset({"_stcore", "assets", "component", "donnees", "media", "static"})


class Requests:
    """Write a line for each request and each session."""

    def __init__(
        self, app: ASGIApp, *, pages: Collection[str], parameters: Collection[str]
    ) -> None:
        self.app = app
        self._places = frozenset(pages) | FOLDERS
        self._parameters = frozenset(parameters)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        started, told = time.perf_counter(), {"status": 500, "bytes": 0}

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                told.setdefault("closed", message.get("code", 1005))
            return message

        async def count(message: Message) -> None:
            match message["type"]:
                case "websocket.accept":
                    told["status"] = 101
                case "websocket.close" if told["status"] == 101:
                    told["closed"] = message.get("code", 1000)
                case "websocket.close":
                    told["status"] = 403
            told["status"] = message.get("status", told["status"])
            told["bytes"] += len(message.get("body", b"")) + len(message.get("bytes") or b"")
            await send(message)

        try:
            await self.app(scope, heard, count)
        finally:
            spent = time.perf_counter() - started
            _LOG.info("request", extra=self._facts(scope) | told | {"ms": round(spent * 1000)})

    def _facts(self, scope: Scope) -> dict[str, object]:
        names = [name for name in scope["path"].split("/") if name]
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return {
            "kind": scope["type"],
            "method": scope.get("method", "GET"),
            "place": next(
                (name for name in names if name in self._places), "" if not names else "?"
            ),
            "parameters": sorted(self._parameters.intersection(asked)),
            "network": network_of((scope.get("client") or ("",))[0], v4=24, v6=48),
        }


def set_up(store: str, *, as_json: bool) -> None:
    """
    Write our logs on stderr, and the store's password in no log of this process.

    Parameters
    ----------
    store
        SQLAlchemy address of the store.
    as_json
        Whether each line is a JSON object.
    """
    logging.setLogRecordFactory(_without(secrets_of(store)))
    ours = logging.getLogger("cls_dash")
    ours.handlers, ours.propagate = [logging.StreamHandler(sys.stderr)], False
    ours.setLevel(logging.INFO if as_json else logging.WARNING)
    if as_json:
        write_json()
    else:
        ours.handlers[0].setFormatter(logging.Formatter(_PLAIN, style="{"))


def write_json() -> None:
    """Make every handler there is write JSON; done again once the server has made its own."""
    logging.captureWarnings(capture=True)
    for handler in handlers():
        handler.setFormatter(JsonFormatter(_PLAIN, style="{"))


def catch_all(store: str) -> None:
    """Make JSON of what is written on stdout and stderr beside the logs, by whoever."""
    clean = _cleaner(secrets_of(store))
    sys.stdout, sys.stderr = Lines(sys.stdout, clean), Lines(sys.stderr, clean)


class Lines(io.TextIOBase):
    """A stream whose every line is a JSON object, whatever is written to it."""

    def __init__(self, stream: TextIO, clean: Callable[[str], str]) -> None:
        self._stream = stream
        self._clean = clean
        self._begun = ""

    def write(self, text: str, /) -> int:
        """Write what ends a line, as one object; keep what does not."""
        self._begun += text
        if self._begun.endswith("\n"):
            said, self._begun = self._begun.strip(), ""
            if said:
                self._stream.write(f"{self._object(said)}\n")
                self._stream.flush()
        return len(text)

    def flush(self) -> None:
        """Write what was written whole; the rest waits for its end of line."""
        self._stream.flush()

    def fileno(self) -> int:
        """Return the descriptor of the stream behind."""
        return self._stream.fileno()

    def _object(self, said: str) -> str:
        with suppress(ValueError):
            if isinstance(json.loads(said), dict):
                return said
        asctime = time.strftime("%Y-%m-%d %H:%M:%S")
        facts = {"asctime": asctime, "levelname": "WARNING", "name": "output"}
        return json.dumps(facts | {"message": self._clean(said)})


def handlers() -> list[logging.Handler]:
    """Return the handlers of every logger, the last resort of those that have none included."""
    known = [logging.root, *logging.root.manager.loggerDict.values()]
    own = [handler for logger in known for handler in getattr(logger, "handlers", ())]
    return [*own, logging.lastResort] if logging.lastResort else own


def secrets_of(store: str) -> list[str]:
    """Return the password of an address, as it may be written; longest first."""
    try:
        url = make_url(store)
    except (ArgumentError, ValueError):
        # A field of unknown shape may hold one anywhere.
        return [store] if store else []
    told = [url.password, url.query.get("password"), urlsplit(store).password]
    plain = {str(secret) for secret in told if secret}
    return sorted(plain | set(map(quote_plus, plain)), key=len, reverse=True)


def _without(secrets: Collection[str]) -> Callable[..., logging.LogRecord]:
    """Return what makes records in which none of these words is left."""
    clean = _cleaner(secrets)

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:  # noqa: ANN401 - logging's own
        made = logging.LogRecord(*args, **kwargs)
        if secrets:
            made.msg, made.args = clean(made.getMessage()), None
            if made.exc_info and made.exc_info[0]:
                made.exc_text = clean("".join(traceback.format_exception(*made.exc_info)).rstrip())
                made.exc_info = None
        return made

    return record


def _cleaner(secrets: Collection[str]) -> Callable[[str], str]:
    """Return what hides these words in a text."""

    def clean(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, _HIDDEN)
        return text

    return clean
