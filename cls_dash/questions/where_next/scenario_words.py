"""What is said of scenarios: their moves, and each measure today and then."""

from collections.abc import Collection, Sequence
from typing import Final

from cls_dash import wording
from cls_dash.analysis.siting import Scores
from cls_dash.domain.scenario import Change, Move
from cls_dash.page.table import Table
from cls_dash.questions.spread.record import Record
from cls_dash.questions.where_next.siting import Siting

EMPTY: Final = "Aucun changement pour l’instant : ajoutez, retirez ou déplacez une action."


def step(wanted: Siting, move: Move) -> str:
    """Say what a move does."""
    name = wanted.name(move.commune) or move.commune
    if move.change is Change.ADD:
        return f"ajouter une action {wording.at(name)}"
    if move.change is Change.REMOVE:
        return f"retirer une action {wording.of(name)}"
    return f"déplacer une action {wording.of(name)} vers {wanted.name(move.to) or move.to}"


def said(measured: Sequence[Scores], changing: Collection[str]) -> str:
    """
    Say what each scenario changes to what matters most.

    Parameters
    ----------
    measured
        Today, then under scenarios ``a`` and ``b``.
    changing
        Scenarios that change something.
    """
    today = measured[0]
    sentences = [
        f"Le scénario {key.upper()} fait passer la couverture du besoin de "
        f"**{wording.percent(today.covered, 1)}** à **{wording.percent(found.covered, 1)}** et la "
        f"part à déplacer de {wording.percent(today.to_move, 1)} à "
        f"{wording.percent(found.to_move, 1)}."
        for key, found in zip("ab", measured[1:], strict=True)
        if key in changing
    ]
    return " ".join(sentences) or EMPTY


def lines(measured: Sequence[Scores]) -> list[tuple[str, ...]]:
    """Return each measure: its name, today, then under each scenario."""
    return [
        ("Actions comptées", *(wording.number(found.actions) for found in measured)),
        ("Part à déplacer pour suivre la population", *_shares(measured, "to_move")),
        ("Part des deux communes les mieux servies", *_shares(measured, "top")),
        ("Besoin couvert", *_shares(measured, "covered")),
        ("Habitants à 20 minutes ou moins d’une action", *_shares(measured, "near")),
        ("Communes à plus de 20 minutes", *(wording.number(found.far) for found in measured)),
        ("Actions là où le besoin est le plus fort", *_shares(measured, "neediest")),
    ]


def table(measured: Sequence[Scores], record: Record) -> Table:
    """Return each measure in a line."""
    return Table.of(
        ("Mesure", "Aujourd’hui", "Scénario A", "Scénario B"), lines(measured), numeric={1, 2, 3},
        caption=record.plain("Ce que chaque scénario changerait"),
    )  # fmt: skip


def _shares(measured: Sequence[Scores], name: str) -> list[str]:
    return [wording.percent(getattr(found, name), 1) for found in measured]
