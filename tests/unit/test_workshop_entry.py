"""Who may enter the workshop, and where it may be opened."""

import asyncio

import pytest

from cls_dash.workshop.entry import LOGIN, ThisMachineAlone, may_write, refusal

EDITORS = ("coordination@example.fr",)


def test_this_machine_alone_needs_no_login():
    assert refusal("127.0.0.1", (), ()) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "", "::", "192.0.2.7", "localhost"])  # noqa: S104
def test_elsewhere_a_login_and_a_list_are_needed(address):
    assert "STREAMLIT_SECRETS_FILES" in refusal(address, (), ())
    assert "CLS_WORKSHOP_EDITORS" in refusal(address, (), LOGIN)
    assert "cookie_secret" in refusal(address, EDITORS, LOGIN - {"cookie_secret"})
    assert refusal(address, EDITORS, LOGIN) == ""


def test_a_list_asks_for_a_login_even_behind_a_relay_on_this_machine():
    assert "STREAMLIT_SECRETS_FILES" in refusal("127.0.0.1", EDITORS, ())


@pytest.mark.parametrize(
    ("user", "entered"),
    [
        ({"email": "coordination@example.fr", "email_verified": True}, True),
        ({"email": " Coordination@Example.FR"}, True),
        ({"email": "coordination@example.fr", "email_verified": False}, False),
        ({"email": "autre@example.fr", "email_verified": True}, False),
        ({"email": None}, False),
        ({"email": ["coordination@example.fr"]}, False),
        ({}, False),
    ],
)
def test_who_is_on_the_list_may_write(user, entered):
    assert may_write(user, EDITORS) is entered


def answer(kind, headers):
    """Return the first message that answers a request made with these headers."""
    sent = []

    async def inside(scope, _receive, send):
        accepted = {"type": "websocket.accept"} if kind == "websocket" else {"status": 200}
        await send(accepted)

    async def send(message):
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": "/", "headers": pairs}
    asyncio.run(ThisMachineAlone(inside)(scope, None, send))
    return sent[0]


@pytest.mark.parametrize("host", ["127.0.0.1:8502", "localhost:8502", "127.0.0.1"])
def test_a_browser_of_this_machine_enters(host):
    assert answer("http", {"host": host})["status"] == 200
    assert answer("websocket", {"host": host})["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8502"},
        {"host": "127.0.0.1.evil.example"},
        {"host": ""},
        {},
        {"host": "127.0.0.1", "x-forwarded-for": "192.0.2.7"},
        {"host": "127.0.0.1", "x-real-ip": "192.0.2.7"},
        {"host": "localhost", "forwarded": "for=192.0.2.7"},
    ],
)
def test_a_name_that_points_here_or_a_relay_does_not(headers):
    assert answer("http", headers)["status"] == 403
    assert answer("websocket", headers)["type"] == "websocket.close"
