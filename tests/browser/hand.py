"""Who uses the workshop in her browser, and how many gestures it takes her."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import unfold
from tests.browser.serving import PATIENCE, ended, wait_until_healthy
from tests.conftest import ROOT
from tests.served import free_port

SLOW = 4 * PATIENCE
"""What a whole publication may take on a machine that does other things."""


@contextmanager
def workshop_of(folder):
    """Open a workshop that writes a folder, by the command that she types; yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = Path(sys.executable).with_name("cls-dash")
    running = subprocess.Popen(
        [command, "workshop", "--folder", folder, "--port", str(port), "--no-browser"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_healthy(url, running)
        yield url
    finally:
        ended(running)


class Hand:
    """A click, a file or a text is a gesture each."""

    def __init__(self, page, url):
        self.page, self.url, self.gestures = page, url, 0

    def open(self, path, title):
        self.page.goto(f"{self.url}/{path}", wait_until="commit")
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()

    def turn(self, title):
        """Open a page by the menu."""
        self.click(self.page.get_by_role("link", name=title, exact=True).first)
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()

    def click(self, target):
        target.click()
        self.gestures += 1
        self.still()

    def type(self, label, text):
        self.page.get_by_role("textbox", name=label).fill(text)
        self.page.keyboard.press("Enter")
        self.gestures += 1
        self.still()

    def unfold(self, box):
        unfold(box)
        self.gestures += 1
        self.still()

    def choose(self, label, option):
        """Choose of a list: opened, then the option."""
        self.unfold(self.page.get_by_role("combobox", name=label))
        self.click(self.page.get_by_role("option", name=option))

    def add(self, label, option, typed):
        """Add to what is chosen of a long list: opened, typed in, then the option."""
        box = self.page.get_by_role("combobox", name=label)
        self.unfold(box)
        box.press_sequentially(typed)
        self.gestures += 1
        self.click(self.page.get_by_role("option", name=option))
        # The list stays open for others.
        self.page.keyboard.press("Escape")

    def drop(self, file):
        self.page.locator("input[type=file]").set_input_files(file)
        self.gestures += 1

    def button(self, name):
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def answer(self, rank, text):
        question = self.page.locator("[class*='st-key-question_']").nth(rank)
        self.click(question.get_by_text(text, exact=True))

    def still(self):
        ended = "() => document.querySelector('.stApp').dataset.testScriptState === 'notRunning'"
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(ended, timeout=SLOW)
