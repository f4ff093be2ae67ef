"""What a reader sees when something that we did not foresee goes wrong."""

import logging

import streamlit as st

from cls_dash import error_sentences
from cls_dash.errors import ClsDashError, StoreError
from cls_dash.shell.ask import lost

_LOG = logging.getLogger("cls_dash")


def say_in_french(error: Exception) -> bool:
    """Say an error of ours, raised wherever it may be; log another, and say that the page fails."""
    if isinstance(error, ClsDashError) or lost():
        # Of what could not be read, a page may make anything.
        known = error if isinstance(error, ClsDashError) else StoreError()
        st.info(error_sentences.sentence_for(known))
        return True
    _LOG.error("page failed", exc_info=error)
    st.error(error_sentences.sentence_for(ClsDashError()))
    return True
