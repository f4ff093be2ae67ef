"""What this program writes where it was started: French, whatever the locale of the machine."""

import io
import sys


def write_utf8() -> None:
    """
    Write in UTF-8 on the standard streams.

    Windows pipes and a machine without a locale have encodings that lack «é» or «→». What the
    system gave us that is in none, such as a part of a file's name, goes out as it came in.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
