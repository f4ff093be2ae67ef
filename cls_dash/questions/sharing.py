"""The preview picture of a page, where its address is shared."""

from cls_dash.page.draw.paper import cards
from cls_dash.questions.drawings import drawn_map
from cls_dash.questions.first_sight import Address, Site, sight
from cls_dash.store.release import Release


def card(release: Release, asked: Address, site: Site) -> bytes:
    """Return the question, the answer and the map of an address, as PNG."""
    seen = sight(release, asked, site)
    shown = seen.page.map
    return cards.png(
        cards.Card(
            place=f"Atlas CLS · {seen.frame.place}",
            question=seen.page.question,
            answer=seen.page.answer,
            picture=drawn_map(release, shown.digest, shown.values) if shown else None,
        )
    )
