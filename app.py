"""The application that ``streamlit run app.py`` serves."""

import streamlit as st
from starlette.middleware import Middleware

from cls_dash.settings import settings
from cls_dash.shell.mishap import say_in_french
from cls_dash.store.open import open_store
from cls_dash.web import assets, values
from cls_dash.web.french import FrenchPages

store = open_store(settings().store, withhold_under=settings().withhold_under)
app = st.App(
    "cls_dash/shell/frame.py",
    routes=[*assets.routes(store), *values.routes(store)],
    middleware=[Middleware(FrenchPages)],
    on_script_error=say_in_french,
)
