"""
Write one file of a release in a process of its own, with which the memory that it takes ends.

Outlines of all of France are made of tables of a few hundred megabytes, which Python would keep.
The process watches its standard input, that whoever started it holds open: it ends with it, even
killed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Final

from cls_dash.errors import StoreError, UnknownLayerError
from cls_dash.questions.open_data.files import version, write
from cls_dash.store.open import Store, open_store

LONGEST_S: Final = 600.0
_OTHER: Final = 3
_LOST: Final = 4
_LEFT: Final = 5
"""What the process ends with where the release is another, the store is lost, or nobody waits."""


def write_apart(store: Store, release: str, path: Path, *, documented_only: bool) -> None:
    """
    Write the file that a path names, of the release of this version.

    Raises
    ------
    UnknownLayerError
        If another release is published.
    StoreError
        If the store does not answer.
    OSError
        If the file cannot be written.
    """
    # By its standard input: the address may hold a password, which a command line shows to all.
    asked = json.dumps([store.address, release, str(path), documented_only])
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as maker:
        try:
            ended = _ended(maker, asked.encode() + b"\n")
        except subprocess.TimeoutExpired as error:
            raise OSError(f"{path.name} takes too long") from error
        finally:
            maker.kill()
    if ended == _OTHER:
        raise UnknownLayerError(release)
    if ended == _LOST:
        raise StoreError(f"{path.name} could not be read")
    if ended:
        raise OSError(f"{path.name}: {ended}")


def _ended(maker: subprocess.Popen[bytes], asked: bytes) -> int:
    """Ask a process for a file, and return what it ends with; its input stays open meanwhile."""
    if maker.stdin:
        maker.stdin.write(asked)
        maker.stdin.flush()
    return maker.wait(LONGEST_S)


def _leave_with_parent() -> None:
    """End at once when nobody holds the standard input open any more."""
    # Not by ``sys.stdin``, whose lock Python would wait for as it ends.
    os.read(sys.stdin.fileno(), 1)
    os._exit(_LEFT)


def main() -> int:
    """Write what the standard input asks for; return how it ended."""
    address, release, path, documented_only = json.loads(sys.stdin.readline())
    Thread(target=_leave_with_parent, daemon=True).start()
    try:
        with open_store(address, without_illustrative=documented_only).reading() as published:
            if version(published) != release:
                return _OTHER
            write(published, Path(path).name, Path(path))
    except StoreError:
        return _LOST
    return 0


if __name__ == "__main__":
    sys.exit(main())
