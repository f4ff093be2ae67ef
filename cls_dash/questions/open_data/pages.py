"""The figures behind a page, as data."""

from cls_dash.errors import UnknownAddressError
from cls_dash.page.draw.data import to_json
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.first_sight import Address, Site, sight
from cls_dash.store.release import Release

STEMS = tuple(QUESTIONS)
"""Pages that have figures."""


def figures(release: Release, asked: Address, site: Site) -> bytes:
    """
    Return the page of an address as JSON, as its first sight shows it.

    Raises
    ------
    StoreError
        If the store does not answer.
    UnknownAddressError
        If the address names what is not there: another page's figures would pass for it.
    """
    seen = sight(release, asked, site)
    if seen.frame.mistakes:
        raise UnknownAddressError([each.sentence for each in seen.frame.mistakes])
    return to_json(seen.page, dict(asked.codes), seen.frame.provenance)
