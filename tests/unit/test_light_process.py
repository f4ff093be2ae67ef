"""What a process that serves pages does without: libraries of loads, papers and tests."""

import ast
import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = {
    "docx", "esda", "libpysal", "lxml", "matplotlib", "polars",
    "pptx", "scipy.optimize", "scipy.stats", "typst", "xlsxwriter",
}  # fmt: skip
"""Each costs a process from 10 to 100 MB, and most readers never need it."""
LOADED = (
    "import importlib, json, sys; list(map(importlib.import_module, {})); "
    "print(json.dumps([*sys.modules]))"
)


def imported_by(script):
    """Return the modules of ours that a script names at its top."""
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cls_dash"):
            yield node.module
            for name in node.names:
                path = ROOT / str(node.module).replace(".", "/") / f"{name.name}.py"
                if path.exists():
                    yield f"{node.module}.{name.name}"


@pytest.mark.slow
def test_pages_load_no_heavy_library_until_it_is_needed():
    scripts = [ROOT / "app.py", ROOT / "cls_dash/shell/frame.py", *(ROOT / "pages").glob("*.py")]
    modules = sorted({module for script in scripts for module in imported_by(script)})
    assert len(modules) > 20
    told = subprocess.run(
        [sys.executable, "-c", LOADED.format(modules)],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert HEAVY.isdisjoint(json.loads(told.stdout.splitlines()[-1]))
