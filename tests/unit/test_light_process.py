"""What a process that serves pages does without: libraries that it needs not, long searches."""

import ast
import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = {
    "docx", "esda", "geopandas", "libpysal", "lxml", "matplotlib", "polars", "pptx", "pyogrio",
    "pyproj", "scipy.optimize", "scipy.spatial", "scipy.stats", "typst", "xlsxwriter",
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


@pytest.mark.slow
def test_what_is_loaded_at_the_start_is_not_looked_through_for_garbage():
    counted = (
        "import gc, runpy; runpy.run_path('app.py'); "
        "print(gc.get_freeze_count(), len(gc.get_objects()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", counted],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    kept, looked_at = map(int, told.stdout.split()[-2:])
    assert kept > 100_000 > 10 * looked_at
