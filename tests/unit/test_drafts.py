"""A change is tried in a copy of the dataset, which shares its files and leaves no trace."""

import os
import time

from cls_dash.ingest.dataset.drafts import FORGOTTEN_S, drafted
from cls_dash.ingest.dataset.own_tables import digest
from tests.contract import sown


def test_what_is_written_in_a_draft_is_not_in_the_dataset(tmp_path):
    data = sown(tmp_path / "data")
    before = digest(data)
    axes = "territories/vallee/axes.csv"
    whole = (data / axes).read_bytes()
    with drafted(data, {axes: b"x\n", "sources.csv": None}) as draft:
        assert (draft / axes).read_bytes() == b"x\n"
        assert not (draft / "sources.csv").exists()
        assert (draft / "geography" / "communes.csv").is_file()
        assert digest(data) == before, "a copy that is being made changes no release"
    assert (data / axes).read_bytes() == whole
    assert not list(data.glob(".*"))


def test_what_a_killed_run_left_is_swept(tmp_path):
    data = sown(tmp_path / "data")
    leftover = data / ".build-killed"
    leftover.mkdir()
    long_ago = time.time() - 2 * FORGOTTEN_S
    os.utime(leftover, (long_ago, long_ago))
    with drafted(data):
        assert not leftover.exists()
