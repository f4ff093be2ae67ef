"""Page «Suivi des actions»."""

from cls_dash.questions.follow import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
