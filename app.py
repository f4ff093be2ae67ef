"""The application that ``streamlit run app.py`` serves."""

import gc

import pyarrow as pa
import streamlit as st

from cls_dash.settings import PACKAGE, settings
from cls_dash.shell.ask import answer, store
from cls_dash.store.addresses import with_password
from cls_dash.streams import write_utf8
from cls_dash.web import logs

# Before what follows is imported, for it writes to the logs already.
write_utf8()
known = settings()
address = with_password(known.store, known.store_password_file)
logs.set_up(address, as_json=known.profile == "public")
if known.profile == "public":
    logs.catch_all(address)

from cls_dash.questions.first_sight import Site  # noqa: E402
from cls_dash.shell import menu  # noqa: E402
from cls_dash.shell.error_page import say_in_french  # noqa: E402
from cls_dash.shell.quirks.known_theme import keep_theme  # noqa: E402
from cls_dash.shell.quirks.large_pages import allow_large_pages  # noqa: E402
from cls_dash.web import (  # noqa: E402
    assets,
    first_sight,
    health,
    open_data,
    paths,
    previews,
    profile,
    robots,
    values,
)

# Arrow's own allocator keeps what it frees: some 20 MB, measured when pandas kept texts there.
pa.set_memory_pool(pa.system_memory_pool())
allow_large_pages()
keep_theme()
published = store()
base = st.get_option("server.baseUrlPath")
site = Site(known, menu.GROUPS, menu.FOOT, answer)
sights = first_sight.sights(published, site, profile.shell_page())
routes = [
    *health.routes(published),
    *assets.routes(published),
    *values.routes(published),
    *previews.routes(published, site),
    *robots.routes(site),
    *open_data.routes(published, site, base=base),
]
app = st.App(
    PACKAGE / "shell" / "frame.py",
    routes=paths.under(base, routes),
    middleware=profile.middleware(
        known,
        sights=sights,
        pages={**menu.TITLES, **menu.FOOT},
        parameters=menu.PARAMETERS,
        base=base,
    ),
    on_script_error=say_in_french,
    lifespan=profile.lifespan(known, base),
)
# What is loaded by now stays: each search of it for garbage would stop all readers for 0.2 s.
gc.collect()
gc.freeze()
# A page makes tens of thousands of objects, most of which a release keeps.
gc.set_threshold(20_000, 20, 20)
