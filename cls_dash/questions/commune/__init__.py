"""What the contract did in a commune."""

from cls_dash.questions.commune.page import QUESTION

__all__ = ["QUESTION"]
