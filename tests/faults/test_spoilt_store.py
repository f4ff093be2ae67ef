"""A store spoilt under its readers, in every way, again and again: no page fails."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Event

import pytest

from tests.reader import reading
from tests.seed import sow
from tests.served import got, served

READERS = 8
PAGES = ("", "ma_commune", "donnees_methode", "zones_oubliees", "suivi_actions", "equite")
QUERY = "territoire=damier&commune=63000"


def replaced(path, contents):
    """Put contents under the name at once, as a publication does."""
    draft = path.with_suffix(".draft")
    draft.write_bytes(contents)
    draft.replace(path)


def scrambled(path, chance):
    """Write noise over some pages of the file, in place."""
    with path.open("r+b") as file:
        for _ in range(20):
            file.seek(chance.randrange(path.stat().st_size))
            file.write(chance.randbytes(512))


@pytest.fixture
def whole(tmp_path):
    """The contents of two stores."""
    named = ({}, {"63000": "Renommée"})
    return [sow(tmp_path / f"{rank}.gpkg", names=names).read_bytes()
            for rank, names in enumerate(named)]  # fmt: skip


def spoil(path, whole, chance, times):
    """Spoil the store in each way in turn, then mend it in two ways in turn; yield at each step."""
    ways = cycle([
        lambda: replaced(path, whole[1]),
        lambda: path.write_bytes(whole[0][: chance.randrange(len(whole[0]))]),
        lambda: scrambled(path, chance),
        path.unlink,
        lambda: path.write_bytes(b""),
        lambda: path.write_bytes(chance.randbytes(65_536)),
        lambda: (path.unlink(), path.mkdir()),
    ])  # fmt: skip
    mends = cycle([replaced, lambda path, contents: path.write_bytes(contents)])
    for _ in range(times):
        next(ways)()
        yield
        if path.is_dir():
            path.rmdir()
        next(mends)(path, whole[0])
        yield


# Each of seven ways with each of two mends, three times.
@pytest.mark.parametrize("times", [42, pytest.param(100, marks=pytest.mark.long)])
def test_no_page_fails_and_no_session_is_lost(tmp_path, whole, times):
    path, over = tmp_path / "cls.gpkg", Event()
    chance = random.Random(15)  # noqa: S311 - the same noise each time
    path.write_bytes(whole[0])
    shown, probes = [], Counter()

    def read(rank):
        pages = cycle(PAGES[rank % len(PAGES) :] + PAGES[: rank % len(PAGES)])
        with reading(atlas, QUERY) as reader:
            while not over.is_set():
                shown.append(reader.visit(next(pages)))
            # The same session, once the store is whole again.
            return reader.visit("ma_commune").answered

    with served(tmp_path, path) as atlas, ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, rank) for rank in range(READERS)]
        time.sleep(5)
        try:
            for _ in spoil(path, whole, chance, times):
                probes[got(f"{atlas.url}/readyz")[0]] += 1
                time.sleep(0.1)
        finally:
            over.set()
        assert [reader.result(60) for reader in readers] == [True] * READERS
        log = atlas.log.read_text("utf-8")
    failed = [each.errors for each in shown if each.errors]
    assert failed == [], log[-6_000:]
    assert len(shown) > 2 * READERS
    # It did happen: some pages showed what was kept, or said that the data do not answer.
    assert sum(each.banner for each in shown) > READERS
    assert set(probes) == {200, 503}
