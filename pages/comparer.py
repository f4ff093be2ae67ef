"""Page «Comparer»."""

from cls_dash.questions.compare import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
