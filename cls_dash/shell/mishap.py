"""What a reader sees when something that we did not foresee goes wrong."""

import logging

import streamlit as st

from cls_dash import wording
from cls_dash.errors import ClsDashError

_LOG = logging.getLogger("cls_dash")


def say_in_french(error: Exception) -> bool:
    """Log an unforeseen error and show a French sentence instead of Streamlit's own."""
    _LOG.error("page failed", exc_info=error)
    st.error(wording.sentence_for(ClsDashError()))
    return True
