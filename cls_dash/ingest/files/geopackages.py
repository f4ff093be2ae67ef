"""What a GeoPackage may hold: tables and their indexes, nothing that runs when it is read."""

import sqlite3
from contextlib import closing
from typing import Final

from cls_dash.ingest.files.archives import Member, refused

_OBJECTS: Final = "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')"
_COMPUTED: Final = """SELECT m.name FROM sqlite_master m, pragma_table_xinfo(m.name) c
    WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.hidden IN (2, 3)"""
_USUAL: Final = (
    "rtree_",
    "gpkg_",
    "fgti_",
    "fgtu_",
    "trigger_insert_feature_count_",
    "trigger_delete_feature_count_",
)
"""How the names of the triggers start that keep the indexes of a GeoPackage: writing alone runs
them."""
_AGAIN: Final = "Dans QGIS, exporter la couche seule dans un nouveau GeoPackage."


def check_inert(member: Member) -> None:
    """
    Refuse a GeoPackage that would compute something when it is read.

    A view is a question of any length, that reading its layer puts; one may be endless.

    Raises
    ------
    InvalidDatasetError
        Naming the view, the trigger or the table with computed columns.
    """
    address = f"{member.path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as file:
            found = file.execute(_OBJECTS).fetchall()
            computed = file.execute(_COMPUTED).fetchone()
    except sqlite3.Error as error:
        reason = "Ce n’est pas un GeoPackage lisible."
        raise refused(member.name, 1, reason, _AGAIN) from error
    for kind, name in found:
        if kind == "view":
            reason = "Ce GeoPackage contient une vue, c’est-à-dire un calcul : il n’est pas ouvert."
            raise refused(member.name, 1, reason, _AGAIN, name[:200])
        if not name.startswith(_USUAL):
            reason = "Ce GeoPackage contient un déclencheur inconnu : il n’est pas ouvert."
            raise refused(member.name, 1, reason, _AGAIN, name[:200])
    if computed:
        reason = "Une table de ce GeoPackage a des colonnes calculées : il n’est pas ouvert."
        raise refused(member.name, 1, reason, _AGAIN, computed[0][:200])
