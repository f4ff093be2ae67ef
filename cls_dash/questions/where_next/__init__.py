"""Where the next actions would do most good, and what a scenario would change."""

from cls_dash.questions.where_next.page import QUESTION

__all__ = ["QUESTION"]
