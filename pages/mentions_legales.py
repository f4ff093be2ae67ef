"""Page «Mentions légales»."""

from cls_dash.questions.legal import page
from cls_dash.settings import settings
from cls_dash.shell import screen

screen.read(page(settings()))
