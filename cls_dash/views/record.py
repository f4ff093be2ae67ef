"""How much is recorded of a selection: nothing yet, a demonstration, or enough for a verdict."""

from dataclasses import dataclass, replace
from typing import Final

from cls_dash.analysis.concentration import MIN_LOCATED, MIN_SERIES
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.readings import Readings

DEMONSTRATION: Final = "**Démonstration.**"
"""What begins a sentence that counts actions made for the demonstration."""


@dataclass(frozen=True)
class Record:
    """What is recorded of a selection, in the communes of its perimeter."""

    located: int
    """Deployments in a commune."""
    series: int
    """Actions × communes: what chance places as one."""
    illustrative: int
    """Those of ``located`` that were made for the demonstration."""
    begun: bool
    """Whether the territory has any deployment at all, whatever is selected."""

    @property
    def demonstration(self) -> bool:
        """Say whether what is counted describes, in part, no real action."""
        return self.illustrative > 0

    @property
    def enough(self) -> bool:
        """Say whether there is enough to describe a spread and to name communes."""
        return self.located >= MIN_LOCATED and self.series >= MIN_SERIES

    @property
    def judged(self) -> bool:
        """Say whether a verdict, hence a p-value, is earned: enough, and all of it real."""
        return self.enough and not self.demonstration

    def said(self, sentence: str) -> str:
        """Return a sentence, begun by what says that it describes no real action."""
        return f"{DEMONSTRATION} {sentence}" if sentence and self.demonstration else sentence

    @property
    def prefix(self) -> str:
        """Return what stands before captions: nothing where all that is counted is real."""
        return f"{DEMONSTRATION} ".replace("**", "") if self.demonstration else ""

    def plain(self, sentence: str) -> str:
        """Return the same without what makes it bold: a caption, or the title of a map."""
        return self.said(sentence).replace("**", "")


def record(readings: Readings, selection: Selection) -> Record:
    """Count what is recorded of a selection, in the communes of its perimeter."""
    found = readings.deployments(selection)
    communes = readings.communes(selection.territory, selection.contract, selection.perimeter)
    inside = communes.index[communes["inside"]]
    located = found[(found["scope"] == "commune") & found["commune"].isin(inside)]
    return Record(
        located=len(located),
        series=len(located[["action", "commune"]].drop_duplicates()),
        illustrative=int((located["evidence"] == Evidence.ILLUSTRATIVE).sum()),
        begun=_begun(readings, selection),
    )


def _begun(readings: Readings, selection: Selection) -> bool:
    whole = replace(selection.everything(), documented_only=False, perimeter=None)
    return bool(readings.tally(whole)["deployments"].sum())
