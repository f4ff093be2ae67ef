"""How two to four territories compare."""

from cls_dash.questions.compare.page import QUESTION

__all__ = ["QUESTION"]
