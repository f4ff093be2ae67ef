"""Page «Accès aux soins»."""

from cls_dash.questions.care import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
