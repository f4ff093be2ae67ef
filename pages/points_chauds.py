"""Page «Points chauds»."""

from cls_dash.questions.hot_spots import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
