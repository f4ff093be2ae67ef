import pandas as pd
import pytest

from cls_dash.ingest.geography.packages import CACHE, DIVISIONS, OUTLINES, Packages
from cls_dash.ingest.geography.reference import read_france
from tests.conftest import once


@pytest.fixture(scope="session")
def packages():
    """The registry packages that hold all of France, where they are in the cache."""
    found = Packages(CACHE / OUTLINES.file, CACHE / DIVISIONS.file)
    if not (found.outlines.exists() and found.divisions.exists()):
        pytest.skip(f"{CACHE} has no packages: cls-dash geography --france puts them there")
    return found


@pytest.fixture(scope="session")
def france(packages, shared):
    """Every commune of France: ten seconds of work, done once for all workers."""
    return pd.read_pickle(  # noqa: S301 - ours
        once(shared / "france.pickle", lambda path: read_france(packages).to_pickle(path))
    )
