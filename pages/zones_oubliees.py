"""Page «Zones oubliées»."""

from cls_dash.questions.forgotten import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
