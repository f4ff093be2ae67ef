"""Page «Séance»."""

from cls_dash.shell import meeting_page

meeting_page.show()
