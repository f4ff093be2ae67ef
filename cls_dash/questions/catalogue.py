"""The questions, by the stem of their page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.questions import (
    actions_map,
    care,
    commune,
    compare,
    country,
    equity,
    follow,
    forgotten,
    home,
    hot_spots,
    indicators,
    region,
    sources,
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
            compare.QUESTION,
            country.QUESTION,
            equity.QUESTION,
            follow.QUESTION,
            forgotten.QUESTION,
            home.QUESTION,
            hot_spots.QUESTION,
            indicators.QUESTION,
            region.QUESTION,
            sources.QUESTION,
            where_next.QUESTION,
        )
    }
)
