"""Plans of actions as hands lay them out: what is read of a cell is what was meant."""

from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.formats import actions
from tests.contract import asked
from tests.laid_out import LAYOUTS, written

DOUBTFUL = object()
AXES = {
    "Prévention": "vallee-2-a1", "PREVENTION": "vallee-2-a1", "Accès aux soins": "vallee-2-a2",
    "acces aux soins ": "vallee-2-a2", "vallee-2-a2": "vallee-2-a2", "Logement": DOUBTFUL,
}  # fmt: skip
STATUSES = {
    "engagée": "started", "ENGAGÉE": "started", "en cours": "started", "envisagée": "planned",
    "réalisée": "completed", "un jour": DOUBTFUL,
}  # fmt: skip
BUDGETS = {
    "12 000": 12000, "12 000 €": 12000, "12.000 €": 12000, "12\u202f000": 12000, "15 k€": 15000,
    "1200": 1200, "": None, "env. 2000": DOUBTFUL, "10 à 20 k€": DOUBTFUL, "à voir": DOUBTFUL,
}  # fmt: skip
HEADER = ["Contrat", "Action", "Axe", "Où en est-on ?", "Budget", "Objectif"]
ABOVE = ["", "", "Suivi", "", "Moyens", ""]
ROWS = st.lists(
    st.tuples(*(st.sampled_from(sorted(known)) for known in (AXES, STATUSES, BUDGETS))),
    min_size=1,
    max_size=5,
)


@given(ROWS, LAYOUTS)
def test_an_action_is_read_as_it_means_or_put_aside(valley, tmp_path_factory, rows, layout):
    lines = [["vallee-2", f"Fiche {n}", *cells, "Servir"] for n, cells in enumerate(rows)]
    path = written(tmp_path_factory.mktemp("plan") / "plan", lines, layout, HEADER, ABOVE)
    loaded = actions.read([path], asked(valley))
    report = loaded.report
    assert report.read == report.accepted + report.rejected == len(rows)
    truth = {
        f"Fiche {n}": meant
        for n, (axis, status, budget) in enumerate(rows)
        if DOUBTFUL not in (meant := (AXES[axis], STATUSES[status], BUDGETS[budget]))
    }
    read = loaded.tables["actions"].select("title", "axis", "status", "budget_eur")
    assert {title: tuple(cells) for title, *cells in read.iter_rows()} == truth
