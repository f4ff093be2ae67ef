"""What an address may ask: how far back actions are counted."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Parameter

WINDOWS: Final = MappingProxyType({"12": "12 derniers mois", "24": "24 derniers mois"})
WINDOW: Final = Parameter("recul", "Actions comptées", WINDOWS, default="24")
