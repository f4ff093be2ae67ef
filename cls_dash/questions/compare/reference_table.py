"""The table of a territory beside its references, each with its verdict."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.comparison import against
from cls_dash.page.table import Table
from cls_dash.questions.compare.beneath import names
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.references import References
from cls_dash.questions.compare.words import told, written

_VERDICTS: Final = MappingProxyType(
    {
        "higher": "plus haut que ce repère",
        "lower": "plus bas que ce repère",
        "compatible": "compatible avec ce repère",
    }
)


def reference_table(
    measures: Mapping[str, Measure], territory: str, name: str, found: References
) -> Table | None:
    """Return what the spine chart shows, with each reference's verdict; nothing of no figure."""
    lines = []
    for code, beside in found.figures.iterrows():
        measure = measures[str(code)]
        verdicts = _verdicts(measure, territory, beside)
        cells = [
            f"{written(measure, value)}{verdicts.get(reference, '')}"
            if value == value
            else terms.NO_DATA
            for reference, value in beside.items()
        ]
        lines.append(
            (wording.titled(measure.title, measure.unit), told(measure, territory), *cells)
        )
    if not lines:
        return None
    return Table.of(
        ("Indicateur", name, *names(found).values()),
        lines,
        caption=f"{name} et ses repères, intervalle à 95 % entre parenthèses",
    )


def _verdicts(measure: Measure, territory: str, references: pd.Series) -> dict[str, str]:
    """Return what the interval of a figure says of each reference; nothing without one."""
    figure = measure.by_territory[territory]
    if figure["lower"] != figure["lower"] or not measure.judged:
        return {}
    judged = against(figure["value"], figure["lower"], figure["upper"], references)
    return {
        str(reference): f", {_VERDICTS[verdict]}"
        for reference, verdict in judged["verdict"].items()
        if verdict in _VERDICTS
    }
