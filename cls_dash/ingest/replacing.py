"""Change files of a folder together, and put them back when what follows fails."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(folder: Path, files: Mapping[str, bytes | None]) -> Iterator[None]:
    """
    Write files (``None`` removes one); restore the former ones if the body raises.

    Each file is replaced in one step, so that a program killed here leaves old or new
    files, never a part of one.

    Parameters
    ----------
    folder
        Where the files are.
    files
        What to write, by path inside ``folder``.
    """
    former = {
        name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in files
    }
    try:
        put(folder, files)
        yield
    except BaseException:
        put(folder, former)
        raise


def put(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files, each in one step; ``None`` removes one, and the folder that it leaves empty."""
    for name, body in files.items():
        path = folder / name
        if body is None:
            path.unlink(missing_ok=True)
            if path.parent.is_dir() and path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(body)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
