"""Where figures come from, and how they are made."""

from cls_dash.questions.sources.page import QUESTION

__all__ = ["QUESTION"]
