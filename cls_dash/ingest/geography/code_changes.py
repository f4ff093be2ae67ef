"""
Codes of communes that changed without a merger: renumbered, or split in several.

Derived by comparing ``@etalab/decoupage-administratif`` 0.7.0, 1.0.0, 2.0.0, 3.0.0, 4.0.0 and
5.0.0 with 6.0.0 (COG of 2020 to 2026): a code is renumbered where the same parts bear the same
name under another code; it is split where parts of it are communes again.
"""

from types import MappingProxyType
from typing import Final

RENUMBERED: Final = MappingProxyType(
    {
        "12076": (2016, "12218"),
        "14011": (2017, "14581"),
        "27058": (2017, "27676"),
        "49069": (2015, "49126"),
        "69159": (2017, "69114"),
    }
)
"""Year since which a code was that of a new commune, and its code since its chief town moved."""
SPLIT: Final = MappingProxyType(
    {
        "14712": (2021, ("14666",)),
        "15141": (2025, ("15031", "15035", "15047", "15171")),
        "60054": (2024, ("60694",)),
        "85084": (2024, ("85165", "85212")),
    }
)
"""Year since which a code is that of a smaller commune, and the communes that left it."""
