"""The files of a release as a Data Package (datapackage.org): each table, column by column."""

import json
from typing import Any, Final

from sqlalchemy import ForeignKey

from cls_dash.questions.open_data.files import FILES, WHOLE, DataFile
from cls_dash.questions.open_data.origins import (
    LICENCE,
    LICENCE_ADDRESS,
    LICENCE_CODE,
    Origin,
    origins,
)
from cls_dash.questions.sources.described import dataset
from cls_dash.settings import Settings
from cls_dash.store.model import EXTRACTS
from cls_dash.store.model.fields import Row, key_of, published, table_of
from cls_dash.store.model.table_schemas import PROFILE, described
from cls_dash.store.release import Release, memoised

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_DIALECT: Final = {"delimiter": ";", "lineTerminator": "\r\n"}
"""As French spreadsheets open it."""
_LICENCES: Final = [{"name": LICENCE_CODE, "title": LICENCE, "path": LICENCE_ADDRESS}]
_TABLES: Final = {table_of(row).name: name for name, row in EXTRACTS.items()}


@memoised
def datapackage(release: Release, known: Settings) -> bytes:
    """Return what a Data Package says of the files that are beside it."""
    told = dataset(release, known)
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "atlas-cls",
        "title": told["name"],
        "description": told["description"],
        "version": release.digest[:12],
        "created": f"{release.latest_fact.isoformat()}T00:00:00Z",
        "licenses": _LICENCES,
        "resources": [_resource(release, file) for file in FILES.values()],
    }
    if known.public_url:
        package["homepage"] = known.public_url
    if known.publisher:
        package["contributors"] = [{"title": known.publisher, "roles": ["publisher"]}]
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _resource(release: Release, file: DataFile) -> dict[str, Any]:
    name = file.table or "atlas"
    resource = {
        "name": name if file.kind == "csv" else f"{name}-{file.kind}",
        "path": file.name,
        "title": file.title,
        "description": file.help,
        "format": file.kind,
        "mediatype": file.media,
        "licenses": _LICENCES,
    }
    if file is not WHOLE:
        resource["sources"] = [_source(each) for each in origins(release, file.table)]
    if file.kind != "csv":
        return resource
    row = EXTRACTS[file.table]
    return {
        **resource, "encoding": "utf-8", "dialect": _DIALECT, "schema": table_schema(row),
    }  # fmt: skip


def table_schema(row: type[Row]) -> dict[str, Any]:
    """Return the Table Schema of a table as it is taken away in CSV."""
    comma = {"number": {"decimalChar": ","}}
    schema: dict[str, Any] = {
        "$schema": PROFILE,
        "missingValues": [""],
        "fields": [{**described(each), **comma.get(each.type, {})} for each in published(row)],
    }
    if key := key_of(table_of(row)):
        schema["primaryKey"] = [*key]
    keys = sorted(table_of(row).foreign_keys, key=lambda key: key.parent.name)
    links = [{"fields": [each.parent.name], "reference": _reference(each)} for each in keys]
    return {**schema, "foreignKeys": links} if links else schema


def _reference(key: ForeignKey) -> dict[str, Any]:
    return {"resource": _TABLES[key.column.table.name], "fields": [key.column.name]}


def _source(origin: Origin) -> dict[str, str]:
    told = {"title": f"{origin.title} ({origin.licence})", "path": origin.address}
    return {name: text for name, text in told.items() if text}
