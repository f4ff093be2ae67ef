"""Variants of the seed, for what the chequered territory does not show."""

from contextlib import ExitStack

import pytest

from tests.conftest import opened
from tests.seed import seed_frames, sow_frames
from tests.small_country import country_frames


@pytest.fixture
def engine():
    """One engine is enough here: both give the same release."""
    return "sqlite"


@pytest.fixture
def sown(address):
    """Return a release of a seed whose frames were changed by the function given."""
    with ExitStack() as stores:

        def sow(change):
            frames = seed_frames({}, "Atelier")
            change(frames)
            sow_frames(frames, address)
            return stores.enter_context(stores.enter_context(opened(address)).reading())

        yield sow


@pytest.fixture
def country_readings(country_file):
    """Release of the country of ``tests.small_country``."""
    with opened(f"sqlite:///{country_file}") as store, store.reading() as release:
        yield release


@pytest.fixture
def changed_country(tmp_path, request):
    """Return a release of a country whose frames were changed by the function given."""
    with ExitStack() as stores:

        def changed(change):
            frames = country_frames()
            change(frames)
            # Answers are kept by release: each country has its own.
            path = sow_frames(frames, tmp_path / "cls.gpkg", release=request.node.nodeid)
            return stores.enter_context(stores.enter_context(opened(f"sqlite:///{path}")).reading())

        yield changed
