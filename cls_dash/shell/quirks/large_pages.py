"""
How much a page may send: more than what anybody may send to it.

Upstream: https://github.com/streamlit/streamlit/pull/4133, which made one limit for both ways.
Needless when: what the server reads has an option of its own.
"""

from typing import Final

from streamlit.runtime import runtime_util

LARGEST: Final = 50_000_000
"""Bytes of a message to a browser: a table or a chart of a large territory."""


def allow_large_pages() -> None:
    """
    Let pages send up to :data:`LARGEST`.

    Streamlit 1.67 has one option, ``server.maxMessageSize``, for what is sent and for what the
    server reads from a stranger before anybody may refuse it. The server has its value by now.
    """
    runtime_util._max_message_size_bytes = LARGEST
