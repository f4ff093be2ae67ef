"""The parts under the maps that stay as they are when another measure is chosen."""

from cls_dash.domain.selection import Selection
from cls_dash.page.model import Chart, Facts, Titled, present
from cls_dash.page.table import Table
from cls_dash.questions.compare import beneath, charts, tables, words
from cls_dash.questions.compare.figures import measured
from cls_dash.questions.compare.reference_table import reference_table
from cls_dash.questions.compare.references import references
from cls_dash.store.queries import comparing
from cls_dash.store.release import Release, memoised


def part(
    title: str, chart: tuple[Chart, ...], said: tuple[str, ...], table: Table | None = None
) -> Titled:
    """Return a chart, what is said of it, and its table."""
    return Titled(title, present(*chart, Facts(said) if said else None, table))


@memoised
def whatever_the_measure(
    release: Release, selection: Selection, compared: tuple[str, ...]
) -> tuple[Titled, Titled, Titled, Titled]:
    """Return the parts that stay as they are when another measure is chosen."""
    here, measures = measured(release, selection, compared)
    territory, name = next(iter(here.names.items()))
    found = references(release, here, territory, measures)
    budgets = comparing.themes(release, compared, documented_only=selection.documented_only)
    return (
        part(
            words.UNEQUAL, (), words.careful(here, selection), tables.perimeters(release, here)
        ),
        part(words.EVERYTHING, (), (), tables.indicators(here, measures)),
        part(
            f"{name} face à ses repères", charts.spine(measures, territory, name, found),
            (beneath.references(found, name),),
            reference_table(measures, territory, name, found),
        ),
        part(
            beneath.THEMES, charts.themes(budgets, here.names),
            (beneath.budgets(budgets, here.names),), tables.themes(budgets, here.names),
        ),
    )  # fmt: skip
