"""The few rules of style that Streamlit's theme has no word for, and the site's name."""

from typing import Final

from cls_dash.render import libraries

STYLE: Final = "".join(
    f"<style>{sheet.read_text(encoding='utf-8')}</style>" for sheet in libraries.PAGE_STYLES
)
LOGO: Final = libraries.LOGO.read_text(encoding="utf-8")
