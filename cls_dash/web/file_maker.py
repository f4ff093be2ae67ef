"""
Write one file of a release in a process of its own, with which the memory that it takes ends.

Outlines of all of France are made of tables of a few hundred megabytes, which Python would keep.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from cls_dash.errors import StoreError, UnknownLayerError
from cls_dash.questions.open_data.files import version, write
from cls_dash.store.open import Store, open_store

LONGEST_S: Final = 600.0
_OTHER: Final = 3
_LOST: Final = 4
"""What the process ends with where the release is another, or the store is lost."""


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
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=asked.encode(), stdout=subprocess.DEVNULL, check=False,
            timeout=LONGEST_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{path.name} takes too long") from error
    if done.returncode == _OTHER:
        raise UnknownLayerError(release)
    if done.returncode == _LOST:
        raise StoreError(f"{path.name} could not be read")
    if done.returncode:
        raise OSError(f"{path.name}: {done.returncode}")


def main() -> int:
    """Write what the standard input asks for; return how it ended."""
    address, release, path, documented_only = json.load(sys.stdin)
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
