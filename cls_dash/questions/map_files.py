"""The map of a page as a picture to be taken away, with its legend and where it comes from."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes
from cls_dash.errors import UnknownLayerError
from cls_dash.page.draw.paper.parts import Map
from cls_dash.page.draw.paper.pictures import map_png, map_svg
from cls_dash.questions import at_address, choices
from cls_dash.questions.drawings import drawn_map
from cls_dash.questions.sources import provenance
from cls_dash.store.release import Release

_WRITERS: Final[Mapping[str, Callable[[Map, tuple[str, ...]], bytes]]] = MappingProxyType(
    {"png": map_png, "svg": map_svg}
)


def write(release: Release, page: str, codes: Codes, kind: str, chance: Chance) -> bytes:
    """
    Return the map of a page at an address, as ``png`` or ``svg``.

    Raises
    ------
    UnknownLayerError
        If the page has no map there.
    """
    shown = at_address.shown(release, page, codes, chance)
    if shown is None:
        raise UnknownLayerError(page)
    digest, values = shown
    selection, offered = at_address.selection(release, codes, page)
    territory = choices.territories(release)[selection.territory]
    return _WRITERS[kind](
        drawn_map(release, digest, values),
        (
            f"{territory}. {provenance.counted(selection, offered)}",
            *provenance.lines(release, selection, where=f"Actions {wording.of(territory)}"),
        ),
    )
