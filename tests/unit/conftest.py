"""Variants of the seed, for what the chequered territory does not show."""

from contextlib import ExitStack

import pytest

from tests.conftest import opened
from tests.seed import seed_frames, sow_frames


@pytest.fixture
def engine():
    """One engine is enough here: both give the same readings."""
    return "sqlite"


@pytest.fixture
def sown(address):
    """Return readings of a seed whose frames were changed by the function given."""
    with ExitStack() as stores:

        def sow(change):
            frames = seed_frames({}, "Atelier")
            change(frames)
            sow_frames(frames, address)
            return stores.enter_context(stores.enter_context(opened(address)).reading())

        yield sow
