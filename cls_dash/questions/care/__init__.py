"""How far care is, and how many share it."""

from cls_dash.questions.care.page import QUESTION

__all__ = ["QUESTION"]
