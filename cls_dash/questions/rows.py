"""Walk through a frame's rows."""

from typing import Any

import numpy as np
import pandas as pd


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Return rows as dictionaries, the index among them, each value as Python has it.

    ``iterrows`` would make a Series of each row, and of ``None`` a ``nan``; ``to_dict`` takes ten
    times as long, most of it to make columns of the index.
    """
    index, several = frame.index, frame.index.nlevels > 1
    names = [
        (f"level_{rank}" if several else "index") if name is None else name
        for rank, name in enumerate(index.names)
    ]
    columns = [
        *(_values(index.get_level_values(level)) for level in range(index.nlevels)),
        *(_values(column) for _, column in frame.items()),
    ]
    lines = zip(*columns, strict=True)
    return [dict(zip((*names, *frame.columns), line, strict=True)) for line in lines]


def _values(column: "pd.Series[Any] | pd.Index[Any]") -> list[Any]:
    values: list[Any] = column.tolist()
    if column.dtype != object:
        return values
    return [value.item() if isinstance(value, np.generic) else value for value in values]
