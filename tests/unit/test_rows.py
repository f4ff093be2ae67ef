"""Rows of a frame as dictionaries: what a frame holds, as Python has it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cls_dash.questions.rows import rows

FRAME = pd.DataFrame(
    {
        "name": pd.Series(["Thiers", None], dtype=object),
        "short": pd.Series(["T", "A"], dtype="str"),
        "people": [11_000, 6_500],
        "rate": [0.5, np.nan],
        "kept": [True, False],
        "day": pd.Series([date(2024, 1, 2), None], dtype=object),
        "any": pd.Series([np.int64(3), np.float64(0.5)], dtype=object),
    },
    index=pd.Index(["63430", "63003"], name="code"),
)


@pytest.mark.parametrize(
    "frame",
    [
        FRAME,
        FRAME.reset_index(drop=True),
        FRAME.set_index("short", append=True),
        FRAME.set_axis(pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
        FRAME.iloc[:0],
    ],
)
def test_rows_are_those_that_pandas_gives(frame):
    found, expected = rows(frame), frame.reset_index().to_dict("records")
    assert repr(found) == repr(expected)
    for one, other in zip(found, expected, strict=True):
        assert list(map(type, one.values())) == list(map(type, other.values()))
