"""Page «Région et France»."""

from cls_dash.questions.country import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
