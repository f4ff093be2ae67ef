"""Page «Équité»."""

from cls_dash.questions.equity import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
