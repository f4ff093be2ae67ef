"""What is kept is in a folder of the user's own; nothing in one of all has a name that is known."""

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

WHERE = "from cls_dash.ingest.geography.packages import CACHE; print(CACHE)"
SHARED = re.compile(r"gettempdir|tempfile\.mktemp|delete=False|/tmp/|/var/tmp")
SCRIPTS = [ROOT / "Makefile", *(ROOT / ".ci").iterdir()]


def cache_of(home, **environment):
    known = {name: value for name, value in os.environ.items()
             if not name.startswith(("CLS_", "XDG_"))}  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", WHERE], cwd=ROOT, env={**known, "HOME": str(home), **environment},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return told.stdout.strip()


@pytest.mark.slow
def test_each_user_keeps_his_own_packages(tmp_path):
    """A second user of a machine found the first one's folder, and could not write in it."""
    one, other = (cache_of(tmp_path / name) for name in ("une", "autre"))
    assert one.startswith(str(tmp_path / "une"))
    assert other.startswith(str(tmp_path / "autre"))
    assert cache_of(tmp_path, CLS_CACHE=str(tmp_path / "dit")) == str(tmp_path / "dit" / "packages")


def test_nothing_of_ours_has_a_known_name_in_a_folder_of_all():
    sources = [*(ROOT / "cls_dash").rglob("*.py"), *SCRIPTS]
    found = {path: SHARED.findall(path.read_text("utf-8")) for path in sources}
    assert {path: names for path, names in found.items() if names} == {}
