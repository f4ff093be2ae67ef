"""What an address may ask: what the colours say."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Parameter

NUMBER: Final = "nombre"
INDICATORS: Final = MappingProxyType(
    {
        NUMBER: "Nombre d’actions",
        "taux": "Actions pour 10 000 habitants",
        "rapport": "Actions, comparées à sa part",
        "hasard": "Plus ou moins que le hasard",
    }
)
"""What the map may show, by code in the URL: numbers as discs, the others as colours."""
INDICATOR: Final = Parameter("indicateur", "Ce que la carte montre", INDICATORS, default=NUMBER)
