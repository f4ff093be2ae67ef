"""Python reads this first: each host other than this one that the process asks for is written."""

import os
import sys

EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
HERE = ("127.", "::1", "localhost", "/")
written = open(os.environ["HOSTILE_OUTSIDE"], "a", buffering=1)  # noqa: SIM115, PTH123


def noted(event, arguments):
    if event not in EVENTS:
        return
    asked = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = str(asked[0] if isinstance(asked, tuple) else asked or "localhost")
    if not host.startswith(HERE):
        written.write(f"{event} {host}\n")


sys.addaudithook(noted)
