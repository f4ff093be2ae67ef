"""What surrounds a page that is read without script: links to other pages, and lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cls_dash.domain.parameter import Codes, Parameter


@dataclass(frozen=True)
class Anchor:
    """A link to a page."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class Chosen:
    """A list, and the code that is chosen in it."""

    parameter: Parameter
    code: str
    short: Mapping[str, str]
    """The options that are listed: all, or those that a reader looks for first."""


@dataclass(frozen=True)
class Mistake:
    """What the address names and does not exist, and links to what is nearest."""

    sentence: str
    near: tuple[Anchor, ...]


@dataclass(frozen=True)
class Frame:
    """All that is around a page."""

    stem: str
    place: str
    """Name of the territory."""
    home: str
    menu: Mapping[str, tuple[Anchor, ...]]
    """By the name of their group."""
    foot: tuple[Anchor, ...]
    territory: Chosen
    shared: tuple[Chosen, ...]
    """Lists that all pages share, but the territory."""
    own: Mapping[str, Chosen]
    """Lists of the page, by key."""
    kept: Codes
    """What forms say besides."""
    codes: Codes
    """What links to other pages say."""
    communes: Mapping[str, str]
    """Names of the territory's communes, by code."""
    mistakes: tuple[Mistake, ...] = ()
    provenance: tuple[str, ...] = ()
    demonstration: str = ""
    """The mark of illustrative data, where the page shows some."""
    embedded: str = ""
    """Part of the page that another site shows, if it does."""

    @property
    def here(self) -> str:
        """Address of the page itself."""
        return address(self.stem, {})

    @property
    def embed(self) -> Codes:
        """Codes that keep a page embedded in another site."""
        return embedded(self.embedded)

    def to(self, stem: str, codes: Codes) -> str:
        """Return the address of another page, with the same selection and some codes more."""
        return address(stem, {**self.codes, **codes})


def embedded(piece: str) -> dict[str, str]:
    """Return what an address says to stay in another site's frame."""
    return {"embed": "true"} if piece else {}


def address(stem: str, codes: Codes) -> str:
    """Return the address of a page from any other; the first page has no name of its own."""
    said = urlencode({key: code for key, code in codes.items() if code})
    return f"./{'' if stem == 'accueil' else stem}{'?' if said else ''}{said}"
