"""The unit tests that know most of a module: those whose imports are nearest to it."""

import ast
from pathlib import Path

NEAREST = 3
"""Test files that run on a mutant."""
CLOCKED = ("cls_dash/shell", "cls_dash/web")
"""What imports these is not asked: such tests wait by the clock, and fail on a busy machine."""


def imports(path: Path) -> set[Path]:
    """Return the files of the clone that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    stems = [Path(*name.split(".")) for name in names if name.startswith(("cls_dash", "tests"))]
    return {
        file for stem in stems for file in (stem.with_suffix(".py"), stem / "__init__.py")
        if file.exists()
    }  # fmt: skip


def importers() -> dict[Path, set[Path]]:
    """Return what each file imports, those aside that import what is :data:`CLOCKED`."""
    files = [file for top in ("cls_dash", "tests") for file in Path(top).rglob("*.py")]
    graph = {file: imports(file) for file in files}
    return {
        file: names for file, names in graph.items()
        if not any(name.is_relative_to(top) for name in names for top in CLOCKED)
    }  # fmt: skip


def nearest_tests(module: Path, graph: dict[Path, set[Path]]) -> list[str]:
    """Return the unit tests that reach a module by the fewest imports, then import the fewest."""
    distance, ring = {module: 0}, {module}
    while ring:
        ring = {file for file, names in graph.items() if names & ring and file not in distance}
        distance |= dict.fromkeys(ring, max(distance.values()) + 1)
    tests = [file for file in distance if file.match("tests/unit/test_*.py")]
    return [str(f) for f in sorted(tests, key=lambda f: (distance[f], len(graph[f]), f))[:NEAREST]]
