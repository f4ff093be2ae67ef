"""Who is far from any recent action."""

from cls_dash.questions.forgotten.page import QUESTION

__all__ = ["QUESTION"]
