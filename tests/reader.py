"""A reader without a browser: asks a page over its WebSocket, and says what is shown to him."""

import contextlib
import time
from dataclasses import dataclass, field

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from cls_dash import error_sentences
from cls_dash.errors import StoreError
from tests.pages.driver import stripped

LOST = error_sentences.sentence_for(StoreError())
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
PATIENCE_S = 60


@dataclass
class Shown:
    """What a run has drawn, and how long it took."""

    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    banner: bool = False
    """Whether the page says that it shows what was read last."""
    lost: bool = False
    """Whether it says that the data do not answer."""
    texts: list[str] = field(default_factory=list)
    whole: bool = False
    """Whether it was the run of a page, not of a part of it."""

    @property
    def answered(self):
        """Whether the page is whole, and of now."""
        return self.whole and bool(self.texts) and not (self.errors or self.banner or self.lost)


class Reader:
    """One session."""

    def __init__(self, atlas, query=""):
        base = f"/{atlas.base}".rstrip("/")
        self._socket = connect(
            f"ws://127.0.0.1:{atlas.port}{base}/_stcore/stream", subprotocols=["streamlit"],
            legacy=True, max_size=None, compression=None, proxy=None, open_timeout=PATIENCE_S,
        )  # fmt: skip
        self._query, self._pages, self._page = query, {}, ""
        self._again = {}

    def visit(self, page=""):
        """Ask a page as a click does."""
        self._page, self._again = page, {}
        return self._run(self._asking(page_name=page))

    def back(self, *, within):
        """Wait as an open page does, which asks again each second; return the run that answers."""
        started = time.monotonic()
        while time.monotonic() - started < within and self._again:
            shown = self._run(self._asking(fragment=next(iter(self._again))))
            if shown.answered:
                return time.monotonic() - started
            time.sleep(max(0.0, next(iter(self._again.values()), 0.0) - shown.seconds))
        return float("inf")

    def close(self):
        self._socket.close()

    def _asking(self, page_name="", fragment=""):
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.fragment_id = self._query, page_name, fragment
        asked.is_auto_rerun = bool(fragment)
        asked.page_script_hash = self._pages.get(self._page, "")
        return message

    def _run(self, message):
        started, shown = time.monotonic(), Shown()
        self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(self._socket.recv(timeout=PATIENCE_S))
            kind = told.WhichOneof("type")
            if kind == "new_session":
                shown = Shown()
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                _draw(shown, told.delta.new_element)
            elif kind == "script_finished" and told.script_finished != EARLY:
                shown.whole = told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                shown.seconds = time.monotonic() - started
                return shown
            self._note(kind, told)

    def _note(self, kind, told):
        """Remember what a browser would: the pages there are, and what is to be asked again."""
        match kind:
            case "navigation":
                pages = told.navigation.app_pages
                self._pages = {each.url_pathname: each.page_script_hash for each in pages}
            case "auto_rerun":
                self._again[told.auto_rerun.fragment_id] = told.auto_rerun.interval
            case "stop_auto_rerun":
                self._again.pop(told.stop_auto_rerun.fragment_id, None)


def _draw(shown, element):
    match element.WhichOneof("type"):
        case "exception":
            shown.errors.append(element.exception.message)
        case "alert" if element.alert.format == Alert.ERROR:
            shown.errors.append(element.alert.body)
        case "alert":
            shown.banner |= element.alert.body == error_sentences.LAST_READ
            shown.lost |= element.alert.body == LOST
        case "html":
            shown.texts.append(stripped(element.html.body))


@contextlib.contextmanager
def reading(atlas, query=""):
    reader = Reader(atlas, query)
    try:
        yield reader
    finally:
        reader.close()
