"""What a reader may count as need: which ones, how much each weighs, and the code of that."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

EQUAL: Final = "egal"
REMOTE: Final = "eloignement"
WEIGHTS: Final = (1, 2, 3)
STRENGTHS: Final = (25, 50, 75, 100)
"""How much a rank weighs, in percent: at 50, from 0.5 to 1.5."""
USUAL: Final = 50
JOINT: Final = "."
_PART: Final = re.compile(r"([a-z][a-z0-9_]*)(?:-([1-3]))?")


STANDARD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "deprivation_index": "Défavorisation",
        "gp_accessibility": "Manque de médecins",
        "share_75_plus": "Grand âge",
        "median_living_standard": "Revenus modestes",
        "poverty_rate": "Pauvreté",
        "unemployment_rate": "Chômage",
        "single_parent_share": "Familles monoparentales",
        "gp_accessibility_65": "Manque de médecins de 65 ans ou moins",
    }
)
"""
Everyday words for the indicators that are published for all of France, in order of preference:
the first that a territory knows is its need by default.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which needs count, and how much. None at all: every inhabitant counts alike."""

    weights: tuple[tuple[str, int], ...]
    strength: int = USUAL

    @property
    def code(self) -> str:
        """The code of the URL: ``deprivation_index-2.share_75_plus-1~75``."""
        alone = len(self.weights) == 1
        parts = [code if alone else f"{code}-{weight}" for code, weight in self.weights]
        ranks = f"~{self.strength}" if self.strength != USUAL and parts else ""
        return f"{JOINT.join(parts) or EQUAL}{ranks}"

    def weighing(self, code: str, weight: int, order: Collection[str]) -> "Choice":
        """Return the choice with another weight for one need, 0 to leave it out."""
        weights = {**dict(self.weights), code: weight}
        return replace(self, weights=tuple((c, weights[c]) for c in order if weights.get(c)))


def read(code: str, offered: Collection[str]) -> Choice:
    """
    Return what a code of the URL counts, of what is offered.

    What is not offered is left out; the first need is counted when nothing remains.
    """
    told, _, ranks = code.partition("~")
    strength = int(ranks) if ranks in map(str, STRENGTHS) else USUAL
    weights = _weights(told, offered)
    if not weights and told != EQUAL:
        weights = tuple((c, 1) for c in offered if c != EQUAL)[:1]
    return Choice(weights, strength)


def named(code: str, offered: Collection[str]) -> bool:
    """Say whether a code of the URL names something that is offered."""
    told = code.partition("~")[0]
    return told == EQUAL or bool(_weights(told, offered))


def _weights(told: str, offered: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return the weight of each offered need that the code names, in the order of the offer."""
    parts = [found for part in told.split(JOINT) if (found := _PART.fullmatch(part))]
    asked = {found[1]: int(found[2] or 1) for found in parts}
    return tuple((c, asked[c]) for c in offered if c in asked and c != EQUAL)
