"""What a question is: what an address may ask of it, and the page that answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.districts import CITIES
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.page.model import Page
from cls_dash.page.places import renamed
from cls_dash.store.queries.districts import has_communes, parted
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Asked:
    """What is asked of a question at an address."""

    selection: Selection
    codes: Codes
    """Of the question's own parameters, each one that it offers."""
    chance: Chance

    def __getitem__(self, parameter: Parameter) -> str:
        """Return the code of a parameter."""
        return self.codes[parameter.key]

    def get(self, parameter: Parameter) -> str | None:
        """Return the code of a parameter, ``None`` where it is not offered."""
        return self.codes.get(parameter.key)


Offer = Parameter | Callable[[Release, Selection, Codes], Parameter | None]
"""A parameter, or what makes it of the store, the selection and the codes said before it."""


@dataclass(frozen=True)
class File:
    """What readers take away of a question besides what all pages offer."""

    label: str
    write: Callable[[Release, Asked], bytes]
    name: Callable[[Asked], str]


@dataclass(frozen=True)
class Question:
    """A question: its page's stem, its title, and what answers it."""

    stem: str
    """Of the page's script, which is its URL."""
    text: str
    build: Callable[[Release, Asked], Page]
    """Assemble the page; raises what the store and the measures do."""
    offers: tuple[Offer, ...] = ()
    """Parameters of its own, each after those that it depends on."""
    has_map: bool = True
    """Whether its page has a map of the territory, as a rule."""
    files: tuple[File, ...] = ()
    selected_files: bool = True
    """Whether the selection's communes and actions are offered too."""
    waiting: str = ""
    """What is said while the answer is long to come."""
    in_map: Mapping[str, str] = field(default_factory=dict)
    """Keys of the parameters that are chosen in its map, by what the map calls each."""
    alone: bool = False
    """Whether what is chosen on its page runs nothing else."""
    by_perimeter: bool = True
    """Whether it counts what the perimeter names, *arrondissements* among communes."""
    of_others: bool = False
    """Whether it counts the communes of other territories beside: all are called communes."""

    def page(self, release: Release, asked: Asked) -> Page:
        """Return its page, which says what it calls a commune where that is an *arrondissement*."""
        found = self.build(release, asked)
        territory = asked.selection.territory
        cities = parted(release, territory) if self.by_perimeter else ()
        if not cities:
            return found
        names = wording.listing([CITIES[code] for code in sorted(cities)])
        note = f"Chaque arrondissement de {names} est compté ici comme une commune."
        told = replace(found, warning=" ".join(filter(None, (found.warning, note))))
        return told if self.of_others else renamed(told, mixed=has_communes(release, territory))


def offered(
    offers: Iterable[Offer],
    ask: Callable[
        [Callable[[Release, Selection, Codes], Parameter | None], Codes], Parameter | None
    ],
    read: Callable[[Parameter], str],
) -> Iterator[tuple[Parameter, str]]:
    """
    Yield each parameter that is offered, with the code that is read of it.

    Parameters
    ----------
    offers
        As a question declares them.
    ask
        Asks the store for a parameter that depends on it, and on the codes before it.
    read
        Returns the code of a parameter: of the address, or of the page's lists.
    """
    codes: dict[str, str] = {}
    for offer in offers:
        parameter = offer if isinstance(offer, Parameter) else ask(offer, codes)
        if parameter is not None:
            codes[parameter.key] = code = read(parameter)
            yield parameter, code


def at(
    release: Release,
    question: Question,
    selection: Selection,
    codes: Codes,
    *,
    chance: Chance,
    again: bool = False,
) -> Page:
    """
    Return the page of a question at an address, for a reader that is not the screen.

    Raises
    ------
    UnknownCodeError
        If a page is shown ``again`` and what its address names is not there any more.
    """
    found = offered(
        question.offers,
        lambda offer, before: offer(release, selection, before),
        lambda parameter: parameter.again(codes) if again else parameter.read(codes),
    )
    said = {parameter.key: code for parameter, code in found}
    return question.page(release, Asked(selection, said, chance))
