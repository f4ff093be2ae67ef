"""What is known of each action, from need to commune."""

from cls_dash.questions.follow.page import QUESTION

__all__ = ["QUESTION"]
