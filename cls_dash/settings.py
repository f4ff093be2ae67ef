"""Settings, read once from the environment."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import platformdirs
from pydantic import Field, FilePath, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE: Final = Path(__file__).resolve().parent
_WITHIN: Final = PACKAGE / "shipped"
INSTALLED: Final = _WITHIN.is_dir()
"""Whether this program comes from a wheel, not from a checkout."""
ROOT: Final = _WITHIN if INSTALLED else PACKAGE.parent
"""Where ``app.py``, ``pages/``, ``data/`` and ``.streamlit/`` are: a checkout, or in the wheel."""


def _store_in(folder: Path) -> str:
    return f"sqlite:///{(folder / 'data' / 'cls.gpkg').as_posix()}"


class Settings(BaseSettings):
    """What a deployment may change. Each field is ``CLS_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="CLS_", env_file=".env", frozen=True)

    folder: Path = platformdirs.user_data_path("atlas-cls", appauthor=False) if INSTALLED else ROOT
    """Folder of who prepares the data: its ``data`` holds the dataset and the published store.
    By default the checkout; a program that was installed keeps it where the system keeps data."""

    store: str = Field(default_factory=lambda known: _store_in(known["folder"]), repr=False)
    """SQLAlchemy address of the store that the app reads, ``data/cls.gpkg`` of ``folder`` unless
    said otherwise. It may hold a password."""

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

    data: Path = Field(default_factory=lambda known: known["folder"] / "data")
    """Folder of the dataset, which ``cls-dash build`` reads: ``data`` of ``folder``."""

    cache: Path = platformdirs.user_cache_path("cls-dash")
    """Folder of what can always be made again."""

    workshop_editors: tuple[str, ...] = ()
    """Addresses, as JSON, of who may write in a workshop that others than this machine reach:
    ``["coordination@example.fr"]``. With it, the workshop asks everybody to log in."""

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
    def store_of_folder(self) -> str:
        """Return the address of the store that ``folder`` holds."""
        return _store_in(self.folder)

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
