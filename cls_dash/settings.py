"""Settings, read once from the environment."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import platformdirs
from pydantic import Field, FilePath, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT: Final = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What a deployment may change. Each field is ``CLS_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="CLS_", env_file=".env", frozen=True)

    store: str = Field(default=f"sqlite:///{ROOT / 'data' / 'cls.gpkg'}", repr=False)
    """SQLAlchemy address of the store that the app reads. It may hold a password."""

    store_password_file: FilePath | None = None
    """File that holds that password alone, for an address of PostgreSQL that holds none."""

    profile: Literal["local", "public"] = "local"
    """``public`` is for the internet: security headers, limits, logs in JSON, and no
    illustrative data unless ``show_illustrative`` says otherwise."""

    show_illustrative: bool | None = None
    """Whether what was made for the demonstration is shown; by default, not in public."""

    embedded_by: tuple[HttpUrl, ...] = ()
    """Sites that may show public pages in a frame, as JSON: ``["https://www.example.fr"]``."""

    requests_per_minute: int = Field(default=1_200, ge=60)
    """How much one address may ask of a public process: a page costs about ten, its files that
    never change aside. A town hall has one address for all."""

    sessions_per_client: int = Field(default=200, ge=1)
    """How many pages one address may hold open on a public process: a town hall of sixty, three
    each. nginx counts them too (``limit_conn`` in ``deploy/nginx/atlas.conf``)."""

    sessions: int = Field(default=1_200, ge=1)
    """How many pages all readers may hold open on a public process; the next ones are told to
    come back. A session takes memory, and a file descriptor: see ``deploy/systemd``."""

    publisher: str = ""
    """Organisation that publishes the site, for the legal page."""

    publication_director: str = ""
    """Function of who answers for what is published («le président de…»), never a name."""

    host: str = ""
    """Who hosts the site: name, address and telephone, which the law asks for."""

    contact: str = ""
    """Where readers write: a page or a mailbox of the organisation, never a person's."""

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
    """Smallest count of persons that ``build`` and ``load`` publish: those of 1 and more below
    it are in no store, nor what would give them back."""

    permutations: int = Field(default=9_999, ge=99)
    """Number of permutations behind the local Moran; too few for so many communes, and the
    p-values of the normal law are used."""

    exact_seconds: float | None = Field(default=None, gt=0)
    """Longest search for the exact optimum of the next places, in seconds: by default 20, and 1 in
    public, where a stranger may ask for it again and again."""

    top: int = Field(default=2, ge=1)
    """How many communes the first sentence names."""

    public_url: str = ""
    """Address of the site as its readers type it (``https://atlas.example.fr``): documents
    carry it as a code to scan. Without it they have none."""

    @property
    def longest_search(self) -> float:
        """How long the exact search may last, in seconds."""
        usual = 1.0 if self.profile == "public" else 20.0
        return usual if self.exact_seconds is None else self.exact_seconds

    @property
    def illustrative(self) -> bool:
        """Whether what was made for the demonstration is shown."""
        return self.profile == "local" if self.show_illustrative is None else self.show_illustrative


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
