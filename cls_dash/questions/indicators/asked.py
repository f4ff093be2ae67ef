"""What an address may ask: an indicator."""

from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.questions.indicators.figures import cards, ranked
from cls_dash.store.release import Release

INDICATOR: Final = Parameter("chiffre", "Indicateur")


def indicator(release: Release, selection: Selection, _: Codes) -> Parameter | None:
    """Offer all indicators, those that tell most here first; nothing where none is loaded."""
    titles, known = cards(release)["title"], ranked(release, selection.territory)
    if titles.empty:
        return None
    unknown = [code for code in titles.index if code not in set(known)]
    return INDICATOR.offering(
        {code: str(titles[code]) for code in known}
        | {str(code): f"{titles[code]} (rien de publié ici)" for code in unknown}
    )
