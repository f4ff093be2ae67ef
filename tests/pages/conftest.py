"""The app driven by Streamlit's own test driver, on the chequered territory."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cls_dash import shell
from cls_dash.settings import ROOT, settings
from cls_dash.shell import atlas_map, menu


def restart():
    """Forget what earlier tests left in this process."""
    shell.store().engine.dispose()
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def opened(monkeypatch):
    """Return a function that opens a page of the app on the store at a path or an address."""

    def opened(store, stem="accueil", **parameters):
        address = f"sqlite:///{store}" if isinstance(store, Path) else store
        monkeypatch.setenv("CLS_STORE", address)
        monkeypatch.setenv("CLS_DRAWS", "199")
        restart()
        app = AppTest.from_file(ROOT / "cls_dash/shell/frame.py", default_timeout=60)
        for name, code in parameters.items():
            app.query_params[name] = code
        # The first run must be the asked page's: another would drop its parameters.
        app.switch_page(str(menu.script(stem)))
        return app.run()

    yield opened
    restart()


@pytest.fixture
def page(opened, seeded_file):
    """Return a function that opens a page on the seed and expects no failure."""

    def page(stem="accueil", **parameters):
        app = opened(seeded_file, stem, **parameters)
        assert not app.exception
        return app

    return page


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
