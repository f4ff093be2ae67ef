"""Random changes of modules, by the operators of Cosmic Ray."""

import ast
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

OPERATORS = {name: get_operator(name)() for name in operator_names() if "/Variable" not in name}
"""Those of variables need to be told which."""


class Mutant(NamedTuple):
    """One change in one module."""

    path: Path
    line: int
    operator: str
    source: str
    mutated: str


def places(path: Path, functions: set[str]) -> dict[tuple[str, int, int], list[tuple[str, int]]]:
    """Return the mutations of each place as (operator, occurrence), annotations of types aside."""
    source = path.read_text()
    nodes = list(ast.walk(ast.parse(source)))
    types = [
        part for node in nodes for name in ("annotation", "returns")
        if (part := getattr(node, name, None))
    ]  # fmt: skip
    wanted = [node for node in nodes if getattr(node, "name", None) in functions]
    seen: Counter[str] = Counter()
    found = defaultdict(list)
    for node in ast_nodes(get_ast(source)):
        for name, operator in OPERATORS.items():
            for at, _ in operator.mutation_positions(node):
                occurrence, seen[name] = seen[name], seen[name] + 1
                inside = not functions or any(n.lineno <= at[0] <= n.end_lineno for n in wanted)
                if inside and not any(
                    (t.lineno, t.col_offset) <= at < (t.end_lineno, t.end_col_offset) for t in types
                ):
                    found[str(path), *at].append((name, occurrence))
    return found


def drawn(patterns: list[str], seed: int) -> Iterator[Mutant]:
    """Yield mutants that are Python, each of another place; a place is drawn, then its change."""
    found = {}
    for pattern in patterns:
        name, _, functions = pattern.partition("::")
        for path in sorted(Path().glob(name)):
            found |= places(path, set(functions.split(",")) - {""})
    generator = random.Random(seed)  # noqa: S311
    for place in generator.sample(sorted(found), len(found)):
        name, occurrence = generator.choice(found[place])
        source = Path(place[0]).read_text()
        try:
            mutated = mutate_code(source, OPERATORS[name], occurrence)
            ast.parse(mutated)
        except (SyntaxError, AttributeError):  # Cosmic Ray fails on «except sqlite3.Error».
            continue
        yield Mutant(Path(place[0]), place[1], name.partition("/")[2], source, mutated)
