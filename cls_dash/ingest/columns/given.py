"""Columns that a person names: each is of a role that exists, and in the file."""

from collections.abc import Collection, Iterable, Mapping

from cls_dash.ingest.files import TextTable, refused
from cls_dash.ingest.recognise.words import plain
from cls_dash.wording import listing


def headers_of(table: TextTable) -> tuple[str, ...]:
    """Return the titles of a table."""
    return tuple(name for name in table.rows.columns if name != "line")


def check_given(
    file: str, given: Mapping[str, str], headers: Iterable[str], roles: Collection[str]
) -> None:
    """
    Refuse a column that is named for nothing: what a person says is never left unheard.

    Parameters
    ----------
    file
        Its name in the report.
    given
        Header of each role, as the person says; nothing where no column says it.
    headers
        Of all the tables of the file.
    roles
        Those that the reader knows.

    Raises
    ------
    InvalidDatasetError
        Naming the first role or header that is not known.
    """
    titles = list(headers)
    known = {plain(title) for title in titles}
    for role, header in given.items():
        if role not in roles:
            reason = "Ce rôle de colonne n’existe pas."
            raise refused(file, 1, reason, f"Choisir parmi : {listing(sorted(roles))}.", role)
        if plain(header) and plain(header) not in known:
            reason = "Aucune colonne de ce fichier n’a ce titre."
            raise refused(file, 1, reason, f"Colonnes lues : {listing(titles)}.", header)
