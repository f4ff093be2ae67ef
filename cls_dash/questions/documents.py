"""
What readers take away on paper, behind one light door.

Typst and the libraries of office documents are loaded by the first paper that is asked for:
a process whose readers ask for none does without their memory.
"""

from typing import Final

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes
from cls_dash.questions.first_sight import Address, Site
from cls_dash.store.release import Release

PICTURES: Final = ("png", "svg")
PAGES: Final = ("pdf", "docx", "pptx", "json")
PORTRAITS: Final = ("pdf", "docx", "pptx")


def sheet(release: Release, codes: Codes, public_url: str) -> bytes:
    """Return the sheet of a commune: see :func:`cls_dash.questions.commune.sheet.pdf`."""
    from cls_dash.questions.commune import sheet

    return sheet.pdf(release, codes, public_url)


def dossier(release: Release, meeting: str, *, chance: Chance) -> bytes:
    """Return a meeting's dossier: see :func:`cls_dash.questions.meeting.dossier.saved`."""
    from cls_dash.questions.meeting import dossier

    return dossier.saved(release, meeting, chance=chance)


def portrait(release: Release, slug: str, kind: str, *, chance: Chance) -> bytes:
    """Return the portrait of a territory, in one of the kinds of documents."""
    from cls_dash.questions.portrait import portrait

    return portrait.KINDS[kind](release, slug, chance=chance)


def page(release: Release, stem: str, codes: Codes, kind: str, *, chance: Chance) -> bytes:
    """Return the page of a question: see :func:`cls_dash.questions.taken.write`."""
    from cls_dash.questions import taken

    return taken.write(release, stem, codes, kind, chance=chance)


def picture(release: Release, page: str, codes: Codes, kind: str, *, chance: Chance) -> bytes:
    """Return the map of a page: see :func:`cls_dash.questions.map_files.write`."""
    from cls_dash.questions import map_files

    return map_files.write(release, page, codes, kind, chance)


def card(release: Release, asked: Address, site: Site) -> bytes:
    """Return the preview picture of a shared page: see :mod:`cls_dash.questions.sharing`."""
    from cls_dash.questions import sharing

    return sharing.card(release, asked, site)
