"""Addresses that a mail or a sentence broke, and what they were before."""

import re
from collections.abc import Container
from typing import Final
from urllib.parse import unquote

_PAGE: Final = re.compile(r"(\w+)/?")
_ENDING: Final = re.compile(r"[^\w/\x00-\x1f\x7f-]*")
"""What a sentence puts after an address: its full stop, a bracket, a quotation mark."""


def mended(name: str, said: str, pages: Container[str]) -> tuple[str, str] | None:
    """
    Return the page and the query that an address had; nothing where it is not known broken.

    Parameters
    ----------
    name
        What the address has for a page, decoded: with its query, where «?» was encoded.
    said
        Its query, as typed: its «&» may be written as in HTML, its «=» encoded.
    """
    page, rest = name, ""
    if name not in pages and (found := _PAGE.match(name)):
        page, rest = found[1], name[found.end() :]
    ending, _, more = rest.partition("?")
    if (page and page not in pages) or not _ENDING.fullmatch(ending):
        return None
    query = "&".join(filter(None, (more, said)))
    if "=" not in query and "%3d" in query.lower():
        query = unquote(query)
    query = query.replace("&amp;", "&").replace("&amp%3B", "&")
    return None if (name, said) == (page, query) else (page, query)
