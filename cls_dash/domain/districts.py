"""
The municipal *arrondissements* of Paris, Lyon and Marseille, by official code (COG 2026).

They are no communes: nothing counts them among these. A territory may be made of them.
"""

import re
from types import MappingProxyType
from typing import Final

from cls_dash.domain.spelling import unaccented

_CITIES: Final = {
    "13055": ("Marseille", 13200, 16, 13000),
    "69123": ("Lyon", 69380, 9, 69000),
    "75056": ("Paris", 75100, 20, 75000),
}
"""Name, code before the first one's, how many there are, and postal code before the first one's."""
CITIES: Final = MappingProxyType({city: name for city, (name, *_) in _CITIES.items()})
"""Name of each commune that has some, by its code."""
PARENTS: Final = MappingProxyType(
    {
        str(before + rank): city
        for city, (_, before, count, _) in _CITIES.items()
        for rank in range(1, count + 1)
    }
)
"""Commune of each, by its code."""
NAMES: Final = MappingProxyType(
    {
        str(before + rank): f"{name} {rank}{'er' if rank == 1 else 'e'} Arrondissement"
        for name, before, count, _ in _CITIES.values()
        for rank in range(1, count + 1)
    }
)
"""Official name of each."""
POSTCODES: Final = MappingProxyType(
    {
        str(post + rank): str(before + rank)
        for _, before, count, post in _CITIES.values()
        for rank in range(1, count + 1)
    }
    | {"75116": "75116"}
)
"""The one that each postal code serves; Paris 16e has two."""
_SAID: Final = (
    re.compile(
        r"(?P<city>paris|lyon|marseille)[ -]*0?(?P<rank>\d{1,2}) ?(?:er|ere|eme|e)?"
        r"(?:[ -]*arr(?:t|dt|ondissement)?\.?)?"
    ),
    re.compile(
        r"0?(?P<rank>\d{1,2}) ?(?:er|eme|e)? ?arr(?:t|dt|ondissement)?\.?"
        r" (?:de |d')?(?P<city>paris|lyon|marseille)"
    ),
)


def named(text: str) -> str | None:
    """Return the code of the one that a text names: «Lyon 3e», «Paris 13», «13e arrt de Paris»."""
    plain = " ".join(unaccented(text).casefold().split())
    for shape in _SAID:
        if said := shape.fullmatch(plain):
            for name, before, count, _ in _CITIES.values():
                rank = int(said["rank"])
                if name.casefold() == said["city"] and 1 <= rank <= count:
                    return str(before + rank)
    return None
