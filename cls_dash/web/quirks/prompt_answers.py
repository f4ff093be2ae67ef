"""
The socket that the shell listens on: answers leave at once, and its address is told.

Upstream: https://github.com/Kludex/uvicorn/issues/3149; Streamlit binds its socket as uvicorn
does, without saying TCP.
Needless when: an accepted connection has TCP_NODELAY without it. The address would still be told.
"""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

_DESCRIPTORS: Final = Path("/dev/fd")
_ANYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - nothing is bound here


@asynccontextmanager
async def promptly(_app: object, *, told_under: str | None = None) -> AsyncIterator[None]:
    """
    Have each connection send what it is given without waiting for more.

    asyncio asks it of the sockets that it makes; the shell makes its own, and does not. The body
    of a small answer then waits, 40 ms on this machine, for the browser to say that it got
    the head. Connections take after the socket that listens.

    Parameters
    ----------
    told_under
        Path of the atlas: its address is then written where it was started. The shell's own
        welcome, in English, asks an outside address which one is ours.
    """
    for listening in _listening():
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if told_under is not None:
            host, port, *_ = listening.getsockname()
            here = "localhost" if host in _ANYWHERE else host
            sys.stdout.write(f"\n  L’atlas est ouvert : http://{here}:{port}/{told_under}\n\n")
            sys.stdout.flush()
        listening.close()
    yield


def _listening() -> list[socket.socket]:
    """Return the TCP sockets that this process listens on, each to be closed: it is a double."""
    found = []
    for descriptor in _DESCRIPTORS.iterdir() if _DESCRIPTORS.exists() else ():
        with suppress(OSError):
            # No double of what is not such a socket: it would hold the lock of a file for ever.
            known = socket.socket(fileno=int(descriptor.name))
            try:
                internet = known.family in {socket.AF_INET, socket.AF_INET6}
                if internet and known.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.append(known.dup())
            finally:
                known.detach()
    return found
