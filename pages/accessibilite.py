"""Page «Accessibilité»."""

from cls_dash.questions.accessibility import page
from cls_dash.settings import settings
from cls_dash.shell import screen

screen.read(page(settings()))
