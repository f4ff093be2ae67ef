"""What is published, where, and what it is worth."""

from cls_dash.questions.indicators.page import QUESTION

__all__ = ["QUESTION"]
