"""What became of axes from one contract to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.section import Section
from cls_dash.questions.rows import rows
from cls_dash.store.queries import following
from cls_dash.store.queries.territories import contracts_of
from cls_dash.store.release import Release

NEW: Final = "nouveau, ou suite non publiée"
UNTOLD: Final = "suite non publiée"


@dataclass(frozen=True)
class Thread:
    """An axis followed from contract to contract."""

    axes: Mapping[int, str]
    """Id of the axis, by number of the contract."""
    relations: tuple[str, ...]
    """What happened at each step, one of :data:`cls_dash.terms.RELATIONS`."""
    ended: bool
    """Whether a source says that it was dropped."""
    editorial: bool
    """Whether a step is a comparison of our own."""


def threads(axes: pd.DataFrame, lineage: pd.DataFrame) -> list[Thread]:
    """
    Follow each axis that comes from no other, through every branch.

    Parameters
    ----------
    axes
        Indexed by id, with ``number`` of the contract, in order.
    lineage
        See :func:`following.lineage`.
    """
    steps = {str(axis): rows(found) for axis, found in lineage.groupby("previous", sort=False)}
    known = set(lineage["axis"].dropna())

    def follow(axis: str) -> Iterator[Thread]:
        here = {int(axes.loc[axis, "number"]): axis}
        # A link never goes back: contracts are numbered.
        onward = [
            step for step in steps.get(axis, ())
            if step["axis"] is None or step["number"] > step["previous_number"]
        ]  # fmt: skip
        if not onward:
            yield Thread(here, (), ended=False, editorial=False)
        for step in onward:
            ours = step["basis"] == "editorial"
            if step["axis"] is None:
                yield Thread(here, (step["relation"],), ended=True, editorial=ours)
                continue
            for rest in follow(step["axis"]):
                yield Thread(
                    {**here, **rest.axes}, (step["relation"], *rest.relations), rest.ended,
                    ours or rest.editorial,
                )  # fmt: skip

    return [found for axis in axes.index if axis not in known for found in follow(str(axis))]


def sections(release: Release, followed: Followed) -> tuple[Section, ...]:
    """Return what the view shows: one line per thread, one column per contract."""
    selection = followed.selection
    # All contracts are followed, whichever is chosen; illustrative actions are left out.
    axes = following.axes(release, replace(selection.everything(), documented_only=True))
    lineage = following.lineage(release, selection.territory)
    lineage = lineage[
        lineage["previous"].isin(axes.index)
        & (lineage["axis"].isna() | lineage["axis"].isin(axes.index))
    ]
    numbers = sorted(int(n) for n in contracts_of(release, selection.territory)["number"])
    title = "Que deviennent les axes, d’un contrat à l’autre ?"
    if len(numbers) < 2:
        return (Section(title, ("**Un seul contrat est connu** : rien à comparer encore.",)),)
    found = [one for one in threads(axes, lineage) if selection.axis in {None, *one.axes.values()}]
    table = _table(found, axes, numbers)
    return (Section(title, tuple(_facts(found, numbers[-1])), tables=(table,)),)


def _facts(found: list[Thread], last: int) -> Iterator[str]:
    fates: dict[str, set[str]] = {}
    for one in found:
        first = min(one.axes)
        if first < last:
            fate = "dropped" if one.ended else "untold" if max(one.axes) < last else "kept"
            fates.setdefault(one.axes[first], set()).add(fate)
    # An axis that is split is kept as soon as one of its branches is.
    kept = sum("kept" in fate for fate in fates.values())
    dropped = sum("dropped" in fate and "kept" not in fate for fate in fates.values())
    untold = len(fates) - kept - dropped
    yield (
        f"Sur **{wording.counted(len(fates), 'axe')}** "
        f"{wording.agreeing(len(fates), 'né', 'nés')} dans un contrat passé, "
        f"**{wording.number(kept)}** {wording.agreeing(kept, 'se suit', 'se suivent')} jusqu’au "
        f"dernier contrat et **{wording.number(dropped)}** "
        f"{wording.agreeing(dropped, 'est dit abandonné', 'sont dits abandonnés')}."
    )
    if untold:
        yield (
            f"Pour **{wording.number(untold)}**, la suite n’est pas publiée, ce qui ne veut pas "
            "dire « abandonné »."
        )
    if any(one.editorial for one in found):
        yield (
            "Des rapprochements sont faits par l’atlas, d’après les titres, sans qu’une source les "
            "publie : la dernière colonne le dit."
        )


def _table(found: list[Thread], axes: pd.DataFrame, numbers: list[int]) -> Table:
    def cell(one: Thread, number: int) -> str:
        if number in one.axes:
            return str(axes.loc[one.axes[number], "title"])
        return "non publié" if min(one.axes) < number < max(one.axes) else ""

    lines = [
        (
            *(cell(one, number) for number in numbers),
            wording.listing(sorted({terms.THEMES[axes.loc[axis, "theme"]]
                                    for axis in one.axes.values()})),
            _fate(one, numbers[-1]),
            ("atlas" if one.editorial else "source") if one.relations else "",
        )
        for one in found
    ]  # fmt: skip
    return Table.of(
        (*(f"CLS {number}" for number in numbers), "Thème", "Ce qu’il devient", "Rapproché par"),
        lines,
        caption="Un axe par ligne, un contrat par colonne",
    )


def _fate(one: Thread, last: int) -> str:
    steps = [terms.RELATIONS[step] for step in one.relations]
    if not one.ended and max(one.axes) < last:
        steps.append(UNTOLD)
    return ", puis ".join(steps) or NEW
