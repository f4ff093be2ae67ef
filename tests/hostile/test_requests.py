"""What strangers ask for that no page does."""

import pytest

from tests.hostile import library
from tests.hostile.library import CUT
from tests.hostile.server import status


@pytest.mark.parametrize("request_", library.REQUESTS, ids=str)
def test_a_request_is_answered_as_it_must(server, request_):
    answer = server.told(request_.data, seconds=1 if CUT in request_.statuses else 5)
    assert status(answer) in request_.statuses
    assert b"Traceback" not in answer


def test_none_of_them_asked_the_server_to_ask_another_host(server):
    assert server.asked() == []
    assert server.plain() == []
