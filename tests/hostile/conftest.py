import asyncio

import pytest

from benchmarks.sessions import session
from tests.hostile.server import attacked
from tests.seed import lately, seed_frames, sow_frames


@pytest.fixture(scope="package")
def store(tmp_path_factory):
    """The path of the chequered territory, with real actions enough to conclude on."""
    frames = seed_frames({}, "Atelier")
    lately(frames)
    return sow_frames(frames, tmp_path_factory.mktemp("attacked") / "cls.gpkg")


@pytest.fixture(scope="package")
def server(store, tmp_path_factory):
    """A public process, that must live, write JSON alone and ask nothing of any other host."""
    with attacked(store, tmp_path_factory.mktemp("server")) as here:
        asyncio.run(first_visit(here))
        yield here


async def first_visit(server):
    """Draw a map: no file of what draws it is there before."""
    async with session(server, "territoire=damier") as reader:
        await reader.open("carte_actions")
