"""French sentences for what frictionless finds in a table."""

import re
from collections.abc import Mapping
from typing import Any

CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
NOT_OF_TYPE = {
    "integer": (
        "La valeur n'est pas un nombre entier.",
        "Écrire des chiffres seuls, sans espace ni unité.",
    ),
    "number": (
        "La valeur n'est pas un nombre.",
        "Écrire un nombre avec un point décimal, sans unité.",
    ),
    "date": ("La valeur n'est pas une date.", "Écrire la date comme 2025-01-28."),
}
STRUCTURE = {
    "missing-cell": (
        "La ligne a moins de cellules que l'en-tête.",
        "Ajouter la cellule, vide si la valeur est inconnue.",
    ),
    "extra-cell": (
        "La ligne a plus de cellules que l'en-tête.",
        "Mettre entre guillemets un texte qui contient une virgule.",
    ),
    "blank-row": ("La ligne est vide.", "Supprimer cette ligne."),
    "primary-key": (
        "Une autre ligne du fichier porte déjà cet identifiant.",
        "Donner à chaque ligne un identifiant qui lui est propre.",
    ),
    "incorrect-label": (
        "Cette colonne n'est pas celle qui est attendue ici.",
        "Reprendre les colonnes du modèle dans leur ordre, séparées par des virgules.",
    ),
    "missing-label": ("Cette colonne manque.", "Ajouter la colonne à l'en-tête."),
    "extra-label": ("Cette colonne n'est pas prévue.", "Retirer cette colonne."),
    "duplicate-label": ("Cette colonne est répétée.", "Garder une seule colonne."),
    "blank-label": ("Une colonne n'a pas de nom.", "Nommer ou retirer cette colonne."),
}
UNKNOWN = (
    "La ligne ne suit pas le format attendu.",
    "La comparer au modèle et à la description du fichier.",
)
FORMATS = {
    "commune": "Écrire un code Insee de cinq caractères, comme 01004 ou 2A004.",
    "epci": "Écrire un numéro SIREN de neuf chiffres, comme 200070712.",
}

FrenchProblem = tuple[int, str, str, str, str]


def problem_in_french(error: Mapping[str, Any], schema: Mapping[str, Any]) -> FrenchProblem | None:
    """Say a frictionless error in French.

    Parameters
    ----------
    error
        Descriptor of the error.
    schema
        Table Schema descriptor that the error comes from.

    Returns
    -------
    tuple or None
        Record number (the header is 1), column, value, reason and remedy;
        ``None`` when another error already says the same (a key without value is
        also a required cell without value, or a blank row).
    """
    kind, note = str(error["type"]), str(error.get("note", ""))
    if kind == "primary-key" and '"None"' in note:
        return None
    column = str(error.get("fieldName", ""))
    value = str(error.get("cell", error.get("label", "")))
    if kind == "primary-key":
        column, value = _key_of(error, schema)
    reason, remedy = _sentences(kind, note, column, schema)
    return _record_number(error), column, value, reason, remedy


def _record_number(error: Mapping[str, Any]) -> int:
    return int(error.get("rowNumber", 1))


def _key_of(error: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, str]:
    """Return the first column of the key and the whole key that is repeated."""
    columns = [column["name"] for column in schema["fields"]]
    cells = dict(zip(columns, error["cells"], strict=False))
    key = schema["primaryKey"]
    return key[0], ", ".join(str(cells.get(column, "")) for column in key)


def _sentences(kind: str, note: str, column: str, schema: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "type-error":
        types = {field["name"]: field["type"] for field in schema["fields"]}
        return NOT_OF_TYPE.get(types.get(column, ""), UNKNOWN)
    match = CONSTRAINT.search(note)
    if kind == "constraint-error" and match:
        return _refused(match[1], match[2], column, schema)
    return STRUCTURE.get(kind, UNKNOWN)


def _refused(
    constraint: str, bound: str, column: str, schema: Mapping[str, Any]
) -> tuple[str, str]:
    """Say which constraint a cell breaks."""
    if constraint == "required":
        return "La cellule est vide alors qu'elle est requise.", "Renseigner la valeur."
    if constraint == "enum":
        field = next(f for f in schema["fields"] if f["name"] == column)
        allowed = ", ".join(field["constraints"]["enum"])
        return "La valeur n'est pas dans la liste permise.", f"Choisir : {allowed}."
    if constraint == "pattern":
        remedy = FORMATS.get(column, "Suivre le format décrit pour cette colonne.")
        return "La valeur n'a pas la forme attendue.", remedy
    if constraint == "minimum":
        return "La valeur est trop petite.", f"Écrire au moins {bound}."
    if constraint == "maximum":
        return "La valeur est trop grande.", f"Écrire au plus {bound}."
    if constraint == "maxLength":
        return "Le texte est trop long.", f"Garder au plus {bound} caractères."
    return UNKNOWN
