"""What a measure became, year after year, in each of several territories."""

from datetime import date

import pandas as pd

from cls_dash.analysis.comparison import followed
from cls_dash.analysis.rates import PER, rate
from cls_dash.questions.compare.ground import Ground, contract_years
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.published import averaged, by_commune
from cls_dash.questions.compare.rates import ACTIONS, YEARLY
from cls_dash.store.queries import comparing
from cls_dash.store.release import Release


def trend(release: Release, here: Ground, measure: Measure) -> pd.DataFrame:
    """
    Return the figures of a measure by year, one column a territory.

    Actions are those that began in the year, for 10,000 inhabitants: none in a year without
    contract, which is not zero, nor in a year that is not recorded to its end. Years that no
    territory knows, and territories known in less than two years, are left out.
    """
    if measure.code in {ACTIONS, YEARLY}:
        return followed(_actions(release, here))
    if measure.past is not None:
        return followed(_published(here, measure, measure.past))
    return pd.DataFrame()


def _actions(release: Release, here: Ground) -> pd.DataFrame:
    columns = {}
    for slug, selection in here.selections.items():
        until = here.until[slug]
        if until is None or not here.records[slug].enough:
            continue
        over = until.year - (until < date(until.year, 12, 31))
        found = comparing.yearly(release, selection)
        covered = contract_years(release, slug, until, selection.period) or set()
        years = sorted(year for year in covered | set(found.index) if year <= over)
        n = found.reindex(years, fill_value=0).astype(float)
        people = pd.Series(here.people.loc[slug].sum(), n.index)
        columns[slug] = rate(n, people, multiplier=PER)["value"]
    return pd.DataFrame(columns)


def _published(here: Ground, measure: Measure, past: pd.DataFrame) -> pd.DataFrame:
    years = {}
    for year, group in past.groupby("year"):
        values = by_commune(group.drop_duplicates(["level", "geography"]), here)
        years[str(year)] = averaged(values, here, measure.made)["value"]
    return pd.DataFrame.from_dict(years, orient="index", columns=list(here.names))
