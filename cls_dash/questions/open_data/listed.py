"""What the page «Données et méthode» says of the files that others can take."""

from collections.abc import Iterator
from typing import Final

from cls_dash import wording
from cls_dash.questions.open_data.files import (
    CATALOGUE,
    DESCRIPTION,
    PACKAGE,
    WHOLE,
    files_of,
    is_long,
)
from cls_dash.questions.open_data.origins import LICENCE
from cls_dash.store.model import EXTRACTS
from cls_dash.store.release import Release

TITLE: Final = "Données pour QGIS, un tableur ou un autre site"
_FOLDER: Final = "./donnees"
_NAMES: Final = {"csv": "CSV", "parquet": "Parquet", "geojson": "GeoJSON"}


def prose(release: Release) -> str:
    """Return the list of the files, each with its address, and which take a while."""
    lines = [
        f"Chaque table entière, sous une adresse qui ne change pas ; {LICENCE}, les sources de "
        "chaque ligne y sont citées. D’une source aux droits réservés, seuls des faits sont "
        "repris. Un nombre de personnes de 1 à 10 n’est dans aucun fichier.",
        *_long(release),
        "",
        f"- **Tout, pour QGIS** : [GeoPackage]({_FOLDER}/{WHOLE.name}), une couche par table, avec "
        "les contours des communes et des territoires.",
        f"- **Ce que veut dire chaque colonne** : [Data Package]({_FOLDER}/{PACKAGE}) ; "
        f"pour un portail de données, [DCAT]({_FOLDER}/{CATALOGUE}) ; pour un programme, "
        f"[OpenAPI]({_FOLDER}/{DESCRIPTION}).",
        *(_line(table) for table in EXTRACTS),
    ]
    return "\n".join(lines)


def _long(release: Release) -> Iterator[str]:
    """Say which files are made while who asks for them first waits."""
    tables = [table for table in EXTRACTS if is_long(release, files_of(table)[0].name)]
    titles = [wording.within(EXTRACTS[table].file.title) for table in tables]
    if is_long(release, WHOLE.name):
        yield (
            f"\n\nLong à préparer la première fois : {wording.listing(['GeoPackage', *titles])}. "
            "Si l’adresse répond « Cela se prépare », la rouvrir une minute plus tard."
        )


def _line(table: str) -> str:
    files = [f"[{_NAMES[each.kind]}]({_FOLDER}/{each.name})" for each in files_of(table)]
    return f"- **{EXTRACTS[table].file.title}** : {', '.join(files)}."
