"""How much is recorded of a selection: nothing yet, a demonstration, or enough for a verdict."""

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.concentration import MIN_LOCATED, MIN_SERIES
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.demonstration import MARK
from cls_dash.page.sentence import plain
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.queries.deployments import deployments_of, tally_of
from cls_dash.store.release import Release, memoised

NOT_BEGUN: Final = "Les actions de ce territoire ne sont pas encore saisies"
FLOOR: Final = (
    f"Rien n’est conclu sous {MIN_LOCATED} actions situées, ni sous {MIN_SERIES} séries (toutes "
    "les séances d’une fiche-action dans une commune)."
)
"""What it takes to conclude, as the method says it."""


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
    """Whether the territory has any deployment at all of the evidence shown."""

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

    @property
    def count(self) -> str:
        """Count in words the located deployments; and series, where these alone are too few."""
        n = wording.counted(self.located, "action située", "actions situées")
        many = self.located >= MIN_LOCATED and self.series < MIN_SERIES
        return f"{n} en {wording.counted(self.series, 'série')}" if many else n

    def said(self, sentence: str) -> str:
        """Return a sentence, begun by what says that it describes no real action."""
        return f"{MARK}{sentence}" if sentence and self.demonstration else sentence

    @property
    def prefix(self) -> str:
        """Return what stands before captions: nothing where all that is counted is real."""
        return plain(MARK) if self.demonstration else ""

    def plain(self, sentence: str) -> str:
        """Return the same without what makes it bold: a caption, or the title of a map."""
        return plain(self.said(sentence))

    def lacking(self, purpose: str, when: str = "") -> str:
        """
        Say what is recorded, and that it is too little; :data:`FLOOR` says how much it takes.

        Parameters
        ----------
        purpose
            What is not said for want of records: «pour dire qui est loin».
        when
            Which days are counted: «du 1er mars 2024 au 12 mars 2026».
        """
        if not self.begun:
            return f"**{NOT_BEGUN}** : rien {purpose}."
        when = f" {when}" if when else ""
        if not self.located:
            return f"**Aucune action située** n’est connue{when} : rien {purpose}."
        return self.said(f"**{self.count}**{when} : trop peu {purpose}.")


@memoised
def record(release: Release, selection: Selection) -> Record:
    """Count what is recorded of a selection, in the communes of its perimeter."""
    inside = communes_in_scope(release, selection).index
    return counted(located(release, selection, inside), begun=begun(release, selection))


def located(release: Release, selection: Selection, communes: pd.Index) -> pd.DataFrame:
    """Return the deployments of a selection that took place in some communes, as read."""
    found = deployments_of(release, selection)
    return found[(found["scope"] == "commune") & found["commune"].isin(communes)]


def counted(deployments: pd.DataFrame, *, begun: bool) -> Record:
    """Count located deployments."""
    return Record(
        located=len(deployments),
        series=len(deployments[["action", "commune"]].drop_duplicates()),
        illustrative=int((deployments["evidence"] == Evidence.ILLUSTRATIVE).sum()),
        begun=begun,
    )


def begun(release: Release, selection: Selection) -> bool:
    """Say whether a territory has any deployment at all of the evidence shown."""
    whole = replace(selection.everything(), perimeter=None)
    return bool(tally_of(release, whole)["deployments"].sum())
