"""The parameters of the address that all pages share: what the bar of selectors says."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Parameter

ALL: Final = "tous"
FOLLOWED: Final = "contrat"
DOCUMENTED: Final = "documentees"
TERRITORY: Final = Parameter(
    "territoire", "Territoire", kind="un territoire de cet atlas", everywhere=True
)
CONTRACT: Final = Parameter(
    "contrat",
    "Contrat",
    explanation="CLS : contrat local de santé. Un territoire en signe un tous les cinq ans "
    "environ. Accueil et Équité s’ouvrent sur celui qui est en vigueur.",
    kind="un contrat de ce territoire",
    everywhere=True,
)
AXIS: Final = Parameter(
    "axe",
    "Axe",
    default=ALL,
    explanation="Un axe regroupe les actions du contrat qui visent le même but.",
    kind="un axe de ce contrat",
    everywhere=True,
)
PERIOD: Final = Parameter(
    "periode", "Période", kind="une période de ce territoire", everywhere=True
)
EVIDENCE: Final = Parameter(
    "preuves",
    "Preuves",
    MappingProxyType({"toutes": "Toutes", DOCUMENTED: "Sans l’illustratif"}),
    default="toutes",
    explanation="Documentée : une source publique le dit. Saisie : la coordination du contrat "
    "le dit. Illustrative : engendrée pour la démonstration.",
    everywhere=True,
)
PERIMETER: Final = Parameter(
    "perimetre",
    "Périmètre",
    default=FOLLOWED,
    explanation="Des communes ont rejoint ou quitté le territoire : les chiffres sont comptés "
    "dans le périmètre choisi.",
    kind="un périmètre de ce territoire",
    everywhere=True,
)
SHARED: Final = (TERRITORY, CONTRACT, AXIS, PERIOD, EVIDENCE, PERIMETER)
