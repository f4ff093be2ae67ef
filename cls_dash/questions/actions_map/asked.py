"""What an address may ask: what the colours say."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Parameter

INDICATORS: Final = MappingProxyType(
    {
        "taux": "Actions pour 10 000 habitants",
        "rapport": "Actions, comparées à sa part",
        "hasard": "Plus ou moins que le hasard",
    }
)
"""What the colours of the map may say, by code in the URL."""
INDICATOR: Final = Parameter("indicateur", "Couleur de la carte", INDICATORS, default="taux")
