"""
The theme of every run, read from the options once.

Upstream: https://github.com/streamlit/streamlit/pull/16290, where themes may change as a page runs.
Needless when: a run of a page no longer walks all options six times for a theme that stays.
"""

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep_theme() -> None:
    """
    Let runs share what the options say of each section of the theme.

    Streamlit 1.67 reads them again at each run of each reader: an eighth of what a gesture costs
    the server. No option changes once the atlas is served.
    """
    known: dict[str, CustomThemeConfig] = {}
    read = app_session._populate_theme_msg

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            read(told := CustomThemeConfig(), section)
            known[section] = told
        if known[section].ByteSize():  # merging nothing would say that there is such a section
            msg.MergeFrom(known[section])

    app_session._populate_theme_msg = populate
