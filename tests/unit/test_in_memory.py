"""A release in memory holds what a published one does."""

import pytest

from cls_dash.errors import PublicationError
from cls_dash.store.model import TABLES
from tests.conftest import opened
from tests.in_memory import release_of
from tests.seed import seed_frames
from tests.small_country import country_frames


def cells(release):
    """Return the cells of all tables, and what they are; each release has its own name."""
    tables = {
        table.name: release.connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY fid")  # noqa: S608
        for table in TABLES
        if table.name != "release"
    }
    return {
        name: [[(type(cell), cell) for cell in row] for row in rows]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize("frames", [lambda: seed_frames({}, "Atelier"), country_frames])
@pytest.mark.parametrize("asked_before", [False, True])
def test_every_cell_is_that_of_the_published_file(frames, asked_before, seeded_file, country_file):
    path = country_file if frames is country_frames else seeded_file
    if asked_before:
        with release_of(frames()):
            pass
    with (
        release_of(frames()) as found,
        opened(f"sqlite:///{path}") as store, store.reading() as published,
    ):  # fmt: skip
        assert cells(found) == cells(published)
        assert found.latest_fact == published.latest_fact


def test_a_changed_cell_is_read_and_the_seed_stays_as_it_was(sown):
    def renamed(frames):
        frames["commune"].loc[frames["commune"]["code"] == "63000", "name"] = "Renommée"

    query = "SELECT name FROM commune WHERE code = '63000'"
    for release, name in ((sown(renamed), "Renommée"), (sown(dict), "Commune 00")):
        assert release.connection.exec_driver_sql(query).scalar() == name


def test_two_releases_have_two_names(sown):
    assert sown(dict).digest != sown(dict).digest


def test_what_a_publication_refuses_fails_the_test():
    frames = seed_frames({}, "Atelier")
    with (
        pytest.raises(PublicationError, match="lacking or unknown"),
        release_of(frames | {"commune": frames["commune"].drop(columns="name")}),
    ):
        pass
    frames["perimeter"].loc[0, "commune"] = "99999"
    with pytest.raises(AssertionError), release_of(frames):
        pass
