"""Logs as hands lay them out: whatever the layout and the spelling, no other value is read."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.formats import deployments
from tests.contract import asked
from tests.laid_out import LAYOUTS, written

DOUBTFUL = object()
PLACES = {
    "Thiers": "63430", "THIERS": "63430", "63430 Thiers": "63430", "Thiers (63)": "63430",
    "mairie de Thiers": "63430", "1004": "01004", "Ambérieu en Bugey": "01004",
    "Amberieu-en-Bugey*": "01004", "Saint-Jean": DOUBTFUL, "Tiers": DOUBTFUL,
    "Thiers et Ambérieu-en-Bugey": DOUBTFUL, "63430 Ambert": DOUBTFUL, "Nulle-Part": DOUBTFUL,
}  # fmt: skip
DATES = {
    "12/03/2024": (date(2024, 3, 12), date(2024, 3, 12)),
    "12 mars 24": (date(2024, 3, 12), date(2024, 3, 12)),
    "mars 2024": (date(2024, 3, 1), date(2024, 3, 31)),
    "T2 2024": (date(2024, 4, 1), date(2024, 6, 30)),
    "mars-avril 2024": (date(2024, 3, 1), date(2024, 4, 30)),
    "2023/2024": (date(2023, 1, 1), date(2024, 12, 31)),
    "": (None, None),
    "été 2024": DOUBTFUL, "31/06/2024": DOUBTFUL, "12 mars": DOUBTFUL, "à définir": DOUBTFUL,
}  # fmt: skip
NUMBERS = {
    "30": 30, "1 200": 1200, "1\u00a0200": 1200, "1.200": 1200, "1\u202f200": 1200, "30 pers.": 30,
    "": None, "env. 30": DOUBTFUL, "3 à 5": DOUBTFUL, "12,5": DOUBTFUL, "> 20": DOUBTFUL,
}  # fmt: skip
HEADER = ["Réf.", "Quoi", "Commune(s)", "Quand ?", "Combien ?", "Type"]
ABOVE = ["", "", "Où et quand", "", "Public", ""]


ROWS = st.lists(st.tuples(*map(st.sampled_from, (sorted(PLACES), sorted(DATES), sorted(NUMBERS)))),
                min_size=1, max_size=5)  # fmt: skip


def rows_of(rows, layout):
    """Return the rows of a log; the reference of an action may be typed once for several."""
    return [
        ["vallee-1-01" if layout["repeated"] or not rank else "", f"Fait {rank}", *cells, "atelier"]
        for rank, cells in enumerate(rows)
    ]


@given(ROWS, LAYOUTS)
def test_a_row_is_read_as_it_means_or_put_aside(valley, tmp_path_factory, rows, layout):
    path = written(
        tmp_path_factory.mktemp("log") / "suivi", rows_of(rows, layout), layout, HEADER, ABOVE
    )
    loaded = deployments.read([path], asked(valley))
    report = loaded.report
    assert report.read == report.accepted + report.rejected == len(rows)
    truth = {
        f"Fait {rank}": (PLACES[place], *both, NUMBERS[number])
        for rank, (place, day, number) in enumerate(rows)
        if (both := DATES[day]) is not DOUBTFUL
        if DOUBTFUL not in (PLACES[place], NUMBERS[number])
    }
    read = loaded.tables["deployments"].select("title", "commune", "starts_on", "ends_on", "count")
    assert {title: tuple(cells) for title, *cells in read.iter_rows()} == truth
