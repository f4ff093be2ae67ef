"""Variants of the seed, for what the chequered territory does not show."""

from contextlib import ExitStack
from functools import cache, partial

import pytest

from cls_dash.ingest.contract import home
from tests import contract
from tests.conftest import opened
from tests.in_memory import changing, release_of
from tests.seed import seed_frames
from tests.small_country import country_frames


@pytest.fixture
def engine():
    """One engine is enough here: both give the same release."""
    return "sqlite"


@pytest.fixture(scope="module")
def store(seeded_file):
    """The chequered store, open: what one test asked is not asked again by the next."""
    with opened(f"sqlite:///{seeded_file}") as found:
        yield found


@pytest.fixture(scope="module")
def release(store):
    """Release of the chequered territory."""
    with store.reading() as found:
        yield found


@pytest.fixture
def sown():
    """Return a release of a seed whose frames were changed by the function given."""
    with changing(partial(seed_frames, {}, "Atelier")) as sow:
        yield sow


@pytest.fixture(scope="module")
def country_readings(country_file):
    """Release of the country of ``tests.small_country``."""
    with opened(f"sqlite:///{country_file}") as store, store.reading() as found:
        yield found


@pytest.fixture
def changed_country():
    """Return a release of a country whose frames were changed by the function given."""
    with changing(country_frames) as changed:
        yield changed


@pytest.fixture
def asked():
    """Return a release of frames."""
    with ExitStack() as releases:
        yield lambda frames: releases.enter_context(release_of(frames))


@pytest.fixture(scope="module")
def valley(tmp_path_factory):
    """The valley; as no test of the module changes it, it is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, "read_home", cache(home.read_home))
        yield contract.sown(tmp_path_factory.mktemp("valley") / "data")
