"""Strangers who ask, together, for all that takes long, and the readers beside them."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from benchmarks.sessions import session
from tests.hostile.server import reading

PAGE, FILES, PORTRAIT = "donnees_methode", "Télécharger", "Portrait (PDF)"
SEARCH = "Vérifier par un calcul exact"


@asynccontextmanager
async def opened(server, queries, page):
    """Open a page for each query; yield the strangers who look at it."""
    async with AsyncExitStack() as kept:
        strangers = [await kept.enter_async_context(session(server, query)) for query in queries]
        for stranger in strangers:
            await stranger.open(page)
            if page == PAGE:
                await stranger.unfold(FILES)
        yield strangers


async def portrait(stranger):
    return await stranger.take(PORTRAIT), stranger.notes


async def search(stranger):
    return await stranger.unfold(SEARCH)


def test_documents_are_made_in_turn_and_who_waits_is_told_a_place(server):
    async def together():
        async with opened(server, ["territoire=damier"] * 4, PAGE) as strangers:
            return await asyncio.gather(*map(portrait, strangers))

    made = asyncio.run(together())
    assert all(body.startswith(b"%PDF") for body, _ in made)
    first, *others = sorted((notes for _, notes in made), key=len)
    assert first == []
    assert any("n°\xa03 dans la file" in note for notes in others for note in notes)
    assert all("C’est votre tour" in notes[-1] for notes in others if notes)


@pytest.mark.long
@pytest.mark.parametrize(
    ("page", "ask"), [("ou_agir", search), (PAGE, portrait)], ids=["searches", "portraits"]
)
def test_ten_strangers_at_once_leave_readers_alone(server, page, ask):
    async def attack():
        queries = [f"territoire=damier&places={1 + rank}" for rank in range(10)]
        async with (
            opened(server, queries, page) as strangers,
            reading(server, readers=1) as (alone, waits),
        ):
            await asyncio.gather(*map(ask, strangers))
        return waits.bounded(f"ten strangers on {page}", alone)

    assert asyncio.run(attack())
