"""What a reader reads and chooses on the page of a region's contracts."""

import pytest

from tests.pages.driver import answer, listed, table, texts
from tests.seed import seed_frames, sow_frames

TITLE = "Qui a un contrat, qui n’en a pas ?"


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """The path of a store where Voisin drafts its contract, whose years nobody tells."""
    frames = seed_frames({}, "Atelier")
    frames["contract"].loc[2, ["state", "start_year", "end_year"]] = ["En élaboration", None, None]
    return sow_frames(frames, tmp_path_factory.mktemp("drafted") / "cls.gpkg")


def test_it_tells_states_and_what_is_not_known_apart(opened, drafted):
    app = opened(drafted, "contrats_region")
    assert not app.exception
    assert TITLE in {*(title.value for title in app.title), *texts(app)}
    said = answer(app)
    assert "Région Auvergne-Rhône-Alpes : 2\u00a0contrats connus de l’atlas" in said
    told = " ".join(texts(app))
    assert "En élaboration" in told
    assert "Dates inconnues pour" in told
    assert listed(app, "region").options == ["Auvergne-Rhône-Alpes"]
    shown = table(app, "Contrats de la région")
    assert "En élaboration" in shown
    assert "dates inconnues" in shown
    assert "aucune action saisie" in shown
