"""Requests of a page that was left, between the browser and the application."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cls_dash.web.quirks.stale_reruns import LateRequests

STREAM = {"type": "websocket", "path": "/_stcore/stream"}


def asking(page, *, fragment="", painted=False):
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = fragment
    message.rerun_script.widget_states.widgets.add(id="territoire", string_value="Ici")
    if painted:
        message.rerun_script.widget_states.widgets.add(id="carte", json_value='{"painted": true}')
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def telling(page, *, kind="new_session"):
    message = ForwardMsg()
    getattr(message, kind).page_script_hash = page
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def heard(*exchanged, scope=STREAM):
    """Return what the application hears, when it tells what is between its turns."""
    incoming = [each for each in exchanged if each["type"] != "websocket.send"]
    end = {"type": "websocket.disconnect"}
    found = []

    async def application(_scope, receive, send):
        for each in exchanged:
            if each["type"] == "websocket.send":
                await send(each)
            elif (message := await receive()) != end:
                found.append(message)

    async def receive():
        return incoming.pop(0) if incoming else end

    async def send(_message):
        return None

    asyncio.run(LateRequests(application)(scope, receive, send))
    return found


MAP = [{"fragment": "f"}, {"painted": True}]


@pytest.mark.parametrize("by", MAP)
def test_the_map_of_the_page_that_is_left_is_not_heard(by):
    first, left, late = asking("a"), asking("b"), asking("a", **by)
    assert heard(first, left, late) == [first, left]


@pytest.mark.parametrize("by", MAP)
def test_the_map_of_the_page_that_is_shown_is_heard(by):
    spoken = [asking("a"), asking("a", **by), asking("b"), asking("b", **by)]
    assert heard(*spoken) == spoken


def test_a_reader_who_changes_page_twice_is_heard():
    spoken = [asking("a"), asking("b"), asking("a")]
    assert heard(*spoken) == spoken


@pytest.mark.parametrize("kind", ["new_session", "navigation"])
def test_the_map_of_a_page_that_the_application_opened_is_heard(kind):
    first, late, new = asking("a"), asking("a", fragment="f"), asking("b", fragment="g")
    assert heard(first, telling("b", kind=kind), late, new) == [first, new]


def test_a_page_that_nobody_named_yet_is_heard():
    spoken = [asking(""), asking("a", fragment="f")]
    assert heard(*spoken) == spoken


def test_what_is_no_run_and_other_connections_pass():
    other = BackMsg(app_heartbeat=True)
    beat = {"type": "websocket.receive", "bytes": other.SerializeToString()}
    empty = {"type": "websocket.receive", "text": "?"}
    assert heard(asking("a"), beat, empty)[1:] == [beat, empty]
    elsewhere = {"type": "websocket", "path": "/other"}
    spoken = [asking("a"), asking("b"), asking("a", fragment="f")]
    assert heard(*spoken, scope=elsewhere) == spoken
