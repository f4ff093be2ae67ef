"""The few rules of style that Streamlit's theme has no word for."""

from typing import Final

from cls_dash.render import libraries

STYLE: Final = f"<style>{libraries.PAGE_STYLE.read_text(encoding='utf-8')}</style>"
