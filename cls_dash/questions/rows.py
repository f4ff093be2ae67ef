"""Walk through a frame's rows."""

from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Return rows as dictionaries, the index among them, each value as it is stored.

    ``iterrows`` would make a Series of each row, and of ``None`` a ``nan``.
    """
    return list(frame.reset_index().to_dict("records"))
