"""A territory's perimeter changes: communes join it and leave it on known days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Spell:
    """A commune's membership, both days included; without an end, it lasts."""

    commune: str
    starts_on: date
    ends_on: date | None
    approximate: bool

    def holds_on(self, day: date) -> bool:
        """Say whether the commune is a member on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Version:
    """The communes of a perimeter, in force from a day until the next version's."""

    starts_on: date
    communes: frozenset[str]
    approximate: bool
    """Whether some membership is not documented but deduced."""


def versions(spells: Iterable[Spell]) -> list[Version]:
    """
    Return the successive perimeters that memberships make, oldest first.

    Days that change nothing make no version, nor do days without any member.
    """
    known = list(spells)
    changes = {spell.starts_on for spell in known}
    changes |= {spell.ends_on + timedelta(days=1) for spell in known if spell.ends_on}
    found: list[Version] = []
    for day in sorted(changes):
        held = [spell for spell in known if spell.holds_on(day)]
        members = frozenset(spell.commune for spell in held)
        if members and (not found or found[-1].communes != members):
            found.append(Version(day, members, any(spell.approximate for spell in held)))
    return found


def members(known: Sequence[Version], first: date, last: date) -> frozenset[str]:
    """Return the communes that belonged to a perimeter on some day of a span, both included."""
    followed = [version.starts_on for version in known[1:]]
    return frozenset().union(
        *(
            version.communes
            for version, until in zip(known, [*followed, date.max], strict=True)
            if version.starts_on <= last and first < until
        )
    )
