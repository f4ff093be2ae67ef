"""Draw ``architecture.svg``: the layers that import-linter enforces, and what each package says.

Run it after a layer changes: ``.venv/bin/python docs/draw_architecture.py``.
"""

import ast
import tomllib
from html import escape
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURE: Final = ROOT / "docs" / "architecture.svg"
_WIDTH, _ROW, _GAP = 960, 46, 8
_STYLE: Final = """
text { font: 14px sans-serif; fill: #1b1f23 } .name { font-weight: 700 }
rect { fill: #f4efe9; stroke: #b44818 }
"""


def layers() -> list[list[str]]:
    """Return the packages of each layer, the highest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    return [
        [name.strip().removeprefix("cls_dash.") for name in layer.split("|")]
        for layer in contract["layers"]
    ]


def said(package: str) -> str:
    """Return the first sentence of a package's docstring."""
    path = ROOT / "cls_dash" / package
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split())


def drawn() -> str:
    """Return the picture."""
    boxes, y = [], _GAP
    for layer in layers():
        for name in layer:
            boxes.append(
                f'<rect x="8" y="{y}" width="{_WIDTH - 16}" height="{_ROW}" rx="4"/>'
                f'<text x="20" y="{y + 28}" class="name">{name}</text>'
                f'<text x="190" y="{y + 28}">{escape(said(name))}</text>'
            )
            y += _ROW
        y += _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" '
        f'height="{y}" role="img" aria-label="Each package imports only those below it">'
        f"<style>{_STYLE}</style>{''.join(boxes)}</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), "utf-8")
