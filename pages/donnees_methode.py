"""Page «Données et méthode»."""

from cls_dash.questions.sources import QUESTION
from cls_dash.shell import components, screen

screen.show(QUESTION, {"files": components.every_file})
