"""What an address may ask: whether the meeting is projected, and which of its slides."""

from typing import Final

from cls_dash.domain.parameter import Parameter

PROJECTOR: Final = Parameter("projecteur", default="")
POINT: Final = Parameter("point", default="")
