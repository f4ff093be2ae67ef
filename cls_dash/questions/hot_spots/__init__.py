"""Where need is high and actions lack, beyond chance."""

from cls_dash.questions.hot_spots.page import QUESTION

__all__ = ["QUESTION"]
