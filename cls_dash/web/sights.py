"""First sights: each computed once for all who wait, kept by release and by what is asked."""

import asyncio
import gzip
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock, get_native_id
from typing import Final

from cachetools import LRUCache

from cls_dash.errors import CrowdedError, StoreError
from cls_dash.questions.first_sight import EMBED, Address, Site, canonical
from cls_dash.questions.parameters import KEYS
from cls_dash.store.open import Stamp, Store
from cls_dash.store.release import Release
from cls_dash.web.shell_page import Document, written

PATIENCE_S: Final = 0.4
"""How long a page that is not kept is waited for; the application alone comes first after."""
BUILDERS: Final = 2
READERS: Final = 4
MOST_WAITING: Final = 16
"""How many pages may be computed or wait for it; beyond, the application alone is served."""
KEPT_BYTES: Final = 32 * 2**20
KEPT_NAMES: Final = 4_096
LONGEST_CODE: Final = 200
_LOW_PRIORITY: Final = 10

Raw = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """A document, ready to be sent."""

    body: bytes
    """Gzipped."""
    tag: str

    @classmethod
    def of(cls, document: bytes) -> "Answer":
        """Compress a document, once."""
        body = gzip.compress(document, 6, mtime=0)
        return cls(body, f'"{sha256(body).hexdigest()[:20]}"')


class Sights:
    """What the addresses of pages are answered with."""

    def __init__(
        self,
        store: Store,
        site: Site,
        *,
        shell: str,
        draw: Callable[[Release, Address, Site], Document],
        warmed: bool = False,
    ) -> None:
        self._store, self._site, self._shell, self._draw = store, site, shell, draw
        self._warmed = warmed
        self._alone = Answer.of(written(shell, Document()))
        self._soon = Answer.of(written(shell, Document(soon=True)))
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._names: LRUCache[tuple[str, Raw], Address] = LRUCache(KEPT_NAMES)
        self._kept: LRUCache[Address, Answer] = LRUCache(
            KEPT_BYTES, getsizeof=lambda answer: len(answer.body)
        )
        self._coming: dict[Address, Future[Answer]] = {}
        self._readers = ThreadPoolExecutor(READERS, "sights-read")
        self._builders = ThreadPoolExecutor(BUILDERS, "sights-build")
        self._warmers = ThreadPoolExecutor(1, "sights-warm", initializer=_with_low_priority)

    @property
    def alone(self) -> Answer:
        """The application without a first sight."""
        return self._alone

    def knows(self, stem: str) -> bool:
        """Say whether a stem is a page's."""
        return stem in self._site.menu or stem in self._site.foot

    async def answer(self, stem: str, codes: Mapping[str, str]) -> Answer:
        """Return the page of an address, or the application alone where that takes too long."""
        raw = tuple(sorted((key, code) for key, code in codes.items() if _may_mean(key, code)))
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = await loop.run_in_executor(self._readers, self.find, stem, raw)
                if isinstance(found, Answer):
                    return found
                return await asyncio.shield(asyncio.wrap_future(found))
        except (TimeoutError, CrowdedError):
            return self._soon
        except StoreError:
            return self._alone

    def find(self, stem: str, raw: Raw) -> "Answer | Future[Answer]":
        """
        Return what is kept of an address, or what will be once it is computed.

        Raises
        ------
        StoreError
            If the store does not answer.
        CrowdedError
            If too many pages are being computed.
        """
        return self._asked(self._address(stem, raw), self._builders)

    def _address(self, stem: str, raw: Raw) -> Address:
        self._renew(self._store.stamp())
        with self._lock:
            name = self._names.get((stem, raw))
        if name is None:
            with self._store.reading() as release:
                name = canonical(release, stem, dict(raw))
            with self._lock:
                self._names[stem, raw] = name
        return name

    def _asked(self, asked: Address, workers: ThreadPoolExecutor) -> "Answer | Future[Answer]":
        with self._lock:
            if kept := self._kept.get(asked):
                return kept
            if coming := self._coming.get(asked):
                return coming
            if len(self._coming) >= MOST_WAITING:
                raise CrowdedError(f"{len(self._coming)} pages are computed")
            coming = self._coming[asked] = workers.submit(self._built, asked, self._stamp)
        return coming

    def _built(self, asked: Address, stamp: Stamp | None) -> Answer:
        try:
            with self._store.reading() as release:
                document = self._draw(release, asked, self._site)
            answer = Answer.of(written(self._shell, document))
            current = self._store.stamp() == stamp
        except BaseException:
            self._forget(asked)
            raise
        with self._lock:
            if current and stamp == self._stamp:
                with suppress(ValueError):  # Heavier than all that may be kept.
                    self._kept[asked] = answer
            self._coming.pop(asked, None)
        return answer

    def _forget(self, asked: Address) -> None:
        with self._lock:
            self._coming.pop(asked, None)

    def _renew(self, stamp: Stamp) -> None:
        """Forget what was said of another release, and begin to prepare this one's pages."""
        with self._lock:
            if stamp == self._stamp:
                return
            self._stamp = stamp
            self._names.clear()
            self._kept.clear()
        if self._warmed:
            self.warm()

    def warm(self) -> None:
        """Prepare what each page says where its address says nothing, without haste."""
        for stem in (*self._site.menu, *self._site.foot):
            self._warmers.submit(self._warm, stem)

    def _warm(self, stem: str) -> None:
        with suppress(StoreError, CrowdedError):
            asked = self._address(stem, ())
            with self._lock:
                if asked in self._kept or asked in self._coming:
                    return
                coming: Future[Answer] = Future()
                self._coming[asked] = coming
            _run(coming, lambda: self._built(asked, self._stamp))


def _run(future: Future[Answer], build: Callable[[], Answer]) -> None:
    """Compute what others may already wait for."""
    try:
        future.set_result(build())
    except StoreError as error:
        future.set_exception(error)


def _with_low_priority() -> None:
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _LOW_PRIORITY)


def _may_mean(key: str, code: str) -> bool:
    return (key in KEYS or key == EMBED) and len(code) <= LONGEST_CODE
