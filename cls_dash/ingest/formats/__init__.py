"""One module per published format: official file -> rows of the store and a report.

This register imports none of them: their libraries wait until a file is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Format:
    """A published format: how it is called, and where its facts come from."""

    title: str
    source: str | None
    """Key of its card in ``sources.csv``; ``None`` when each file has its own."""
    territorial: bool = False
    """Whether its rows belong to the folder of one territory."""


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "contract": Format("Contrat entier (notre classeur)", None, territorial=True),
        "actions": Format("Fiches-actions (notre modèle)", None, territorial=True),
        "deployments": Format("Déploiements (notre modèle)", None, territorial=True),
        "decisions": Format("Décisions d’une séance (fichier de l’atlas)", None, territorial=True),
        "perimeters": Format("Périmètre daté d’un territoire", None, territorial=True),
        "finess": Format("FINESS etalab-cs1100507", "finess-etalab"),
        "finess-plus": Format("FINESS+ (JSON)", "finess-plus"),
        "rpps": Format("RPPS, personnes en activité", "rpps-libre-acces"),
        "bpe": Format("Base permanente des équipements", "insee-bpe"),
        "apl": Format("Accessibilité potentielle localisée", "drees-apl"),
        "filosofi": Format("Filosofi : revenus et pauvreté", "insee-filosofi"),
        "indicator": Format("Indicateur : code, année, valeur", None),
        "facilities": Format("Établissements : nom, commune, point", None),
        "travel-times": Format("Temps de trajet entre communes", None),
    }
)
