"""The file of a meeting, which its author keeps: written, read back, refused in French."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from cls_dash.domain.meeting import MOST_ITEMS, Meeting
from cls_dash.errors import MeetingFileError

MOST_BYTES: Final = 900_000
"""What the browser may send back: Streamlit's ``maxWidgetStateSize`` is 1 MB."""
_NAMES: Final = MappingProxyType(
    {
        "format": "format", "territory": "territoire", "title": "intitulé",
        "held_on": "jour de la séance", "evidence": "nature de la séance", "items": "point",
        "earlier": "décision précédente", "options": "option", "effects": "effet",
        "decision": "décision", "text": "décision prise", "owner": "organisme responsable",
        "due": "échéance", "view": "page", "address": "adresse", "question": "question",
        "answer": "réponse", "facts": "fait", "release": "version des données",
        "latest_fact": "dernier fait", "documented": "actions documentées",
        "supplied": "actions saisies", "illustrative": "actions illustratives",
        "key": "identifiant",
    }
)  # fmt: skip
_AGAIN: Final = "Reprenez le fichier tel que l’atlas l’a enregistré."
_SHORTER: Final = "Raccourcissez ce texte dans le fichier, ou retirez le point."
_WRONG: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "json_invalid": ("Ce n’est pas un fichier de séance, ou il est incomplet.", _AGAIN),
        "model_type": ("Ce n’est pas un fichier de séance.", _AGAIN),
        "missing": ("Une information manque.", _AGAIN),
        "extra_forbidden": ("Cette information n’est pas celle d’une séance.", _AGAIN),
        "literal_error": (
            "Cette valeur n’est pas reconnue.",
            "Vérifiez que le fichier vient de cette version de l’atlas.",
        ),
        "string_too_long": ("Ce texte est trop long.", _SHORTER),
        "string_too_short": ("Ce texte est vide.", "Complétez-le dans le fichier."),
        "too_long": ("La liste est trop longue.", "Gardez-en {max_length} au plus."),
        "value_error": (
            "Deux points ont le même identifiant.",
            "Retirez du fichier celui qui est en double.",
        ),
    }
)
_UNKNOWN: Final = ("Cette valeur n’a pas la forme attendue.", _AGAIN)


def to_json(meeting: Meeting) -> bytes:
    """Return the file of a meeting, which :func:`from_json` reads back."""
    return meeting.model_dump_json(indent=1).encode()


def fits(meeting: Meeting) -> bool:
    """Say whether a meeting could be reopened: not too many items, nor too long texts."""
    return len(meeting.items) <= MOST_ITEMS and len(to_json(meeting)) <= MOST_BYTES


def from_json(text: str) -> Meeting:
    """
    Return the meeting that a file holds.

    Raises
    ------
    MeetingFileError
        If it holds none; says in French where, why and what to do.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        reason = "Ce fichier est trop lourd pour être une séance."
        raise MeetingFileError("", reason, "Vérifiez que c’est le bon fichier.")
    try:
        return Meeting.model_validate_json(text.removeprefix("\ufeff"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason, remedy = _WRONG.get(first["type"], _UNKNOWN)
        told = remedy.format(**first.get("ctx", {}))
        raise MeetingFileError(_place(first), reason, told) from error


def _place(found: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails needs its core
    """Return where an error is: «point 3, décision, organisme responsable», or a line."""
    if found["type"] == "json_invalid":
        line = re.search(r"line (\d+)", found["msg"])
        return f"ligne {line[1]}" if line else ""
    return _path(found["loc"])


def _path(steps: Sequence[str | int]) -> str:
    words: list[str] = []
    for step in steps:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(_NAMES.get(str(step), str(step)))
    return ", ".join(words)
