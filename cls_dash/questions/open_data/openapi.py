"""What can be asked under ``/donnees/``, in the words of OpenAPI 3.1."""

import json
from typing import Any, Final

from cls_dash.domain.parameter import Parameter
from cls_dash.questions import parameters
from cls_dash.questions.at_address import parameters as offered
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.open_data.files import (
    CATALOGUE,
    DESCRIPTION,
    FILES,
    MEDIA,
    PACKAGE,
    WHOLE,
    version,
)
from cls_dash.questions.open_data.origins import LICENCE, LICENCE_CODE
from cls_dash.questions.sources.described import NAME as TITLE
from cls_dash.store.model import EXTRACTS
from cls_dash.store.model.fields import Field, published
from cls_dash.store.release import Release, memoised

LONGEST_CODE: Final = 200
"""Letters of a code: no list has a longer one."""
_TYPES: Final = {"date": {"type": "string", "format": "date"}}
_TEXT: Final = {"type": "string"}
_SENTENCE: Final = {"content": {"text/plain": {"schema": _TEXT}}}
_REFUSED: Final = {"description": "Une phrase dit pourquoi.", **_SENTENCE}
_LATER: Final = {"description": "Pas encore prêt : Retry-After dit dans combien.", **_SENTENCE}
_KEPT: Final = {"304": {"description": "Inchangé depuis l’ETag donné."}}
_PAGE: Final = {
    "type": "object",
    "description": "Ce que dit une page : sa question, sa réponse, ses parties et leurs chiffres.",
    "required": [
        "asked", "question", "answer", "warning", "facts", "parts", "table", "reading",
        "provenance",
    ],
    "properties": {
        "asked": {"type": "object", "additionalProperties": _TEXT},
        "question": _TEXT,
        "answer": _TEXT,
        "warning": _TEXT,
        "facts": {"type": "array", "items": _TEXT},
        "parts": {"type": "array", "items": {"type": "object"}},
        "table": {
            "type": ["object", "null"],
            "properties": {
                "caption": _TEXT,
                "header": {"type": "array", "items": _TEXT},
                "lines": {"type": "array", "items": {"type": "array"}},
            },
        },
        "reading": _TEXT,
        "provenance": {"type": "array", "items": _TEXT},
    },
}  # fmt: skip


@memoised
def openapi(release: Release, here: str) -> bytes:
    """
    Return the description.

    Parameters
    ----------
    here
        Address of the site, without a last slash.
    """
    now = version(release)
    paths = {
        "/donnees/{file}": _current(),
        "/donnees/{version}/{file}": _file(now),
        f"/donnees/{{version}}/{PACKAGE}": _described(
            "Data Package (datapackage.org)", "json", now
        ),
        f"/donnees/{CATALOGUE}": _described("Catalogue DCAT", "jsonld"),
        f"/donnees/{DESCRIPTION}": _described("Cette description", "json"),
        **{f"/donnees/page/{stem}.json": _page(release, stem) for stem in QUESTIONS},
    }
    described = {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": now,
            "license": {"name": LICENCE, "identifier": LICENCE_CODE},
        },
        "servers": [{"url": here or "/"}],
        "paths": paths,
        "components": {
            "schemas": {"page": _PAGE, **{name: _row(name) for name in EXTRACTS}},
        },
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _current() -> dict[str, Any]:
    location = {"headers": {"Location": {"schema": {"type": "string"}}}}
    leads = {"description": "L’adresse du fichier de la version en cours.", **location}
    answers = {"307": leads, "404": _REFUSED, "503": _LATER}
    return _get("Un fichier de la version en cours", answers, [_file_name()])


def _file(now: str) -> dict[str, Any]:
    kinds = {each.kind: {"schema": {"type": "string"}} for each in FILES.values()}
    kinds["geojson"] = {"schema": _collection()}
    whole = {MEDIA[kind]: schema for kind, schema in kinds.items()}
    part: dict[str, object] = {MEDIA[kind]: {} for kind in kinds}
    answers = {
        "200": {"description": "Le fichier.", "content": whole},
        "206": {"description": "La partie demandée.", "content": part},
        **_KEPT,
        "400": _REFUSED,
        "404": _REFUSED,
        "416": {**_REFUSED, "description": "La partie demandée n’existe pas."},
        "503": _LATER,
    }
    return _get("Un fichier, qui ne change jamais", answers, [_version(now), _file_name()])


def _file_name() -> dict[str, Any]:
    return {
        "name": "file",
        "in": "path",
        "required": True,
        "description": "Nom du fichier : une table et un format.",
        "schema": {"type": "string", "enum": [*FILES]},
        "example": WHOLE.name,
    }


def _described(title: str, kind: str, now: str = "") -> dict[str, Any]:
    told = {"description": title, "content": {MEDIA[kind]: {"schema": {"type": "object"}}}}
    answers = {"200": told, **_KEPT, "503": _LATER}
    return _get(
        title, {**answers, "404": _REFUSED} if now else answers, [_version(now)] if now else []
    )


def _page(release: Release, stem: str) -> dict[str, Any]:
    told = {
        "description": "Les mêmes phrases et les mêmes chiffres que la page.",
        "content": {MEDIA["json"]: {"schema": {"$ref": "#/components/schemas/page"}}},
    }
    shared, own = offered(release, stem, {})
    said = {each.key: each for each in (*parameters.DECLARED, *shared, *own)}
    here = {each.key for each in (*shared, *own)}
    answers = {"200": told, **_KEPT, "400": _REFUSED, "404": _REFUSED, "503": _LATER}
    asked = [_parameter(said[key]) for key in sorted(here)]
    return _get(QUESTIONS[stem].text, answers, asked)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_CODE}
    told = {
        "name": parameter.key,
        "in": "query",
        "description": parameter.explanation or parameter.label or parameter.key,
        "schema": schema,
    }
    return {**told, "example": parameter.opening} if parameter.options else told


def _version(now: str) -> dict[str, Any]:
    return {
        "name": "version",
        "in": "path",
        "required": True,
        "description": "Version des données, comme /donnees/communes.csv la dit.",
        "schema": {"type": "string", "pattern": "^[0-9a-z-]+$", "minLength": 1},
        "example": now,
    }


def _get(
    summary: str, answers: dict[str, Any], asked: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    operation: dict[str, Any] = {"summary": summary, "responses": answers}
    return {"get": {**operation, "parameters": asked} if asked else operation}


def _collection() -> dict[str, Any]:
    drawn = [each.table for each in FILES.values() if each.kind == "geojson"]
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "properties": {"anyOf": [{"$ref": f"#/components/schemas/{table}"} for table in drawn]},
        },
    }
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
    }


def _row(table: str) -> dict[str, Any]:
    """Return what a row of a table is, as GeoJSON writes it."""
    row = EXTRACTS[table]
    names = [each for each in published(row) if each.group != "point"]
    return {
        "type": "object",
        "title": row.file.title,
        "description": row.file.help,
        "required": [each.name for each in names],
        "additionalProperties": False,
        "properties": {each.name: _cell(each) for each in names},
    }


def _cell(field: Field) -> dict[str, Any]:
    kind = _TYPES.get(field.type, {"type": field.type})
    told = {**kind, "title": field.title, "description": field.help}
    return told if field.required else {**told, "type": [kind["type"], "null"]}
