"""How fair the spread of actions is, and against what."""

from cls_dash.questions.equity.page import QUESTION

__all__ = ["QUESTION"]
