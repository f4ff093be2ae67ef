"""Page «Accueil»."""

from cls_dash.questions.home import QUESTION
from cls_dash.shell import screen

screen.show(QUESTION)
