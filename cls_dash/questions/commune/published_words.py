"""What is said of the published figures of a commune."""

from types import MappingProxyType
from typing import Final

from cls_dash import terms, wording
from cls_dash.domain.observed import DERIVED
from cls_dash.page.table import Table
from cls_dash.questions.commune.published import MEDIAN, WIDER, LocalFigure, Value

MARKED: Final = 0.5
"""Spreads from the middle beyond which a need is marked: about the quarter most in need."""
MOST: Final = 3
RULE: Final = (
    "D’abord ce qui s’écarte le plus de la France, sinon de la commune médiane du territoire, du "
    "côté où le besoin est plus fort, au regard des écarts entre communes. (c) : moyenne calculée "
    "par l’atlas ; (m) : médiane des communes de l’intercommunalité, faute de valeur publiée."
)
_LEVELS: Final = MappingProxyType(
    dict(
        zip(
            WIDER,
            (
                "Commune entière",
                "Intercommunalité",
                "Bassin de vie",
                "Département",
                "Région",
                "France",
            ),
            strict=True,
        )
    )
)
_MADE: Final = MappingProxyType({DERIVED: " (c)", MEDIAN: " (m)"})


def marked(found: tuple[LocalFigure, ...]) -> tuple[str, ...]:
    """Say which needs are most marked here, and what they are set against."""
    ranked = [one for one in found if one.apart == one.apart]
    told = [_told(one) for one in ranked if one.apart > MARKED][:MOST]
    if not ranked:
        return ()
    if not told:
        return (
            "Aucun chiffre publié n’y marque un besoin nettement plus fort qu’en France, ou que "
            "dans la commune médiane du territoire.",
        )
    return tuple(f"Besoin marqué : {each}." for each in told)


def _told(one: LocalFigure) -> str:
    against = "France" if one.national else "médiane du territoire"
    return (
        f"{one.title}, **{_written(one.here, one.digits)}{wording.NBSP}{one.unit}** ({one.year} ; "
        f"{against} : {wording.number(one.reference, one.digits)})"
    )


def table(found: tuple[LocalFigure, ...], name: str) -> Table | None:
    """Return one line an indicator, and a column for each level that has something to say."""
    levels = [level for level in WIDER if any(level in one.beside for one in found)]
    lines = [
        (
            wording.titled(one.title, one.unit),
            _written(one.here, one.digits),
            *(_written(one.beside.get(level), one.digits) for level in levels),
            one.year,
        )
        for one in found
    ]
    if not lines:
        return None
    return Table.of(
        ("Indicateur", name, *(_LEVELS[level] for level in levels), "Année"),
        lines,
        caption=f"Chiffres publiés : {name} et ce qui l’entoure. {RULE}",
        numeric=set(range(1, len(levels) + 2)),
    )


def _written(value: Value | None, digits: int) -> str:
    """Return a value, why it is hidden, or nothing where there is none."""
    if value is None:
        return ""
    if not value.known:
        return terms.STATUSES["withheld"]
    return f"{wording.number(value.amount, digits)}{_MADE.get(value.status, '')}"
