"""What an address may say of a page, declared once for all who read it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Self

from cls_dash.errors import UnknownCodeError

Codes = Mapping[str, str]
"""What an address says: a code by parameter."""
_JOINT: Final = "."
"""Between the options that one code names."""


class Several(Mapping[str, str]):
    """
    Options of which one to ``most`` are chosen together: a code names them all.

    The ``first`` ones are, before a reader chooses.
    """

    def __init__(self, names: Mapping[str, str], most: int, first: int | None = None) -> None:
        self.names, self.most, self.first = dict(names), most, first or most

    def __getitem__(self, code: str) -> str:
        """Return the French names of those that a code names."""
        if code not in self:
            raise KeyError(code)
        return ", ".join(self.names[option] for option in self.read(code))

    def __contains__(self, code: object) -> bool:
        """Say whether a code names options, once each, and no more than may be chosen."""
        chosen = self.read(str(code))
        return bool(chosen) and set(chosen) <= set(self.names) and self.code(chosen) == code

    def __iter__(self) -> Iterator[str]:
        """Yield the code of the first ones together, then each alone."""
        if self.names:
            first = self.code(list(self.names)[: self.first])
            yield from dict.fromkeys((first, *self.names))

    def __len__(self) -> int:
        """Return the number of codes that are listed."""
        return sum(1 for _ in self)

    @staticmethod
    def read(code: str) -> tuple[str, ...]:
        """Return the options that a code names."""
        return tuple(filter(None, code.split(_JOINT)))

    def code(self, chosen: Sequence[str]) -> str:
        """Return the code of those chosen: the first ones, once each; one when there is none."""
        options = list(dict.fromkeys(chosen)) or list(self.names)[:1]
        return _JOINT.join(options[: self.most])


@dataclass(frozen=True)
class Parameter:
    """A parameter of the address, and the list of the page that it says the choice of."""

    key: str
    """Its name in the address."""
    label: str = ""
    """French name of the list; empty where something else than a list says it."""
    options: Mapping[str, str] = field(default_factory=dict)
    """French label of each code, in the order of the list; see :meth:`offering`."""
    default: str | None = None
    """Code that the address need not say; without it, the address says every code."""
    first: str | None = None
    """Code where the address says nothing: ``default``, else the first option."""
    explanation: str | None = None
    """What the list's name means, shown on demand beside it."""
    names: bool = False
    """Whether it names the thing that the page is about: no other takes its place."""
    kind: str = ""
    """What it names, as a sentence says it of what it is not: «une commune de ce territoire»."""
    everywhere: bool = False
    """Whether it follows the reader from page to page: any other stays with its page."""
    free: bool = False
    """Whether an address may say any code: its page knows which ones mean something."""

    def __post_init__(self) -> None:
        """Hold options that can be kept with a page: a read-only view cannot be pickled."""
        if isinstance(self.options, MappingProxyType):
            object.__setattr__(self, "options", dict(self.options))

    def offering(self, options: Mapping[str, str], default: str | None = None) -> Self:
        """Return the same parameter over options that depend on the store."""
        return replace(self, options=options, default=self.default if default is None else default)

    @property
    def opening(self) -> str:
        """Code where the address says nothing."""
        named = (self.first, self.default, *self.options)
        return next(code for code in named if code is not None)

    def read(self, codes: Codes, known: Container[str] | None = None) -> str:
        """
        Return what an address says, :attr:`opening` where it says nothing that is known.

        ``known`` takes the place of the options where codes are not listed.
        """
        code = codes.get(self.key, "")
        named = self.free or code in (self.options if known is None else known)
        return code if code and named else self.opening

    def again(self, codes: Codes) -> str:
        """
        Return what an address says, as :meth:`read`, to show again what it showed.

        Raises
        ------
        UnknownCodeError
            If it names a thing that is no option.
        """
        code = codes.get(self.key)
        if self.names and code and code not in self.options:
            raise UnknownCodeError(self.key)
        return self.read(codes)
