"""Where actions take place."""

from cls_dash.questions.actions_map.page import QUESTION

__all__ = ["QUESTION"]
