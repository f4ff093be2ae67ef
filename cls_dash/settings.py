"""Settings, read once from the environment."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT: Final = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What a deployment may change. Each field is ``CLS_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="CLS_", env_file=".env", frozen=True)

    store: str = f"sqlite:///{ROOT / 'data' / 'cls.gpkg'}"
    """SQLAlchemy address of the store that the app reads."""

    data: Path = ROOT / "data"
    """Folder of the shipped dataset, which ``cls-dash build`` reads."""

    cache: Path = platformdirs.user_cache_path("cls-dash")
    """Folder of what can always be made again."""

    background: Literal["", "ign"] = ""
    """Map background that readers may turn on: ``ign`` asks tiles of the IGN's servers, which
    then know the reader's address. Nothing is asked of another host without it."""

    seed: int = 20_261_121
    """Seed of the simulations: the same data give the same sentence."""

    draws: int = Field(default=2_000, ge=199)
    """Number of random spreads behind «le seul hasard»."""

    withhold_under: int = Field(default=11, ge=1)
    """Smallest count of persons that is shown; those of 1 and more below it are withheld."""

    permutations: int = Field(default=9_999, ge=99)
    """Number of permutations behind the local Moran; too few for so many communes, and the
    p-values of the normal law are used."""

    exact_seconds: float = Field(default=20.0, gt=0)
    """Longest search for the exact optimum of the next places, in seconds."""

    top: int = Field(default=2, ge=1)
    """How many communes the first sentence names."""


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
