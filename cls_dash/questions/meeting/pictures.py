"""What the pages of a meeting show, drawn again from the release of today."""

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes
from cls_dash.errors import ClsDashError
from cls_dash.page.draw.paper.parts import Picture
from cls_dash.page.model import Chart, Map, Page
from cls_dash.questions import at_address
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.drawings import drawer
from cls_dash.questions.question import at
from cls_dash.render.static_charts import Room
from cls_dash.store.release import Release


def pictures(
    release: Release, page: str, codes: Codes, *, chance: Chance, room: Room
) -> tuple[Picture, ...]:
    """
    Return the map of a page at an address; where it has none, its first chart.

    A chart takes as many pictures as its rows need. None where the page, its territory or
    what the address names is not there any more.
    """
    if page not in QUESTIONS:
        return ()
    try:
        asked, _ = at_address.selection(release, codes, page)
        shown = _chief(at(release, QUESTIONS[page], asked, codes, chance=chance, again=True))
    except ClsDashError:
        return ()
    return drawer(release, room)(shown) if shown else ()


def _chief(page: Page) -> Map | Chart | None:
    charts = (part for part in page.all() if isinstance(part, Chart))
    return page.map or next(charts, None)
