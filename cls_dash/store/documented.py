"""The door of a public store: what was made for the demonstration does not go out."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Alias, Engine, FromClause, Join, Select, TableClause, event
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import cloned_traverse

from cls_dash.domain.selection import Evidence

ONLY: Final = "documented_only"
"""Option of the connections of such an engine."""


def documented_only(engine: Engine) -> None:
    """
    Make every question asked over ``engine`` see documented rows alone.

    Each ``SELECT``, inner ones included, gets the condition on each table of facts that it
    reads: a view that forgets the filter cannot show what the deployment hides.
    """
    engine.update_execution_options(**{ONLY: True})

    @event.listens_for(engine, "before_execute", retval=True)
    def narrow(
        _connection: Any,  # noqa: ANN401 - SQLAlchemy's signature
        asked: ClauseElement,
        many: Any,  # noqa: ANN401
        one: Any,  # noqa: ANN401
        _options: Any,  # noqa: ANN401
    ) -> tuple[ClauseElement, Any, Any]:
        return cloned_traverse(asked, {}, {"select": _narrow}), many, one


def _narrow(asked: Select[Any]) -> None:
    """Add the condition to a ``SELECT``, in place: SQLAlchemy has just copied it."""
    facts = [table for source in asked.get_final_froms() for table in _facts(source)]
    asked._where_criteria += tuple(table.c.evidence != Evidence.ILLUSTRATIVE for table in facts)


def _facts(source: FromClause) -> Iterator[FromClause]:
    """Yield the tables of facts, under whatever name, that a ``SELECT`` reads by itself."""
    if isinstance(source, Join):
        yield from (table for side in (source.left, source.right) for table in _facts(side))
    elif isinstance(source, TableClause | Alias) and "evidence" in source.c:
        yield source
