"""The questions that are told as pages of data, by the stem of their page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.questions import (
    actions_map,
    care,
    commune,
    equity,
    follow,
    forgotten,
    home,
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
            commune.QUESTION,
            equity.QUESTION,
            follow.QUESTION,
            forgotten.QUESTION,
            home.QUESTION,
            hot_spots.QUESTION,
            indicators.QUESTION,
            where_next.QUESTION,
        )
    }
)
