"""Who has a contract, and who has none: all the contracts of a region."""

from cls_dash.questions.region.page import QUESTION

__all__ = ["QUESTION"]
