"""What an address is answered at once: the page, and the frame around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.shared import PERIOD
from cls_dash.error_sentences import sentence_for
from cls_dash.errors import ClsDashError, StoreError
from cls_dash.page.demonstration import mark, once
from cls_dash.page.draw.first_sight import picture
from cls_dash.page.draw.frame import Anchor, Chosen, Frame, Mistake, address, embedded
from cls_dash.page.model import Map, Notice, Page, Titled
from cls_dash.questions import accessibility, at_address, choices, elsewhere, legal, site_map
from cls_dash.questions.at_address import parameters
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.commune import asked as commune
from cls_dash.questions.country.asked import COLOUR, LEVEL
from cls_dash.questions.embedding import piece
from cls_dash.questions.meeting import page as meeting
from cls_dash.questions.meeting import tables
from cls_dash.questions.meeting.words import UNPUBLISHED
from cls_dash.questions.nearest import Unknown, Way, unknown
from cls_dash.questions.parameters import EVERYWHERE
from cls_dash.questions.question import Asked
from cls_dash.questions.sources import provenance
from cls_dash.render.static_maps import draw
from cls_dash.settings import Settings
from cls_dash.store.queries.maps import asset_of
from cls_dash.store.release import Release

GRID: Final = 2
"""Steps of a map's outlines in a pixel: a smaller one would not be seen."""
MEETING: Final = "seance"
_IN_MAP: Final = MappingProxyType({COLOUR.key: "Couleur", LEVEL.key: "Échelle"})
"""Names of the lists that the map of the screen draws itself."""


@dataclass(frozen=True)
class Site:
    """What a deployment says of itself, and the names of its pages by stem."""

    settings: Settings
    groups: Mapping[str, Mapping[str, str]]
    """Of the menu, by their name."""
    foot: Mapping[str, str]
    ask: Callable[[Callable[[Release, Asked], Page], Asked], Page]
    """Builds the page of the release that is published, or returns it as the screen has it."""

    @property
    def titles(self) -> Mapping[str, str]:
        """The name of each page."""
        groups = self.groups.values()
        return {stem: title for group in (*groups, self.foot) for stem, title in group.items()}

    def knows(self, stem: str) -> bool:
        """Say whether a stem is a page's."""
        return stem in self.titles

    @property
    def chance(self) -> Chance:
        """How the deployment asks chance."""
        return Chance.of(self.settings)


WRITTEN: Final[Mapping[str, Callable[[Site], Page]]] = MappingProxyType(
    {
        "plan_du_site": lambda site: site_map.page(site.groups, site.foot),
        "accessibilite": lambda site: accessibility.page(site.settings),
        "mentions_legales": lambda site: legal.page(site.settings),
    }
)
"""Pages that ask nothing of the store."""


@dataclass(frozen=True)
class Address:
    """What an address asks for, once what it says wrongly is left out."""

    stem: str
    codes: tuple[tuple[str, str], ...]
    """What it must say, in the order of the declarations."""
    embedded: str = ""
    """Part of its page that another site shows, if it does."""
    unknown: tuple[tuple[str, str], ...] = ()
    """What it names and does not exist."""


@dataclass(frozen=True)
class Sight:
    """A page, and what is around it."""

    page: Page
    frame: Frame


def canonical(release: Release, stem: str, codes: Codes) -> Address:
    """Return what an address asks for: two that show the same page are one."""
    shared, own = parameters(release, stem, codes)
    read = {each.key: each.read(codes) for each in (*shared, *own)}
    said = {each.key: read[each.key] for each in (*shared, *own) if read[each.key] != each.default}
    wrong = tuple(
        (each.key, codes[each.key])
        for each in (*shared, *own)
        if codes.get(each.key) and not each.free and codes[each.key] not in each.options
    )
    return Address(stem, tuple(said.items()), piece(codes), wrong)


