import faulthandler
import fcntl
import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key, get_timeout_config_value
from hypothesis import settings

from cls_dash import settings as program
from cls_dash.ingest.dataset import kept_tables
from cls_dash.ingest.release import build_store
from cls_dash.questions import choices
from cls_dash.store.open import Store, open_store
from tests.postgis import ABSENT, as_reader, programs, serving_stores
from tests.seed import sow
from tests.shipped import DATA
from tests.small_country import sow_country

settings.register_profile("cls", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("quick", settings.get_profile("cls"), max_examples=5)
settings.register_profile("long", settings.get_profile("cls"), max_examples=200)
settings.load_profile("cls")

ROOT = Path(__file__).parents[1]
SCRIPTS = {
    "cls_dash.shell.frame",
    "cls_dash.workshop.frame",
    "cls_dash.workshop.workshop_app",
}
"""What Streamlit runs and nobody imports: importing one draws it."""
ENGINES = ["sqlite", "postgis"]
SAMPLE = 2
"""Cases of a test that is sampled, which the quick tier runs."""


def pytest_collection_modifyitems(items):
    """
    Leave out of the quick tier what takes a server of databases, or the shipped data whole.

    Of the cases of one test that are ``sampled``, the first two stay in it.
    """
    cases = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        if item.get_closest_marker("sampled"):
            cases[test] += 1
        heavy = {"postgis", "shipped"} & set(getattr(item, "fixturenames", ()))
        if heavy or cases[test] > SAMPLE:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """Look for the garbage of tests alone, from now on."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    """Limit the end of a test that failed too: pytest forgets its limit, for who debugs it."""
    if (limit := get_timeout_config_value(item.config)) > 0:
        said = item.config.stash[fault_handler_stderr_fd_key]
        faulthandler.dump_traceback_later(limit, file=said, exit=True)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder that all the workers of this run have in common."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session", autouse=True)
def cache(shared):
    """Keep away from the user's cache, in this process and in those that it starts."""
    # One for all workers: the shipped dataset is checked and drawn once.
    os.environ["CLS_CACHE"] = str(shared / "cache")
    kept_tables.KEPT = 100
    program.settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _today():
    """Let the contracts in force be those of the day that the seeds were written for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choices, "today", lambda: date(2026, 3, 12))
        yield


def once(path: Path, make: Callable[[Path], object]) -> Path:
    """Return a file that one of the workers makes for all, while the others wait."""
    path.parent.mkdir(exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(path)
    return path


@contextmanager
def opened(address: str) -> Iterator[Store]:
    """Open a store as the application does: with the role that only reads."""
    store = open_store(as_reader(address))
    try:
        yield store
    finally:
        store.engine.dispose()


@pytest.fixture(scope="session")
def postgis():
    """A PostGIS server. Without its programs these tests cannot run; in CI that is a failure."""
    if not programs():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    with serving_stores() as server:
        yield server


@pytest.fixture
def database(postgis):
    """The address of an empty database of one's own."""
    with postgis.database() as made:
        yield made


@pytest.fixture(params=ENGINES)
def engine(request):
    """The name of the engine: what asks for it runs on each."""
    return request.param


@pytest.fixture
def address(engine, request, tmp_path):
    """The address of a store of one's own, where nothing is published yet."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/store/cls.gpkg"
    return request.getfixturevalue("database")


@pytest.fixture(scope="session")
def shipped(shared):
    """The path of the store built from ``data/``, once for all workers: nobody changes it."""
    return once(shared / "shipped" / "cls.gpkg", lambda path: build_store(DATA, path))


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    """The path of a file that holds the chequered territory of ``tests.seed``."""
    return sow(tmp_path_factory.mktemp("store") / "cls.gpkg")


@pytest.fixture(scope="session")
def country_file(tmp_path_factory):
    """The path of a file that holds the country of ``tests.small_country``."""
    return sow_country(tmp_path_factory.mktemp("country") / "cls.gpkg")


@pytest.fixture(scope="session")
def seeded_database(postgis):
    """The address of a database that holds the chequered territory."""
    with postgis.database() as made:
        yield sow(made)


def seeded_on(engine, request):
    """Return the address of the chequered territory on an engine."""
    if engine == "sqlite":
        return f"sqlite:///{request.getfixturevalue('seeded_file')}"
    return request.getfixturevalue("seeded_database")


@pytest.fixture
def seeded(engine, request):
    """The address of a store, not to be changed, that holds the chequered territory."""
    return seeded_on(engine, request)


@pytest.fixture
def store(seeded):
    """The chequered store, open."""
    with opened(seeded) as store:
        yield store


@pytest.fixture
def release(store):
    """Release of the chequered store."""
    with store.reading() as answers:
        yield answers
