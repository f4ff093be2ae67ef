"""What was changed in the data folder, and how to come back from it."""

from dataclasses import asdict

from cls_dash import wording
from cls_dash.cli.building import changing, show_built
from cls_dash.cli.options import Data, Json, StoreUrl
from cls_dash.cli.saying import answer, explained, line


def undo(data: Data, store: StoreUrl) -> None:
    """Défait le dernier changement, et publie le magasin d’avant."""
    from cls_dash.ingest import loading

    with changing(data, store) as tell:
        step, built = loading.undo(data, store, tell=tell)
    line(f"Défait : {step.name}.")
    show_built(built, store)


def history(data: Data, as_json: Json = False) -> None:
    """Rappelle les changements que « undo » peut défaire, le dernier d’abord."""
    from cls_dash.ingest import history as kept
    from cls_dash.ingest.report_words import DONE

    with explained(as_json=as_json):
        steps = dict(reversed(kept.steps(data).items()))

    def show() -> None:
        for rank, step in steps.items():
            day = wording.partial_day(step.day)
            line(f"{rank}. {day}, {DONE[step.command]} : {step.name}. {step.told}".strip())
        if not steps:
            line("Aucun changement n’est gardé.")

    answer({str(rank): asdict(step) for rank, step in steps.items()}, as_json=as_json, show=show)
