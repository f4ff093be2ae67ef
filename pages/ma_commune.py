"""Page «Ma commune»."""

from cls_dash.questions.commune import QUESTION
from cls_dash.shell import downloads, screen

screen.show(QUESTION, {"fiche": downloads.sheet})
