"""The application that ``streamlit run app.py`` serves."""

import pyarrow as pa
import streamlit as st
from starlette.routing import Mount

from cls_dash import shell
from cls_dash.settings import settings
from cls_dash.shell import menu
from cls_dash.shell.mishap import say_in_french
from cls_dash.web import assets, health, listening, logs, profile, values

# pandas keeps texts in Arrow, whose own allocator keeps some 20 MB of what it frees.
pa.set_memory_pool(pa.system_memory_pool())
known = settings()
logs.set_up(known.store, as_json=known.profile == "public")
store = shell.opened()
routes = [*health.routes(store), *assets.routes(store), *values.routes(store)]
base = st.get_option("server.baseUrlPath").strip("/")
app = st.App(
    "cls_dash/shell/frame.py",
    routes=[Mount(f"/{base}", routes=routes)] if base else routes,
    middleware=profile.middleware(
        known, pages={*menu.TITLES, *menu.FOOT}, parameters=menu.PARAMETERS
    ),
    on_script_error=say_in_french,
    lifespan=listening.promptly,
)
