"""Node, which runs the scripts of the browser outside of it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ABSENT = "Node 18 ou plus récent est absent : les scripts de la carte ne sont pas essayés"
SCRIPTS = Path(__file__).parent / "script"


def node(*arguments, **options):
    """Run Node to its end. Without it these tests cannot run; in CI that is a failure."""
    program = shutil.which("node") or shutil.which("nodejs")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    return subprocess.run(
        [program, *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False, **options,
    )  # fmt: skip
