"""Files of a release, each made when it is first asked for, then kept on the disk."""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from cachetools import LRUCache, cached

from cls_dash.errors import CrowdedError, UnknownLayerError
from cls_dash.questions.open_data.files import is_long, version, write
from cls_dash.store.open import Store
from cls_dash.store.release import Release
from cls_dash.web.file_maker import write_apart

T = TypeVar("T")
PATIENCE_S: Final = 20.0
"""How long what is not made yet is waited for; it goes on, for who asks again."""
MOST_WAITING: Final = 16
KEPT: Final = 3
"""Releases whose files are kept, the one that is published among them."""


class MadeFiles:
    """
    The files of a store's releases.

    They are made one at a time: the largest takes hundreds of megabytes.

    Parameters
    ----------
    folder
        Where they are kept; processes may share it.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._worker = ThreadPoolExecutor(1, "made-files")
        self._waiting = 0

    async def done(self, work: Callable[[Release], T]) -> T:
        """
        Return what is made of the release that is published.

        Raises
        ------
        StoreError
            If the store does not answer.
        CrowdedError
            If too many wait.
        TimeoutError
            If it takes too long.
        """
        if self._waiting >= MOST_WAITING:
            raise CrowdedError(f"{self._waiting} files are made")
        self._waiting += 1
        coming = asyncio.get_running_loop().run_in_executor(self._worker, self._made, work)
        coming.add_done_callback(self._forget)
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.shield(coming)

    async def path(self, release: str, name: str) -> Path:
        """
        Return the path of a file of a release, which stays the same for ever.

        Raises
        ------
        UnknownLayerError
            If there is no such file, or the release is another and its files are not kept.
        """
        path = self._folder / release / name
        if not path.exists():
            await self.done(lambda published: self._write(published, release, path))
        return path

    def _made(self, work: Callable[[Release], T]) -> T:
        with self._store.reading() as release:
            return work(release)

    def _forget(self, done: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not done.cancelled():
            done.exception()  # Told to who waits, if anybody still does.

    def _write(self, published: Release, release: str, path: Path) -> None:
        if version(published) != release:
            raise UnknownLayerError(release)
        if path.exists():  # Asked for twice.
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent) as draft:
            made = Path(draft) / path.name
            if is_long(published, path.name):
                alone = published.documented_only
                write_apart(self._store, release, made, documented_only=alone)
            else:
                write(published, path.name, made)
            made.replace(path)
        self._prune()

    def _prune(self) -> None:
        releases = sorted(self._folder.iterdir(), key=lambda each: each.stat().st_mtime)
        for old in releases[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


@cached(LRUCache(256), key=lambda path: (path, path.stat().st_mtime_ns))
def tag(path: Path) -> str:
    """Return what tells the content of a file from any other."""
    with path.open("rb") as file:
        return f'"{file_digest(file, "sha256").hexdigest()[:20]}"'
