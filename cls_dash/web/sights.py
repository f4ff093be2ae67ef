"""What addresses of pages are answered with: computed once for all who wait, and kept."""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Final

from cachetools import LRUCache

from cls_dash.errors import CrowdedError, StoreError
from cls_dash.questions.embedding import EMBED, SHOWN
from cls_dash.questions.first_sight import Address, Site, canonical
from cls_dash.questions.parameters import KEYS
from cls_dash.store.open import Stamp, Store
from cls_dash.store.release import Release

READERS: Final = 4
MOST_WAITING: Final = 16
"""How many answers may be computed or wait for it; the next ones are refused."""
KEPT_BYTES: Final = 32 * 2**20
KEPT_NAMES: Final = 4_096
LONGEST_CODE: Final = 200
"""Letters of a code: no list has a longer one."""
EACH_S: Final = 60.0
"""How often another release is looked for."""

Raw = tuple[tuple[str, str], ...]
Make = Callable[[Release, Address, Site], bytes]


@dataclass(frozen=True)
class Answer:
    """A body, ready to be sent, and what tells it from another."""

    body: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes) -> "Answer":
        """Return a body with its tag."""
        return cls(body, f'"{sha256(body).hexdigest()[:20]}"')


class Sights:
    """
    Answers of one kind, by what their addresses ask for; those of a release go with it.

    Parameters
    ----------
    store, site
        What is read, and what a deployment says of itself.
    make
        Makes the body of an answer.
    builders
        How many are made at once.
    patience_s
        How long an answer that is not kept is waited for.
    """

    def __init__(
        self, store: Store, site: Site, make: Make, *, builders: int, patience_s: float
    ) -> None:
        self.store, self._make, self._patience = store, make, patience_s
        self.site = site
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._names: LRUCache[tuple[Stamp, str, Raw], Address] = LRUCache(KEPT_NAMES)
        self._kept: LRUCache[Address, Answer] = LRUCache(
            KEPT_BYTES, getsizeof=lambda answer: len(answer.body)
        )
        self._coming: dict[Address, Future[Answer]] = {}
        self._readers = ThreadPoolExecutor(READERS, "sights-read")
        self._builders = ThreadPoolExecutor(builders, "sights-build")

    async def answer(self, stem: str, codes: Mapping[str, str]) -> Answer:
        """
        Return what an address is answered with.

        Raises
        ------
        StoreError
            If the store does not answer.
        CrowdedError
            If too many are being computed.
        TimeoutError
            If it takes too long; it goes on, and is kept for who asks again.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._patience):
            found = await loop.run_in_executor(self._readers, self.find, stem, meant(codes))
            if isinstance(found, Answer):
                return found
            return await asyncio.shield(asyncio.wrap_future(found))

    def find(self, stem: str, raw: Raw) -> "Answer | Future[Answer]":
        """
        Return what is kept of an address, or what will be once it is computed.

        Raises
        ------
        StoreError
            If the store does not answer.
        CrowdedError
            If too many are being computed.
        """
        stamp = self.store.stamp()
        self._renew(stamp)
        asked = self._address(stamp, stem, raw)
        with self._lock:
            if kept := self._kept.get(asked):
                return kept
            if coming := self._coming.get(asked):
                return coming
            if len(self._coming) >= MOST_WAITING:
                raise CrowdedError(f"{len(self._coming)} pages are computed")
            coming = self._builders.submit(self._made, asked, stamp)
            self._coming[asked] = coming
        return coming

    def _address(self, stamp: Stamp, stem: str, raw: Raw) -> Address:
        with self._lock:
            name = self._names.get((stamp, stem, raw))
        if name is None:
            with self.store.reading() as release:
                name = canonical(release, stem, dict(raw))
            with self._lock:
                self._names[stamp, stem, raw] = name
        return name

    def _made(self, asked: Address, stamp: Stamp) -> Answer:
        try:
            with self.store.reading() as release:
                answer = Answer.of(self._make(release, asked, self.site))
            current = self.store.stamp() == stamp
            with self._lock, suppress(ValueError):  # Heavier than all that may be kept.
                if current and stamp == self._stamp and not asked.unknown:  # Anybody may err.
                    self._kept[asked] = answer
        finally:
            with self._lock:
                self._coming.pop(asked, None)
        return answer

    def _renew(self, stamp: Stamp) -> None:
        """Forget what was said of another release."""
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._kept.clear()


def meant(codes: Mapping[str, str]) -> Raw:
    """Return what may mean something of an address, in one order."""
    known = KEYS | {EMBED, SHOWN}
    said = (pair for pair in codes.items() if pair[0] in known and len(pair[1]) <= LONGEST_CODE)
    return tuple(sorted(said))


class Warmer:
    """
    Prepares what each page says where its address says nothing, once for each release.

    One at a time: readers keep the other builder.
    """

    def __init__(self, sights: Sights) -> None:
        self._sights = sights
        self._stamp: Stamp | None = None
        self._looked = 0.0
        self._worker = ThreadPoolExecutor(1, "sights-warm")

    def look(self) -> None:
        """Begin to prepare the pages of the release that is published, if it is another."""
        now = time.monotonic()
        if not self._looked or now - self._looked > EACH_S:
            self._looked = now
            self._worker.submit(self._prepare)

    def _prepare(self) -> None:
        with suppress(StoreError):
            if (stamp := self._sights.store.stamp()) == self._stamp:
                return
            self._stamp = stamp
            site = self._sights.site
            for stem in site.titles:
                with suppress(CrowdedError):
                    found = self._sights.find(stem, ())
                    if not isinstance(found, Answer):
                        found.result()
