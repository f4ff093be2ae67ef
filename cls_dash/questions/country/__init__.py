"""The territory among all others, from the commune to the country."""

from cls_dash.questions.country.page import QUESTION

__all__ = ["QUESTION"]
