"""The communes of a new territory, from any of the ways in which a person says them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from cls_dash.domain.districts import PARENTS
from cls_dash.errors import TerritoryRefusedError
from cls_dash.ingest import coherence
from cls_dash.ingest.columns.commune_lists import read_codes
from cls_dash.ingest.files import refused
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.geography.coverage import read_perimeter
from cls_dash.ingest.geography.districts import read_districts
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.wording import agreeing, counted, listing


@dataclass(frozen=True)
class Asked:
    """A perimeter, said in one way; ``layer`` and ``where`` go with a file of polygons."""

    epci: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    communes: Path | None = None
    perimeter: Path | None = None
    layer: str | None = None
    where: str | None = None

    def check(self) -> None:
        """
        Refuse what is not said in one way.

        Raises
        ------
        TerritoryRefusedError
            If no way, or more than one, is used.
        """
        if sum(map(bool, (self.epci, self.codes, self.communes, self.perimeter))) != 1:
            raise TerritoryRefusedError(
                "Dire le périmètre d’une façon, et d’une seule : des intercommunalités (--epci), "
                "une liste de communes (--communes) ou un tracé (--perimeter)."
            )
        if (self.layer or self.where) and not self.perimeter:
            raise TerritoryRefusedError(
                "--layer et --where ne vont qu’avec un tracé (--perimeter)."
            )


def read_members(
    data: Path, france: gpd.GeoDataFrame, asked: Asked, *, names: Sequence[str]
) -> tuple[list[str], Report]:
    """
    Return the codes of the communes asked, and what became of what was read.

    *Arrondissements* of Paris, Lyon and Marseille are asked as communes are.

    Parameters
    ----------
    data
        The dataset.
    france
        All of France, by INSEE code.
    asked
        What the person said.
    names
        Names under which a file of polygons may know the territory.

    Raises
    ------
    TerritoryRefusedError
        If a code or a number is unknown.
    InvalidDatasetError
        If the file cannot be used, or gives no commune.
    """
    if asked.perimeter:
        covered, report = read_perimeter(
            asked.perimeter, france, districts=read_districts(data),
            layer=asked.layer, where=asked.where, names=names,
        )  # fmt: skip
        return list(covered.codes), report
    if asked.communes:
        return _listed(data, france, asked.communes)
    if asked.codes:
        if unknown := sorted(set(asked.codes) - set(france.index) - set(PARENTS)):
            reason = "Aucune commune de France n’a ce code"
            raise TerritoryRefusedError(f"{reason} : {listing(unknown)}.")
        if twice := sorted({PARENTS.get(code, "") for code in asked.codes} & set(asked.codes)):
            names = listing(list(france.loc[twice, "name"]))
            raise TerritoryRefusedError(
                f"{names} : la commune entière et certains de ses arrondissements. Garder l’une, "
                "ou les autres."
            )
        return _whole(sorted(set(asked.codes)))
    sirens = ["".join(siren.split()) for siren in asked.epci]
    if unknown := sorted(set(sirens) - set(france["epci"].dropna())):
        number = agreeing(len(unknown), "ce numéro SIREN", "ces numéros SIREN")
        raise TerritoryRefusedError(
            f"Aucune intercommunalité de France n’a {number} : {listing(unknown)}."
        )
    return _whole(france.index[france["epci"].isin(sirens)].tolist())


def _listed(data: Path, france: gpd.GeoDataFrame, file: Path) -> tuple[list[str], Report]:
    present = dict(zip(france.index, france["name"], strict=True))
    sieve = read_codes(file, replace(read_cog(data / "geography"), names=present))
    before = sieve.quarantined.height
    coherence.once(sieve, "commune")
    if sieve.quarantined.height > before:
        raise InvalidDatasetError(sieve.report("perimeters").problems)
    codes = sieve.kept["commune"].unique().to_list()
    report = sieve.report("perimeters", notes=_repeated(sieve.kept.height - len(codes)))
    if not codes:
        remedy = "Y écrire un code Insee par ligne."
        empty = refused(sieve.file, 1, "Ce fichier ne donne aucune commune.", remedy)
        raise InvalidDatasetError([*empty.problems, *report.problems])
    return codes, report


def _whole(codes: list[str]) -> tuple[list[str], Report]:
    return codes, Report("perimeters", (), read=len(codes), unit="commune")


def _repeated(lines: int) -> tuple[str, ...]:
    if not lines:
        return ()
    verb = agreeing(lines, "désigne une commune déjà dite", "désignent des communes déjà dites")
    return (f"{counted(lines, 'ligne')} {verb}.",)
