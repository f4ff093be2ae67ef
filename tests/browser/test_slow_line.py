"""What the server says arrives late, all at once: the reader still sees what was asked for."""

import re
import time

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import PATIENCE, follow, settled
from tests.browser.test_atlas import answer, frame_of, painted

pytestmark = pytest.mark.browser


class Line:
    """The WebSocket of a page; holds back what the server says, on demand."""

    def __init__(self, page):
        self.page, self.holding, self.held, self.said, self.told = page, False, [], [], []
        self.heard = 0
        page.route_web_socket(re.compile("_stcore/stream"), self._join)

    def _join(self, browser):
        self.browser, self.server = browser, browser.connect_to_server()
        browser.on_message(self._hear)
        self.server.on_message(self._tell)

    def _hear(self, message):
        self.said.append(message)
        self.server.send(message)

    def _tell(self, message):
        self.told.append(message)
        if self.holding:
            self.held.append(message)
        else:
            self.browser.send(message)

    def hold(self):
        """Keep what the server says from now on."""
        self.holding, self.heard = True, len(self.told)

    def quiet(self):
        """Wait until the server has run what it was asked, and has said all of it."""
        before = -1
        while before < len(self.told) or self._running():
            before = len(self.told)
            self.page.wait_for_timeout(1_500)
        self.heard = len(self.told)

    def _running(self):
        """Whether a run is to begin or to end, since the server was last quiet."""
        told = [ForwardMsg.FromString(each).WhichOneof("type") for each in self.told[self.heard :]]
        return not 0 < told.count("new_session") <= told.count("script_finished")

    def release_until(self, shown):
        """Let messages through one by one, until the page shows it."""
        deadline = time.monotonic() + PATIENCE / 1_000
        while not shown.is_visible() and time.monotonic() < deadline:
            if self.held:
                self.browser.send(self.held.pop(0))
            self.page.wait_for_timeout(50)
        expect(shown).to_be_visible()

    def release(self):
        self.holding = False
        for message in self.held:
            self.browser.send(message)
        self.held = []


@pytest.fixture
def line(page):
    return Line(page)


@pytest.mark.parametrize("left", ["carte_actions", "equite"])
def test_a_map_that_speaks_when_its_page_is_left_takes_no_reader_back(atlas, page, line, left):
    """Its page emptied the next one, or came back in its place, as Streamlit has it."""
    page.goto(f"{atlas}/{left}?territoire=thiers-ambert-billom")
    painted(page, 113)
    said = answer(page).inner_text()
    settled(page)
    line.hold()
    follow(page, "Zones oubliées")
    frame_of(page).evaluate("() => window.Streamlit.setComponentValue({ painted: true, late: 1 })")
    line.quiet()
    line.release()
    expect(
        page.get_by_role("heading", name="Qui est loin de toute action récente ?")
    ).to_be_visible()
    expect(answer(page)).not_to_have_text(said)
    painted(page, 113)
    expect(page).to_have_url(re.compile("/zones_oubliees"))


def test_a_painted_map_asks_for_no_run(atlas, page, line):
    """It would take the place of «back», asked meanwhile: the reader stayed where he was."""
    page.goto(f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    painted(page, 113)
    expect(page.get_by_text("Les communes qui ont le plus d’actions")).to_be_visible()
    settled(page)
    said = [BackMsg.FromString(message) for message in line.said]
    asked = [each.rerun_script for each in said if each.WhichOneof("type") == "rerun_script"]
    told = [ForwardMsg.FromString(message).WhichOneof("type") for message in line.told]
    assert [run.fragment_id for run in asked] == [""]
    assert told.count("new_session") == len(asked)


def test_lists_show_what_the_address_says_when_only_the_second_run_is_drawn(atlas, page, line):
    """They fell to their first option, and the next run took that for the reader's choice."""
    line.hold()
    page.goto(f"{atlas}/ou_agir?territoire=ouest-aveyron&places=5", wait_until="commit")
    line.quiet()
    line.server.send(line.said[0])
    line.quiet()
    line.release()
    first = page.locator("iframe").first.content_frame.locator("#map_div")
    expect(first).to_have_attribute("data-painted", "29")
    expect(page.get_by_role("combobox", name="Territoire")).to_have_value("Ouest Aveyron")
    settled(page)
    expect(page).to_have_url(re.compile("territoire=ouest-aveyron"))
    expect(page).to_have_url(re.compile("places=5"))


def test_a_key_that_answers_a_slide_as_soon_as_it_shows_is_obeyed(atlas, page, line):
    """Slides came before the buttons that keys press: on a busy server, the key was lost."""
    page.goto(f"{atlas}/seance?territoire=thiers-ambert-billom")
    page.get_by_role("button", name="Commencer par un point libre").click()
    project = page.get_by_role("button", name="Projeter")
    project.wait_for()
    line.hold()
    project.click()
    shown = "Ouverture"
    for key, following in (
        ("ArrowRight", "Point 1 sur 1"), ("End", "Clôture"), ("Home", "Ouverture"),
        ("PageDown", "Point 1 sur 1"), ("PageUp", "Ouverture"),
    ):  # fmt: skip
        line.release_until(page.locator(".atlas-slide", has_text=shown))
        page.keyboard.press(key)
        shown = following
    line.release()
    expect(page.locator(".atlas-slide")).to_contain_text(shown)
