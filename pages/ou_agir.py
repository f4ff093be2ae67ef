"""Page «Où agir ?»."""

from cls_dash.questions.where_next import QUESTION
from cls_dash.shell import screen
from cls_dash.shell.exact_search import exact_search
from cls_dash.shell.scenario_editor import scenario_editor

screen.show(QUESTION, {"exact": exact_search, "scenarios": scenario_editor})
