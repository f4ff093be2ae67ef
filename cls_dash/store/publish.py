"""Publish a release of the store: whole or not at all, on either engine."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from cls_dash.domain.persons import THRESHOLD
from cls_dash.store.addresses import address_of, engine_of, store_path
from cls_dash.store.frames import check_columns, typed
from cls_dash.store.model import SCHEMA_VERSION, Row
from cls_dash.store.secrecy import refuse_small_counts
from cls_dash.store.sqlite import publish_file


def publish(
    frames: Mapping[str, pl.DataFrame],
    target: Path | str,
    *,
    release: str,
    latest_fact: date,
    withheld_under: int = THRESHOLD,
) -> None:
    """
    Replace the store at ``target`` by one that holds ``frames``, in one step.

    Readers see the old store or the new one, never a part of either.

    Parameters
    ----------
    frames
        One frame per table of :mod:`cls_dash.store.model`, by table name; columns
        are the table's, without ``fid``. Missing tables stay empty.
    target
        Path of an SQLite file, or SQLAlchemy address of either engine.
    release
        Digest of what the frames come from.
    latest_fact
        Latest date known in the sources.
    withheld_under
        Smallest count of persons that may be published.

    Raises
    ------
    PublicationError
        If a small count of persons is still there
        (:func:`cls_dash.store.secrecy.without_small_counts` takes them out), or the new
        store does not hold exactly what it was given. What was published before is left
        untouched.
    """
    check_columns(frames)
    named = pl.DataFrame(
        {"release": release, "schema_version": SCHEMA_VERSION, "latest_fact": latest_fact}
    )
    given = {**frames, "release": named}
    whole = {name: typed(Row.metadata.tables[name], frame) for name, frame in given.items()}
    refuse_small_counts(whole, threshold=withheld_under)
    if isinstance(target, Path):
        publish_file(whole, target, on=latest_fact)
    elif engine_of(target) == "sqlite":
        publish_file(whole, store_path(target), on=latest_fact)
    else:
        # Who publishes a file needs no driver of PostgreSQL.
        from cls_dash.store.postgis import publish_release

        publish_release(whole, address_of(target))
