"""Who benefits from the contract: the territory, its contracts, what the score card says."""

from cls_dash.questions.home.page import QUESTION

__all__ = ["QUESTION"]
