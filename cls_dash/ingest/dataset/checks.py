"""Checks that no single table can make: keys across files, coherence of a row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cls_dash.domain.observed import VALUED
from cls_dash.ingest.dataset.tables import Row, Table
from cls_dash.ingest.problems import Problem


@dataclass(frozen=True, slots=True)
class Link:
    """A column whose values must exist in another table."""

    table: str
    column: str
    target: str
    key: str
    reason: str
    remedy: str


IN_FOLDER = "L'ajouter au fichier {file}, ou corriger le code."
LINKS = (
    *(
        Link(
            table,
            "contract",
            "contracts",
            "contract",
            "Ce contrat n'existe pas dans ce territoire.",
            IN_FOLDER.format(file="contracts.csv"),
        )
        for table in ("parties", "axes", "actions")
    ),
    *(
        Link(
            table,
            column,
            "axes",
            "axis",
            "Cet axe n'existe pas dans ce territoire.",
            IN_FOLDER.format(file="axes.csv"),
        )
        for table, column in (
            ("actions", "axis"),
            ("axis_lineage", "axis"),
            ("axis_lineage", "previous"),
        )
    ),
    Link(
        "deployments",
        "action",
        "actions",
        "action",
        "Cette action n'existe pas dans ce territoire.",
        IN_FOLDER.format(file="actions.csv"),
    ),
    Link(
        "deployments",
        "commune",
        "perimeter",
        "commune",
        "Cette commune n'est pas dans le périmètre du territoire.",
        IN_FOLDER.format(file="perimeter.csv"),
    ),
    Link(
        "observations",
        "indicator",
        "indicators",
        "code",
        "Cet indicateur n'a pas de fiche.",
        "Ajouter sa fiche dans le dossier indicators, ou corriger le code.",
    ),
    Link(
        "provider_counts",
        "category",
        "categories",
        "category",
        "Cette catégorie n'a pas d'intitulé.",
        "L'ajouter à categories.csv, ou corriger le code.",
    ),
)
OWN_KEYS = (
    ("contracts", "contract"),
    ("axes", "axis"),
    ("actions", "action"),
    ("deployments", "deployment"),
    ("decisions", "decision"),
)
ORDERED = (("starts_on", "ends_on"), ("start_year", "end_year"))


def problems_across(tables: Sequence[Table]) -> list[Problem]:
    """Return what contradicts itself, inside a row or from one file to another.

    A link is not judged when the table it leads to could not be read: that table
    already has its own problems.
    """
    problems = [found for link in LINKS for found in _dangling(link, tables)]
    problems += _unknown_sources(tables)
    problems += [found for key in OWN_KEYS for found in _repeated(*key, tables)]
    for table in tables:
        for row in table.rows:
            problems += _row_problems(table, row)
    return problems + list(_axes_of_another_contract(tables))


def _named(tables: Sequence[Table], name: str) -> list[Table]:
    return [table for table in tables if table.name == name]


def _keys(tables: Iterable[Table], column: str) -> set[str]:
    return {row.cells[column] for table in tables for row in table.rows}


def _dangling(link: Link, tables: Sequence[Table]) -> Iterator[Problem]:
    for table in _named(tables, link.table):
        targets = [
            target for target in _named(tables, link.target) if target.territory == table.territory
        ]
        known = _keys(targets, link.key)
        for row in table.rows if targets else ():
            if row.cells[link.column] and row.cells[link.column] not in known:
                yield table.problem(row, link.column, link.reason, link.remedy)


def _unknown_sources(tables: Sequence[Table]) -> Iterator[Problem]:
    sources = _named(tables, "sources")
    known = _keys(sources, "key")
    for table in tables if sources else ():
        for row in table.rows:
            if row.cells.get("source") and row.cells["source"] not in known:
                reason = "Cette source n'a pas de fiche."
                remedy = "L'ajouter à sources.csv, ou corriger la clé."
                yield table.problem(row, "source", reason, remedy)


def _repeated(name: str, column: str, tables: Sequence[Table]) -> Iterator[Problem]:
    """Yield keys that two files share (inside a file, the schema sees them)."""
    first: dict[str, str] = {}
    for table in _named(tables, name):
        for row in table.rows:
            file = first.setdefault(row.cells[column], table.file)
            if file != table.file:
                reason = f"Cet identifiant existe déjà dans {file}."
                yield table.problem(row, column, reason, "En choisir un autre.")


def _axes_of_another_contract(tables: Sequence[Table]) -> Iterator[Problem]:
    owner = {
        row.cells["axis"]: row.cells["contract"]
        for table in _named(tables, "axes")
        for row in table.rows
    }
    for table in _named(tables, "actions"):
        for row in table.rows:
            contract = owner.get(row.cells["axis"])
            if contract is not None and contract != row.cells["contract"]:
                reason = f"Cet axe appartient au contrat {contract}."
                remedy = "Choisir un axe du contrat de l'action."
                yield table.problem(row, "axis", reason, remedy)


def _row_problems(table: Table, row: Row) -> Iterator[Problem]:
    yield from _disorder(table, row)
    yield from _evidence(table, row)
    yield from _point(table, row)
    if table.name == "deployments":
        yield from _scope(table, row)
        yield from _dates(table, row)
    elif table.name == "observations":
        yield from _observation(table, row)
    elif table.name == "axis_lineage":
        yield from _lineage(table, row)
    elif table.name == "territory":
        yield from _folder(table, row, "slug", table.territory)
    elif table.name == "indicators":
        stem = table.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        yield from _folder(table, row, "code", stem)


def _disorder(table: Table, row: Row) -> Iterator[Problem]:
    for first, last in ORDERED:
        start, end = row.cells.get(first, ""), row.cells.get(last, "")
        if start and end and start > end:
            reason, remedy = (
                "La fin précède le début.",
                "Échanger ou corriger les dates.",
            )
            yield table.problem(row, last, reason, remedy)


def _evidence(table: Table, row: Row) -> Iterator[Problem]:
    evidence, source = row.cells.get("evidence"), row.cells.get("source")
    if evidence and (evidence == "illustrative") != (source == "illustrative"):
        reason = "La nature du fait et sa source se contredisent."
        remedy = "Un fait illustratif cite la source illustrative, et lui seul."
        yield table.problem(row, "evidence", reason, remedy)


def _point(table: Table, row: Row) -> Iterator[Problem]:
    longitude, latitude = row.cells.get("longitude", ""), row.cells.get("latitude", "")
    if bool(longitude) != bool(latitude):
        column = "latitude" if longitude else "longitude"
        reason = "Il manque une des deux coordonnées."
        yield table.problem(row, column, reason, "Donner les deux, ou aucune.")


def _scope(table: Table, row: Row) -> Iterator[Problem]:
    for column, needed in (
        ("commune", "Un déploiement de portée commune dit laquelle."),
        ("epci", "Un déploiement de portée epci dit lequel."),
    ):
        named, expected = bool(row.cells[column]), row.cells["scope"] == column
        if expected and not named:
            yield table.problem(row, column, needed, "Ajouter le code.")
        elif named and not expected:
            reason = f"La portée n'est pas {column}, mais un code est donné."
            remedy = "Vider cette cellule ou corriger la portée."
            yield table.problem(row, column, reason, remedy)


def _dates(table: Table, row: Row) -> Iterator[Problem]:
    dated = bool(row.cells["starts_on"]) and bool(row.cells["ends_on"])
    empty = not row.cells["starts_on"] and not row.cells["ends_on"]
    unknown = row.cells["date_precision"] == "unknown"
    if (unknown and not empty) or (not unknown and not dated):
        reason = "Les dates ne s'accordent pas avec leur précision."
        remedy = "Donner début et fin, ou les laisser vides avec unknown."
        yield table.problem(row, "date_precision", reason, remedy)


def _observation(table: Table, row: Row) -> Iterator[Problem]:
    if bool(row.cells["value"]) != (row.cells["status"] in VALUED):
        reason = "La valeur et son état se contredisent."
        remedy = "Une valeur observée a un nombre ; les autres n'en ont pas."
        yield table.problem(row, "value", reason, remedy)


def _lineage(table: Table, row: Row) -> Iterator[Problem]:
    if bool(row.cells["axis"]) == (row.cells["relation"] == "dropped"):
        reason = "La filiation et l'axe ultérieur se contredisent."
        remedy = "Un axe abandonné n'a pas de suite ; un axe repris en a une."
        yield table.problem(row, "axis", reason, remedy)


def _folder(table: Table, row: Row, column: str, expected: str) -> Iterator[Problem]:
    if row.cells[column] != expected:
        reason = f"Ce code devrait être {expected}, comme son dossier ou son fichier."
        yield table.problem(row, column, reason, "Reprendre le même nom.")
