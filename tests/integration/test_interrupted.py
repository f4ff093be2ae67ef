"""A publication that is cut short, by a kill or a full disk, leaves what was published."""

import re
import resource
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from cls_dash.errors import PublicationError
from cls_dash.store import postgis as postgis_store
from cls_dash.store.addresses import engine_of, store_path
from tests.conftest import opened
from tests.integration.doomed import PROCESSES, killed, publish, publish_until, sow_new
from tests.integration.states import first_name, releases, state
from tests.postgis import OWNER, ask
from tests.seed import sow

MOMENTS = [
    ("sqlite", "geopackage.create_catalogue", 1),
    ("sqlite", "sqlite._insert", 1),
    ("sqlite", "publish.typed", 8),
    ("sqlite", "sqlite._verify", 1),
    ("sqlite", "sqlite.flush", 1),
    ("postgis", "postgis._create", 1),
    ("postgis", "postgis._copy", 1),
    ("postgis", "postgis._copy", 8),
    ("postgis", "postgis.verify_counts", 1),
]
OTHERS_END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.mark.parametrize(("engine", "where", "call"), MOMENTS)
def test_a_publication_that_is_killed_leaves_the_store_as_it_was(address, where, call):
    before, reached = state(sow(address)), PROCESSES.Event()
    with opened(address) as store:
        with killed(publish_until, where, call, address, reached):
            assert reached.wait(60)
            assert first_name(store) == "Commune 00"
        assert published(address) == before
        assert first_name(store) == "Commune 00"
        sow_new(address)
        assert first_name(store) == "Renommée"
    check_alone(address)


def published(address):
    """The state, but for the draft that a killed build leaves and the next one removes."""
    found = state(address)
    if engine_of(address) == "sqlite":
        inode, files = found
        return inode, {path: content for path, content in files.items() if path.name[0] != "."}
    return found


def check_alone(address):
    """Nothing is left of the publications that failed."""
    if engine_of(address) == "sqlite":
        assert list(store_path(address).parent.iterdir()) == [store_path(address)]
    else:
        assert releases(address)


def test_killed_at_any_instant_it_leaves_one_of_the_two_stores_whole(address):
    old = content(sow(address))
    began = time.monotonic()
    new = content(sow_new(address))
    lasts, found = time.monotonic() - began, new
    for part in (0, 0.4, 0.8):
        if found == new:
            sow(address)
        started = PROCESSES.Event()
        with killed(publish, address, started):
            assert started.wait(60)
            time.sleep(lasts * part)
        found = content(address)
        assert found in (old, new)
    sow(address)
    check_alone(address)


def content(address):
    """What is published, byte for byte or row for row."""
    if engine_of(address) == "sqlite":
        return store_path(address).read_bytes()
    last = f"release_{releases(address)[-1]}"
    _, rows = state(address)
    return {table: found for (schema, table), found in rows.items() if schema == last}


def mountable():
    """Whether this process may mount a disk: CAP_SYS_ADMIN."""
    capabilities = re.search(r"CapEff:\s*(\w+)", Path("/proc/self/status").read_text())[1]
    return bool(int(capabilities, 16) >> 21 & 1)


@contextmanager
def small_disk(folder, size):
    """Mount a disk of that many bytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def no_file_above(size):
    _, most = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def refused(address, message, *, through=None):
    """Publish in vain: the reason is said on one line and the store is as it was."""
    before = state(address)
    with pytest.raises(PublicationError, match=message) as refusal:
        sow_new(through or address)
    assert "\n" not in str(refusal.value)
    assert state(address) == before
    with opened(address) as store:
        assert first_name(store) == "Commune 00"


class TestAFullDisk:
    @pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
    def test_a_file_that_may_not_grow_is_given_up(self, tmp_path, part):
        path = sow(tmp_path / "store" / "cls.gpkg")
        with no_file_above(int(path.stat().st_size * part)):
            refused(f"sqlite:///{path}", "disk I/O error|disk is full")
        sow_new(path)
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.skipif(not mountable(), reason="il faut pouvoir monter un disque")
    def test_a_disk_that_holds_one_store_and_not_two_keeps_the_first(self, tmp_path, seeded_file):
        with small_disk(tmp_path / "disk", int(seeded_file.stat().st_size * 1.5)) as disk:
            path = sow(disk / "cls.gpkg")
            refused(f"sqlite:///{path}", "disk is full")
            assert list(disk.iterdir()) == [path]

    @pytest.mark.skipif(not mountable(), reason="il faut pouvoir monter un disque")
    def test_a_server_whose_disk_is_full_keeps_the_release(self, postgis, database):
        sow(database)
        name = make_url(database).database
        (size,) = ask(database, "SELECT pg_database_size(current_database())")[0]
        with small_disk(postgis.socket / "disk", size + 600_000) as disk:
            shutil.chown(disk, "postgres", "postgres")
            server = postgis.url(OWNER)
            ask(server, f"CREATE TABLESPACE small LOCATION '{disk}'",
                f"ALTER DATABASE {name} SET TABLESPACE small")  # fmt: skip
            refused(database, "could not extend file")
            ask(server, f"ALTER DATABASE {name} SET TABLESPACE pg_default",
                "CHECKPOINT", "DROP TABLESPACE small")  # fmt: skip
        sow_new(database)
        check_alone(database)


class TestAServerThatGivesUp:
    def test_a_publication_that_takes_too_long(self, database):
        sow(database)
        impatient = f"{database}&options=-cstatement_timeout%3D1"
        refused(database, "canceling statement due to statement timeout", through=impatient)
        sow_new(database)
        check_alone(database)

    @pytest.mark.parametrize("way", ["ended", "stopped"])
    def test_one_whose_connection_ends_just_before_the_end(
        self, postgis, database, monkeypatch, way
    ):
        sow(database)
        verify = postgis_store.verify_counts

        def end(*arguments):
            if way == "ended":
                ask(database, OTHERS_END)
            else:
                with postgis.down():
                    pass
            verify(*arguments)

        monkeypatch.setattr(postgis_store, "verify_counts", end)
        refused(database, "terminat|closed")
        monkeypatch.undo()
        sow_new(database)
        check_alone(database)
