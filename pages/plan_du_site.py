"""Page «Plan du site»."""

from cls_dash.questions.site_map import page
from cls_dash.shell import menu, screen

screen.read(page(menu.GROUPS, menu.FOOT))
