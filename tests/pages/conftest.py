"""The app driven by Streamlit's own test driver, on the chequered territory."""

import os
from functools import cache, partial
from pathlib import Path

import pytest
import streamlit as st
from cachetools import LRUCache
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from cls_dash.settings import ROOT, settings
from cls_dash.shell import atlas_map, menu
from cls_dash.shell.ask import answers, seen, store
from tests.seed import lately, real_frames, seed_frames, sow_frames

_WARM: dict[str, str] = {}
"""Settings that the app of this process was started with."""
_READ = LRUCache(8)
"""What was read with the last settings: most tests read the seed, with one more store between."""


def close():
    """Stop the app of this process, but keep what it read of a file."""
    if _WARM.get("CLS_STORE", "").startswith("sqlite:"):
        _READ[frozenset(_WARM.items())] = seen()
    _WARM.clear()
    store().engine.dispose()
    settings.cache_clear()
    answers.cache_clear()
    st.cache_resource.clear()


def warm():
    """Start the app anew only where its settings are not those of the test before."""
    asked = {name: value for name, value in os.environ.items() if name.startswith("CLS_")}
    if asked == _WARM:
        return
    close()
    _WARM.update(asked)
    if before := _READ.get(frozenset(asked.items())):
        seen().stamp, seen().memo = before.stamp, before.memo


@pytest.fixture(scope="session", autouse=True)
def _scanned_once():
    """Look once for components in the packages: the driver would at each page, for 0.3 s."""
    scan = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="module", autouse=True)
def _closed_at_the_end():
    yield
    close()


@pytest.fixture
def opened(monkeypatch):
    """Return a function that opens a page of the app on the store at a path or an address."""

    def opened(store, stem="accueil", **parameters):
        address = f"sqlite:///{store}" if isinstance(store, Path) else store
        monkeypatch.setenv("CLS_STORE", address)
        monkeypatch.setenv("CLS_DRAWS", "199")
        warm()
        app = AppTest.from_file(ROOT / "cls_dash/shell/frame.py", default_timeout=60)
        for name, code in parameters.items():
            app.query_params[name] = code
        # The first run must be the asked page's: another would drop its parameters.
        app.switch_page(str(menu.script(stem)))
        return app.run()

    return opened


@pytest.fixture
def page(opened, seeded_file):
    """Return a function that opens a page on the seed and expects no failure."""
    return partial(_whole, opened, seeded_file)


@pytest.fixture(scope="session")
def real_file(tmp_path_factory):
    """The path of a file with real actions alone, enough of them for a verdict."""
    path = tmp_path_factory.mktemp("real") / "cls.gpkg"
    return sow_frames(real_frames(), path, release="real")


@pytest.fixture(scope="session")
def demonstration_file(tmp_path_factory):
    """The path of a file with the seed's actions, mostly illustrative, each a recent series."""
    frames = seed_frames({}, "Atelier")
    lately(frames, real=False)
    path = tmp_path_factory.mktemp("demonstration") / "cls.gpkg"
    return sow_frames(frames, path, release="demonstration")


@pytest.fixture
def real_page(opened, real_file):
    """Return a function that opens a page where enough is recorded for a verdict."""
    return partial(_whole, opened, real_file)


@pytest.fixture
def demonstration_page(opened, demonstration_file):
    """Return a function that opens a page where there is enough, but mostly made up."""
    return partial(_whole, opened, demonstration_file)


def _whole(opened, store, stem="accueil", **parameters):
    """Open a page and expect no failure."""
    app = opened(store, stem, **parameters)
    assert not app.exception
    return app


class Browser:
    """What the map's frame answers: the driver runs no JavaScript."""

    answer = None

    def __call__(self, *_args, **_kwargs):
        return self.answer


@pytest.fixture
def browser(monkeypatch):
    """Answer in the map's place; until told otherwise, as a map not yet painted."""
    replaced = Browser()
    monkeypatch.setattr(atlas_map, "st_folium", replaced)
    return replaced
