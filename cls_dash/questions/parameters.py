"""All that addresses may say: each parameter is declared beside what it chooses."""

from typing import Final

from cls_dash.domain.shared import SHARED
from cls_dash.questions.actions_map.asked import INDICATOR
from cls_dash.questions.care import asked as care
from cls_dash.questions.commune.asked import COMMUNE
from cls_dash.questions.compare import asked as compare
from cls_dash.questions.country import asked as country
from cls_dash.questions.follow import asked as follow
from cls_dash.questions.forgotten.asked import WINDOW
from cls_dash.questions.hot_spots import asked as hot_spots
from cls_dash.questions.indicators import asked as indicators
from cls_dash.questions.meeting import asked as meeting
from cls_dash.questions.need import needs
from cls_dash.questions.region import asked as region
from cls_dash.questions.where_next import asked as where_next

DECLARED: Final = (
    *SHARED,
    needs.NEED,
    *(INDICATOR, WINDOW),
    *(hot_spots.PICTURE, hot_spots.LEVEL, hot_spots.WINDOW),
    *(care.SERVICE, care.MEASURE, indicators.INDICATOR, COMMUNE),
    *(where_next.PLACES, where_next.WINDOW, where_next.REACH, where_next.VENUE, where_next.RULE),
    *(where_next.EDITED, where_next.ONE, where_next.OTHER),
    *(compare.WITH, compare.COLOUR),
    *(country.EXTENT, country.OVER, country.COLOUR, country.LEVEL, country.PLACE),
    *(region.REGION, region.RATE),
    *(follow.VIEW, follow.THEME, follow.COMMUNE),
    *(meeting.PROJECTOR, meeting.POINT),
)
KEYS: Final = frozenset(parameter.key for parameter in DECLARED)
EVERYWHERE: Final = frozenset(parameter.key for parameter in DECLARED if parameter.everywhere)
"""Those that follow the reader from page to page."""
