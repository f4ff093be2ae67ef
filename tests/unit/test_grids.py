"""Any cells that people type: what is read is accepted or put aside, never another value."""

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.recognise.dates import read_date
from cls_dash.ingest.recognise.numbers import read_number
from cls_dash.ingest.recognise.spans import read_span
from cls_dash.ingest.sieve import Sieve

SPACES = st.sampled_from([" ", "\u00a0", "\u202f", ".", ""])
SURE = ("{}", "{} €", "{}€", "€ {}", "{} euros", "{} k€")
UNSURE = ("{} TTC €", "env. {}", "~{}", "< {}", "{} ou {}", "{} €/an", "plus de {}", "{} pers.")
AROUND = st.sampled_from(SURE + UNSURE)
CELLS = st.text(st.sampled_from("0123456789 .,€k-/àenv<~persou"), min_size=1, max_size=12)


def grouped(number, mark):
    return f"{number:,}".replace(",", mark)


@given(st.integers(0, 10**8), SPACES, AROUND)
def test_an_amount_is_its_number_or_is_put_aside(number, mark, around):
    reading = read_number(
        around.replace("{}", grouped(number, mark)).strip(), whole=True, money=True
    )
    scale = 1000 if "k€" in around else 1
    if reading.value is None:
        assert reading.doubt
        assert reading.remedy
    else:
        assert float(reading.value) == number * scale
        assert around in SURE


@given(st.integers(0, 10**6), st.integers(0, 99), st.sampled_from(".,"), SPACES)
def test_decimals_are_kept_or_doubted(number, cents, mark, group):
    text = f"{grouped(number, group)}{mark}{cents:02d}"
    reading = read_number(text)
    if reading.value is not None:
        assert float(reading.value) == float(f"{number}.{cents:02d}")


@pytest.mark.parametrize("cell", ["1.000.00", "1,00,000", "1.2,3.4", "12.34.567", "1.000,00.5"])
def test_marks_that_part_no_thousands_make_no_number(cell):
    assert read_number(cell).doubt


@given(st.lists(CELLS.map(str.strip).filter(bool), min_size=1, max_size=8), st.booleans())
def test_a_column_is_read_whole_or_put_aside_as_typed(cells, whole):
    rows = pl.DataFrame(
        {"n": cells, "line": range(2, len(cells) + 2)}, schema={"n": pl.String, "line": pl.Int64}
    )
    sieve = Sieve(TextTable("f.csv", rows, len(cells)))
    sieve.number("n", whole=whole)
    report = sieve.report("essai")
    assert report.read == report.accepted + report.rejected == len(cells)
    typed = dict(zip(range(2, len(cells) + 2), cells, strict=True))
    assert all(
        typed[row["line"]] == row["value"] for row in report.quarantined.iter_rows(named=True)
    )
    told = set(report.corrections["line"])
    for line, value in sieve.kept.select("line", "n").iter_rows():
        plain = re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*(?:e[0-9]+)?", typed[line])
        assert value is not None
        assert line in told or (plain and float(typed[line]) == value)


FORMS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y 14h30", "%d/%m/%Y à 9h")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_that_day_however_it_is_written(day, form):
    span = read_span(day.strftime(form))
    assert (span.first, span.last, span.precision) == (day, day, "day")


@given(CELLS)
def test_what_is_no_date_says_why(cell):
    reading = read_date(cell)
    assert (reading.value is None) == bool(reading.doubt)
