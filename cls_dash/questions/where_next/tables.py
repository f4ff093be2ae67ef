"""The tables of the next places: those proposed, and what is left to cover of each commune."""

from typing import Final

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import recorded
from cls_dash.questions.where_next.figures import Figures
from cls_dash.questions.where_next.siting import Siting
from cls_dash.questions.where_next.words import less

GAIN: Final = (
    "Habitants proches : ceux qui vivent à cette distance de la place. Besoin couvert en plus : la "
    "part du besoin de tout le territoire que la place couvrirait et que rien ne couvre encore."
)


def places(found: Figures) -> Table | None:
    """Return the places that are proposed, in order; nothing where there is none."""
    wanted, alone = found.wanted, found.alone
    pairs = zip(found.programme.places, found.reached, strict=True)
    lines = [
        (
            str(rank),
            wanted.name(place.code),
            str(wanted.here.communes["epci_name"].get(place.code) or terms.NO_EPCI),
            wording.number(near.people),
            wording.number(near.newly),
            wanted.part(place.gain),
            *((wanted.name(place.runner_up) or "aucune", less(place)) if alone else ()),
            "{} sur {}".format(*found.kept[place.code]),
        )
        for rank, (place, near) in enumerate(pairs, 1)
    ]
    if not lines:
        return None
    rival = ("Deuxième choix", "Écart") if alone else ()
    gap = " Écart : ce que le deuxième choix ferait de moins." if alone else ""
    header = (
        "Rang", "Commune", "Intercommunalité", "Habitants proches", "sans action avant",
        "Besoin couvert en plus", *rival, "Essais",
    )  # fmt: skip
    return Table.of(
        header, lines, numeric={3, 4, 5, *([7] if alone else [])}, main=(1, 5),
        caption=wanted.recent.record.plain(
            f"Places proposées. {GAIN}{gap} Essais : combien gardent cette commune."
        ),
    )  # fmt: skip


def communes(wanted: Siting) -> Table:
    """Return every commune, what is left to cover of it first."""
    shown = wanted.here.communes.assign(
        covered=wanted.covered(), need=wanted.need.index, now=wanted.existing
    )
    shown["left"] = shown["population"] * shown["need"] * (1 - shown["covered"])
    lines = [
        (
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.number(row["now"] if row["now"] == row["now"] else 0),
            wording.percent(row["covered"]),
            wanted.part(row["left"]),
        )
        for row in rows(shown.sort_values("left", ascending=False))
    ]
    return Table.of(
        ("Commune", "Habitants", "Besoin (1 : la moyenne)", "Actions", "Couverte", recorded.LEFT),
        lines, numeric={1, 2, 3, 4, 5},
        caption=wanted.recent.record.plain(recorded.LEFT_IS),
    )  # fmt: skip
