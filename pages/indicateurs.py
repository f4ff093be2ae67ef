"""Page «Indicateurs»."""

from cls_dash.questions.indicators import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
