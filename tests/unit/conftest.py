"""Variants of the seed, for what the chequered territory does not show."""

from contextlib import ExitStack
from datetime import date

import pytest

from cls_dash.store.open import open_store
from cls_dash.store.publish import publish
from tests.seed import seed_frames


@pytest.fixture
def sown(tmp_path):
    """Return readings of a seed whose frames were changed by the function given."""
    with ExitStack() as opened:

        def sow(change):
            frames = seed_frames({}, "Atelier")
            change(frames)
            path = tmp_path / "changed.gpkg"
            publish(frames, path, release="changed", latest_fact=date(2026, 1, 31))
            store = open_store(f"sqlite:///{path}")
            opened.callback(store.engine.dispose)
            return opened.enter_context(store.reading())

        yield sow
