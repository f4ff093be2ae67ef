"""Table Schema files (datapackage.org): what the model says of a table, for other programs."""

import json
from pathlib import Path
from typing import Any, Final

from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration, Field

PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"


def table_schema(declared: Declaration) -> dict[str, Any]:
    """Return the Table Schema of a file of the data folder."""
    schema: dict[str, Any] = {
        "$schema": PROFILE,
        "name": declared.file.name,
        "title": declared.file.title,
        "description": declared.file.help,
        "missingValues": [""],
        "fields": [described(each) for each in declared.fields],
        "primaryKey": [*declared.key],
    }
    if links := [link for each in declared.fields if (link := _link(each))]:
        schema["foreignKeys"] = links
    return schema


def described(each: Field) -> dict[str, Any]:
    """Return a column in the words of Table Schema."""
    constraints = {
        "required": each.required or None,
        "pattern": each.form and each.form.pattern,
        "enum": [*each.words] or None,
        "minimum": each.minimum,
        "maximum": each.maximum,
        "maxLength": each.longest,
    }
    said = {name: value for name, value in constraints.items() if value is not None}
    told = {
        "name": each.name,
        "type": each.type,
        "title": each.title,
        "description": each.help,
        "example": each.example or None,
        "constraints": said or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _link(each: Field) -> dict[str, Any] | None:
    table, _, column = each.refers.partition(".")
    target = next((name for name, each in FILES.items() if each.table == table), "")
    reference = {"resource": target, "fields": [column]}
    return {"fields": [each.name], "reference": reference} if target else None


def write(data: Path) -> None:
    """Write the Table Schema of every file of a data folder, where it is looked for."""
    for name, declared in FILES.items():
        folder = data / ("geography" if declared.file.folder == "geography" else "") / "schemas"
        text = json.dumps(table_schema(declared), ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    from cls_dash.settings import ROOT

    write(ROOT / "data")
