from pathlib import Path

import pytest
from hypothesis import settings

from cls_dash.store.open import open_store
from tests.seed import sow

settings.register_profile("cls", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("cls")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """The path of a store that holds the chequered territory of ``tests.seed``."""
    return sow(tmp_path_factory.mktemp("store") / "cls.gpkg")


@pytest.fixture
def store(seeded):
    """The chequered store, open."""
    opened = open_store(f"sqlite:///{seeded}")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def readings(store):
    """Readings of the chequered store."""
    with store.reading() as answers:
        yield answers
