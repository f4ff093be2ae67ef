"""What a committee takes to its meeting: the agenda, each item's view, options and decision."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.meeting import Decision, Item, Meeting, View
from cls_dash.errors import UnknownTerritoryError
from cls_dash.page.draw.paper import typesetting
from cls_dash.page.draw.paper.parts import Picture
from cls_dash.page.table import Table
from cls_dash.questions import at_address, choices
from cls_dash.questions.meeting.pictures import pictures
from cls_dash.questions.meeting.words import TRIAL
from cls_dash.questions.sources.provenance import evidence, vintage
from cls_dash.render.meeting_file import from_json
from cls_dash.render.static_charts import PAPER
from cls_dash.store.release import Release

UNDRAWN: Final = "La carte de cette page n’a pas pu être redessinée avec les données actuelles."
NO_DUE: Final = "sans échéance"


@dataclass(frozen=True)
class Settled:
    """A decision, ready to be set."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class Point:
    """An item of the agenda, ready to be set; figures of sentences between ``**``."""

    title: str
    question: str | None
    answer: str | None
    facts: tuple[str, ...]
    warnings: tuple[str, ...]
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    """Title and effects of each."""
    decision: Settled | None


@dataclass(frozen=True)
class Dossier:
    """The whole document."""

    title: str
    territory: str
    held_on: str
    trial: str | None
    earlier: Table | None
    items: tuple[Point, ...]
    provenance: tuple[str, ...]


def build(release: Release, meeting: Meeting, *, chance: Chance) -> Dossier:
    """
    Assemble the dossier of a meeting.

    What items say is what their pages said when they were added. Their maps are drawn again
    from the store: where it has changed since, the item says so.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory.
    """
    territories = choices.territories(release)
    if meeting.territory not in territories:
        raise UnknownTerritoryError(meeting.territory)
    digest = release.digest

    @cache
    def drawn(page: str, codes: tuple[tuple[str, str], ...]) -> tuple[Picture, ...]:
        return pictures(release, page, dict(codes), chance=chance, room=PAPER)

    def point(item: Item) -> Point:
        view = item.view
        codes = tuple(({"territoire": meeting.territory} | view.address).items()) if view else ()
        return _point(item, drawn(view.page, codes) if view else (), digest)

    return Dossier(
        title=meeting.title,
        territory=territories[meeting.territory],
        held_on=wording.day(meeting.held_on),
        trial=TRIAL if meeting.evidence == "illustrative" else None,
        earlier=_earlier(meeting.earlier),
        items=tuple(map(point, meeting.items)),
        provenance=(
            "Chaque point reprend ce que disait la page de l’atlas quand elle a été ajoutée ; les "
            "actions illustratives ont été engendrées pour la démonstration.",
            vintage(release, meeting.territory),
        ),
    )


def pdf(release: Release, meeting: Meeting, *, chance: Chance) -> bytes:
    """Return the dossier as an accessible PDF: see :func:`build`."""
    return typesetting.pdf("dossier", build(release, meeting, chance=chance))


def saved(release: Release, text: str, *, chance: Chance) -> bytes:
    """Return the dossier of a meeting's file, as :func:`pdf`."""
    return pdf(release, from_json(text), chance=chance)


def _point(item: Item, drawn: tuple[Picture, ...], digest: str) -> Point:
    view = item.view
    return Point(
        title=item.title,
        question=view.question if view else None,
        answer=view.answer if view else None,
        facts=view.facts if view else (),
        warnings=tuple(_warnings(view, drawn, digest)) if view else (),
        pictures=drawn,
        notes=(_known(view),) if view else (),
        options=tuple((option.title, option.effects) for option in item.options),
        decision=_settled(item.decision) if item.decision else None,
    )


def _warnings(view: View, drawn: tuple[Picture, ...], digest: str) -> list[str]:
    said = []
    if not digest.startswith(view.release):
        said.append(
            f"Ces phrases datent de la version {view.release[:12]} des données ; l’atlas en est à "
            f"la version {digest[:12]}. Les chiffres ont pu changer"
            + (", et la carte est celle d’aujourd’hui." if drawn else ".")
        )
    if not drawn and view.page in at_address.PAGES:
        said.append(UNDRAWN)
    return said


def _known(view: View) -> str:
    """Say of which data an item is, and how sure it is."""
    until = f" Dernier fait connu : {wording.day(view.latest_fact)}." if view.latest_fact else ""
    counted = evidence(view.evidence, where="Actions derrière cette page")
    return f"{counted} Version des données : {view.release[:12]}.{until}"


def _settled(decision: Decision) -> Settled:
    due = wording.day(decision.due) if decision.due else NO_DUE
    return Settled(decision.text, decision.owner, due)


def _earlier(decisions: tuple[Decision, ...]) -> Table | None:
    if not decisions:
        return None
    settled = map(_settled, decisions)
    return Table.of(
        ("Décision", "Responsable", "Échéance"),
        ((each.text, each.owner, each.due) for each in settled),
        caption="Ce qui a été décidé, par qui et pour quand",
    )
