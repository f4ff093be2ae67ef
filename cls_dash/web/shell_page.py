"""The page that starts the application: the shell's own scripts, in a document of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from cls_dash.render import libraries

TITLE: Final = "Atlas CLS"
DESCRIPTION: Final = (
    "Où se déroulent les actions des contrats locaux de santé, commune par commune, et où agir "
    "ensuite."
)
_TEMPLATE: Final = Environment(
    autoescape=True, undefined=StrictUndefined, loader=PackageLoader("cls_dash.web", "")
).get_template("shell_page.jinja")
_ICONS: Final = frozenset({"shortcut icon", "icon"})


@dataclass(frozen=True)
class Document:
    """What a page says in its head, and before the application comes."""

    title: str = TITLE
    description: str = DESCRIPTION
    body: str = ""
    """HTML."""
    canonical: str = ""
    """Address of the page where the site says its own."""
    image: str = ""
    """Address of a picture of its map, likewise."""
    embedded: str = ""
    """Part of it that another site shows, if it does."""
    dataset: Mapping[str, object] | None = None
    """What the site publishes, in the words of schema.org."""
    soon: bool = field(default=False)
    """Whether what it says is still being computed."""


def written(shell: str, document: Document) -> bytes:
    """
    Return a document that starts the application of ``shell``, the page that Streamlit serves.

    Nothing but the document keeps the reader from the first sight: it holds its own style, and what
    the application needs waits in a template until that is painted. Our styles are named again
    after that, for they rule over those that it adds to the head.
    """
    tags = _Tags()
    tags.feed(shell)
    told = json.dumps(document.dataset, ensure_ascii=False) if document.dataset else ""
    return _TEMPLATE.render(
        document=document,
        dataset=told.replace("<", "\\u003c"),  # No text of it may close its element.
        icons="".join(tags.icons),
        application="\n".join(tags.application),
        first_style=libraries.FIRST_STYLE,
        page_styles=libraries.PAGE_STYLES,
        print_style=libraries.PRINT_STYLE,
        words=libraries.SHELL_WORDS,
        scripts=(libraries.FIRST_SIGHT, libraries.FRAME, libraries.PROJECTOR),
    ).encode()


class _Tags(HTMLParser):
    """The scripts and links of the shell's page, as they are written in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.icons: list[str] = []
        self.application: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links and scripts, but that to the interface of agents, which is closed."""
        rel = dict(attrs).get("rel") or ""
        if tag == "link" and rel in _ICONS:
            self.icons.append(self.get_starttag_text() or "")
        elif tag == "script" or (tag == "link" and rel != "service-desc"):
            self.application.append(self.get_starttag_text() or "")
        self._script = tag == "script"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a tag that closes itself as any other."""
        self.handle_starttag(tag, attrs)
        self._script = False

    def handle_data(self, data: str) -> None:
        """Keep what scripts say, to the letter: the policy knows them by their digest."""
        if self._script:
            self.application[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Close a script."""
        if tag == "script":
            self.application[-1] += "</script>"
            self._script = False
