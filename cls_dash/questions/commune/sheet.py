"""The sheet of a commune on one page, of the same words and figures as the page «Ma commune»."""

from dataclasses import dataclass
from typing import Final

from cls_dash import wording
from cls_dash.domain.parameter import Codes
from cls_dash.page.draw.paper import typesetting
from cls_dash.page.draw.paper.parts import Map, qr_code
from cls_dash.page.table import Table
from cls_dash.questions import at_address, choices
from cls_dash.questions.commune import maps, published_words, tables, words
from cls_dash.questions.commune.figures import figures
from cls_dash.questions.drawings import drawn_map
from cls_dash.questions.sources import provenance
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

NO_ADDRESS: Final = "L’adresse publique de l’atlas n’est pas réglée : pas de code à scanner."


@dataclass(frozen=True)
class CommuneSheet:
    """All that the page says, ready to be set; figures of sentences between ``**``."""

    title: str
    territory: str
    answer: str
    facts: tuple[str, ...]
    asked: str
    """What is counted."""
    map: Map
    comparison: Table
    actions: Table | None
    no_action: str
    providers: Table | None
    no_provider: str
    figures: Table | None
    elsewhere: str
    """Where what the page has no room for is found."""
    qr: str | None
    """Code of the commune's page, as SVG; none where the site has no address."""
    address: str
    provenance: tuple[str, ...]


def build(release: Release, codes: Codes, public_url: str) -> CommuneSheet:
    """
    Assemble the sheet of a commune.

    Parameters
    ----------
    release
        Of one release.
    codes
        Parameters of the URL of the page: ``territoire``, ``commune``, and what is selected.
    public_url
        Address of the site that readers use, empty where there is none.

    Raises
    ------
    UnknownTerritoryError, UnknownCommuneError
        If the store has no such territory, or the territory no such commune.
    """
    selection, offered = at_address.selection(release, codes)
    code = codes.get("commune", "")
    here = figures(release, selection, code)
    digest = asset_digest(release, selection.territory)
    address = at_address.url(public_url, "ma_commune", codes)
    return CommuneSheet(
        title=f"Qu’a fait le contrat local de santé {wording.at(here.name)} ?",
        territory=choices.territories(release)[selection.territory],
        answer=words.answer(here),
        facts=words.facts(here),
        asked=provenance.counted(selection, offered),
        map=drawn_map(release, digest, maps.sheet(here)),
        comparison=tables.comparison(here),
        actions=tables.actions(here),
        no_action=words.no_action(here),
        providers=tables.services(here) or tables.places(here),
        no_provider=words.NO_LIST,
        figures=published_words.table(here.published, here.name),
        elsewhere="voir la page de la commune" if address else "voir l’atlas",
        qr=qr_code(address) if address else None,
        address=address or NO_ADDRESS,
        provenance=provenance.lines(
            release, selection, commune=code, where=f"Actions situées {wording.at(here.name)}"
        ),
    )


def pdf(release: Release, codes: Codes, public_url: str) -> bytes:
    """Return the sheet as an accessible PDF of one page: see :func:`build`."""
    return typesetting.pdf("sheet", build(release, codes, public_url))
