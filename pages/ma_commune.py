"""Page «Ma commune»."""

from cls_dash.questions.commune import QUESTION
from cls_dash.shell import offers, screen

screen.show(QUESTION, {"fiche": offers.sheet})
