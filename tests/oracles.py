"""Worked cases kept outside the project, with their source."""

import json
from pathlib import Path

import pytest

ORACLES = Path(__file__).parents[2] / "shared" / "oracles"


def oracle(name):
    """Read the inputs and expected values of a case, or skip where there is none."""
    path = ORACLES / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"no oracle {path}: the worked cases are not on this machine")
    case = json.loads(path.read_text(encoding="utf-8"))
    return case["inputs"], case["expected"]
