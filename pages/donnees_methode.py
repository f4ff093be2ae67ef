"""Page «Données et méthode»."""

from cls_dash.questions.sources import QUESTION
from cls_dash.shell import pieces, screen

screen.show(QUESTION, {"files": pieces.every_file})
