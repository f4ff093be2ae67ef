"""The questions that are told as pages of data, by the stem of their page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.questions import (
    actions_map,
    care,
    compare,
    equity,
    follow,
    forgotten,
    hot_spots,
    indicators,
    where_next,
)
from cls_dash.questions.question import Question

QUESTIONS: Final[Mapping[str, Question]] = MappingProxyType(
    {
        question.stem: question
        for question in (
            actions_map.QUESTION,
            care.QUESTION,
            compare.QUESTION,
            equity.QUESTION,
            follow.QUESTION,
            forgotten.QUESTION,
            hot_spots.QUESTION,
            indicators.QUESTION,
            where_next.QUESTION,
        )
    }
)
