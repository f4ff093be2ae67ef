"""
A word to a reader between two runs of a page.

Upstream: https://github.com/streamlit/streamlit/pull/12668, threads that a page may wait for.
Needless when: what a thread says after a run reaches the browser.
"""

from dataclasses import dataclass, field, replace
from threading import current_thread

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx


@dataclass
class Note:
    """
    A note in a corner of the page, one for all that is said in turn.

    It is written in the thread that makes a file. The run of its page is over, and Streamlit
    drops what is said after it: what the note says goes straight to the session.
    """

    said: str = ""
    _shown: list[DeltaGenerator] = field(default_factory=list)

    def say(self, text: str, *, last: bool = False) -> None:
        """Replace what the note says; after the last words it goes away by itself."""
        if text == self.said:
            return
        self.said = text
        context = get_script_run_ctx()
        if context is None:
            return
        known = get_instance()._session_mgr.get_session_info(context.session_id)
        if known is None:
            return  # The reader has left.
        add_script_run_ctx(
            current_thread(), replace(context, _enqueue=known.session._enqueue_forward_msg)
        )
        write = self._shown[0].toast if self._shown else st.toast
        self._shown = [write(text, duration="long" if last else "infinite")]
