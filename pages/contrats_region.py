"""Page «Contrats de la région»."""

from cls_dash.questions.region import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
