"""How chance is asked, the same in all that a deployment says."""

from dataclasses import dataclass
from typing import Self

from cls_dash.settings import Settings


@dataclass(frozen=True)
class Chance:
    """Numbers of random draws, and their seed: the same question has the same answer."""

    draws: int
    """Random spreads behind a p-value of a territory."""
    permutations: int
    """Permutations behind that of a commune and its neighbours."""
    seed: int
    top: int = 2
    """Best served communes whose share of actions is set against chance."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return how a deployment asks chance."""
        return cls(settings.draws, settings.permutations, settings.seed, settings.top)
