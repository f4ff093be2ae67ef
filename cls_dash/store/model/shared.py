"""What columns of several tables have in common."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import MappedColumn

from cls_dash.store.model.fields import Form, stored, told
from cls_dash.terms import EVIDENCE

SLUG: Final = Form(r"^[a-z0-9]+(-[a-z0-9]+)*$")
COMMUNE: Final = Form(
    r"^([013-9][0-9]|2[0-9AB])[0-9]{3}$",
    "Écrire un code Insee de cinq caractères, comme 01004 ou 2A004.",
)
EPCI: Final = Form(r"^[0-9]{9}$", "Écrire un numéro SIREN de neuf chiffres, comme 200070712.")
DEPARTEMENT: Final = Form(r"^([013-9][0-9]|2[0-9AB]|9[78][0-9])$")
REGION: Final = Form(r"^[0-9]{2,3}$")
PARTIAL_DATE: Final = Form(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
URL: Final = Form(r"^https?://\S+$")
SOURCE_ASKED: Final = "Clé d’une fiche de sources.csv. Vide : saisie du territoire."
EVIDENCE_ASKED: Final = (
    "Documentée si la source citée est un document, saisie si la coordination le sait sans "
    "document, illustrative si la ligne est un exemple inventé. Vide : documentée quand une source "
    "est citée, saisie sinon."
)


def codes(*each: str) -> Mapping[str, str]:
    """Return the codes that a cell may hold, which files alone show."""
    return MappingProxyType({code: code for code in each})


def within_territory() -> MappedColumn[Any]:
    """Declare the territory of a row, which its folder says."""
    return stored("Territoire", "Identifiant du territoire.", ForeignKey("territory.slug"))


def of_contract(**said: Any) -> MappedColumn[Any]:  # noqa: ANN401 - attributes of a Field
    """Declare the contract of a row."""
    help_ = "Identifiant du contrat."
    return told("Contrat", help_, ForeignKey("contract.contract"), **said)


def cited(**said: Any) -> MappedColumn[Any]:  # noqa: ANN401 - attributes of a Field
    """Declare the source of a row."""
    help_ = "Clé de la source dans sources.csv."
    return told("Source", help_, ForeignKey("source.key"), **said)


def attested(**said: Any) -> MappedColumn[Any]:  # noqa: ANN401 - attributes of a Field
    """Declare what a row rests on: a document, the coordination's word, or an invention."""
    said.setdefault(
        "help_",
        "documented : une source le dit ; illustrative : engendré pour la démonstration ; "
        "supplied : saisi par la coordination du contrat.",
    )
    return told("Nature du fait", words=EVIDENCE, **said)
