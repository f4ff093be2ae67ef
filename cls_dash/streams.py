"""The standard streams: French in UTF-8, in any locale of the machine."""

import io
import os
import sys


def name_in_utf8() -> None:
    """
    Start this program again in the UTF-8 mode of Python, unless names of files are so already.

    In an old locale, a folder named «été» is no text: the libraries that write its name in UTF-8
    fail (SQLite, Streamlit). Windows names its files in UTF-8 always.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 -- our own, never on Windows


def write_utf8() -> None:
    """
    Write in UTF-8 on the standard streams.

    Windows pipes and a machine without a locale have encodings that lack «é» or «→». What the
    system gave us that is in none, such as a part of a file's name, goes out as it came in.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
