"""The regions of France, by official code (COG 2026)."""

from types import MappingProxyType
from typing import Final

REGIONS: Final = MappingProxyType(
    {
        "01": "Guadeloupe",
        "02": "Martinique",
        "03": "Guyane",
        "04": "La Réunion",
        "06": "Mayotte",
        "11": "Île-de-France",
        "24": "Centre-Val de Loire",
        "27": "Bourgogne-Franche-Comté",
        "28": "Normandie",
        "32": "Hauts-de-France",
        "44": "Grand Est",
        "52": "Pays de la Loire",
        "53": "Bretagne",
        "75": "Nouvelle-Aquitaine",
        "76": "Occitanie",
        "84": "Auvergne-Rhône-Alpes",
        "93": "Provence-Alpes-Côte d’Azur",
        "94": "Corse",
    }
)
SIZES: Final = MappingProxyType(
    {
        "01": (32, 383_569),
        "02": (34, 361_019),
        "03": (22, 288_382),
        "04": (24, 881_348),
        "06": (17, 256_518),
        "11": (1_266, 12_380_964),
        "24": (1_754, 2_581_597),
        "27": (3_685, 2_803_977),
        "28": (2_644, 3_339_074),
        "32": (3_782, 5_998_916),
        "44": (5_115, 5_560_079),
        "52": (1_228, 3_874_329),
        "53": (1_202, 3_421_284),
        "75": (4_293, 6_113_384),
        "76": (4_446, 6_080_731),
        "84": (4_025, 8_163_884),
        "93": (946, 5_170_312),
        "94": (360, 351_276),
    }
)
"""
Communes of each, and their inhabitants (municipal population, census of 2022), as the reference
geography of all of France has them: an atlas that holds fewer does not know who has no contract.
"""
