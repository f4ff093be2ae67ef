"""The chequered territory beside its neighbour, changed for what is compared."""

from contextlib import contextmanager

import pandas as pd
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.questions.spread import record
from tests.seed import ALONE, CODES, separate

DAMIER = Selection("damier")
BOTH = ("damier", "voisin")
CHANCE = Chance(draws=1_999, permutations=999, seed=1)


@contextmanager
def few_are_enough():
    """Let one action make a figure, where how figures are made is at stake, not their floor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "MIN_LOCATED", 1)
        patch.setattr(record, "MIN_SERIES", 1)
        yield


def published(
    frames, values, *, unit="%", title="Pauvreté", kind="ratio", higher_is="worse", counts="nobody"
):
    """Add an indicator known at (level, geography, year)."""
    frames["indicator"] = pd.DataFrame(
        {
            "code": ["pauvrete"], "title": [title], "unit": [unit], "kind": [kind],
            "higher_is": [higher_is], "level": ["commune;epci"], "definition": ["…"],
            "caveats": [None], "counts": [counts], "themes": [None], "source": ["essai"],
        }
    )  # fmt: skip
    frames["observation"] = pd.DataFrame(
        [
            {"level": level, "geography": geography, "year": year, "value": value}
            for (level, geography, year), value in values.items()
        ]
    ).assign(
        indicator="pauvrete", name="…", lower=None, upper=None, status="observed",
        source="essai", evidence="documented",
    )  # fmt: skip


def more(frames, territory, commune, n, *, apart=True):
    """Add real located deployments, each of an action of its own, or all of the same."""
    row = frames["deployment"].iloc[[0]]
    ids = [f"{territory}-n{rank if apart else 0:03}" for rank in range(n)]
    added = pd.concat([row] * n, ignore_index=True).assign(
        deployment=[f"{territory}-d{rank:03}" for rank in range(n)], action=ids,
        territory=territory, commune=commune, evidence="documented", source="essai",
    )  # fmt: skip
    frames["deployment"] = pd.concat([frames["deployment"], added], ignore_index=True)
    actions = pd.concat([frames["action"].iloc[[0]]] * len(set(ids)), ignore_index=True)
    frames["action"] = pd.concat(
        [frames["action"], actions.assign(action=list(dict.fromkeys(ids)))], ignore_index=True
    )


def real(change=lambda _: None):
    """Return a change after which located deployments are real, each its own series."""

    def changed(frames):
        separate(frames)
        change(frames)

    return changed


def peopled(frames, populations):
    communes = frames["commune"]
    communes["population"] = communes["code"].map(populations).fillna(communes["population"])
    communes["population"] = communes["population"].astype(int)


def everywhere(value, *, year="2020"):
    """Return the same value in every commune."""
    return {("commune", code, year): float(value) for code in (*CODES, ALONE)}


def third(frames, *, population):
    """Make a territory of commune 63033, which leaves Damier."""
    frames["commune"].loc[frames["commune"]["code"] == "63033", "population"] = population
    members = frames["perimeter"]
    members.loc[members["commune"] == "63033", "territory"] = "tiers"
    row = frames["territory"].iloc[[1]].assign(slug="tiers", name="Tiers", short_name="Tiers")
    frames["territory"] = pd.concat([frames["territory"], row], ignore_index=True)
