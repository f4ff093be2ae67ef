"""Page «Carte des actions»."""

from cls_dash.questions.actions_map import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