def sight(release: Release, asked: Address, site: Site) -> Sight:
    """
    Return the page of an address, as the screen shows it, and what is around it.

    Raises
    ------
    StoreError
        If the store does not answer.
    """
    codes = dict(asked.codes)
    shared, own = parameters(release, asked.stem, codes)
    selection, here = at_address.selection(release, codes, asked.stem)
    if asked.stem in WRITTEN:
        page = WRITTEN[asked.stem](site)
    elif asked.stem == MEETING:
        page = _meeting(tables.published(release, selection))
    else:
        question = QUESTIONS[asked.stem]
        read = {each.key: each.read(codes) for each in own}
        try:
            page = site.ask(question.page, Asked(selection, read, site.chance))
        except StoreError:
            raise
        except ClsDashError as error:  # Another choice may do.
            page = Page(question.text, "", (Notice(sentence_for(error)),))
    frame = _frame(asked, site, shared, own)
    known = {each.key: each for each in (*shared, *own)}

    def away(key: str, code: str) -> Sequence[Way]:
        return elsewhere.ways(release, asked.stem, {**codes, key: code}, key)

    mistakes = tuple(
        _mistake(frame, unknown(known[key], code, away(key, code))) for key, code in asked.unknown
    )
    where = f"Actions {wording.of(frame.place)}"
    told = (
        provenance.counted(selection, here),
        *provenance.lines(release, selection, where=where),
    )
    made, shown = choices.made_up(release, selection)
    around = replace(
        frame,
        communes=commune.names(release, selection.territory),
        provenance=tuple(filter(None, told)),
        mistakes=mistakes,
        demonstration=mark(made, shown),
    )
    return Sight(once(page) if made and not asked.embedded else page, around)


def _meeting(published: object) -> Page:
    """Return the page of a meeting that nobody has begun, with the decisions of others."""
    empty = meeting.page(None)
    shown = published if published is not None else Notice(UNPUBLISHED)
    *before, last = empty.parts
    title = last.title if isinstance(last, Titled) else ""
    return replace(empty, parts=(*before, Titled(title, (shown,))))  # type: ignore[arg-type]


def _frame(
    asked: Address, site: Site, shared: Sequence[Parameter], own: Sequence[Parameter]
) -> Frame:
    codes = dict(asked.codes)
    embed = embedded(asked.embedded)
    where, *others = shared
    keys = {each.key for each in shared}
    selected = {key: code for key, code in codes.items() if key in EVERYWHERE} | embed
    own = [replace(each, label=each.label or _IN_MAP.get(each.key, "")) for each in own]
    listed = {each.key for each in own if each.label and not each.free}

    def anchors(titles: Mapping[str, str]) -> tuple[Anchor, ...]:
        return tuple(
            Anchor(title, address(stem, selected), stem == asked.stem)
            for stem, title in titles.items()
        )

    return Frame(
        stem=asked.stem,
        place=where.options[where.read(codes)],
        home=address("accueil", selected),
        menu={name: anchors(titles) for name, titles in site.groups.items()},
        foot=anchors(site.foot),
        territory=_chosen(where, codes),
        shared=tuple(_chosen(each, codes) for each in others),
        own={each.key: _chosen(each, codes) for each in own if each.key in listed},
        kept={k: c for k, c in codes.items() if k not in keys | listed} | embed,
        codes=selected,
        communes={},
        embedded=asked.embedded,
    )


def _mistake(frame: Frame, found: Unknown) -> Mistake:
    near = tuple(
        # What is chosen in a territory means nothing in another.
        Anchor(way.label, address(frame.stem, {**way.codes, **frame.embed}) if way.away
               else frame.to(frame.stem, way.codes))
        for way in found.near
    )  # fmt: skip
    return Mistake(found.sentence, near)


def _chosen(parameter: Parameter, codes: Codes) -> Chosen:
    code = parameter.read(codes)
    options = {each: parameter.options[each] for each in parameter.options}
    if parameter.key == PERIOD.key:
        options = _main_years(parameter, code)
    elif code in parameter.options:
        options.setdefault(code, parameter.options[code])
    return Chosen(parameter, code, options)


def _main_years(parameter: Parameter, code: str) -> dict[str, str]:
    """Return each year, all those that end with the last, and what is chosen: not every span."""
    whole = parameter.default or code
    last = whole.partition("-")[2]

    def listed(each: str) -> bool:
        first, _, end = each.partition("-")
        return first == end or end == last or each == code

    named = {each: label for each, label in parameter.options.items() if listed(each)}
    return {whole: "Toutes les années", **{k: v for k, v in named.items() if k != whole}}


def pictures(release: Release) -> Callable[[Map], str]:
    """Return what draws the maps of a page."""

    def drawn(shown: Map) -> str:
        drawing = draw(asset_of(release, shown.digest) or b"", shown.values, grid=GRID)
        return picture(drawing, shown.values.title)

    return drawn
