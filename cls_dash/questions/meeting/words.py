"""An agenda and its decisions, in words."""

from typing import Final

from cls_dash import wording
from cls_dash.domain.meeting import Decision, Meeting, View

QUESTION: Final = "Que décider en séance ?"
EMPTY: Final = (
    "**Aucun point** n’est à l’ordre du jour. Ouvrez une page de l’atlas, puis ajoutez-la à la "
    "séance."
)
BEGINNING: Final = (
    "Une **séance** réunit le comité de pilotage (copil) : des points, ce que l’atlas sait de "
    "chacun, les choix possibles, et ce qui est décidé.\n\n"
    "1. Sur une page, choisissez ce que vous voulez montrer, puis « Ajouter à la séance ».\n"
    "2. Ici, ordonnez les points, puis projetez-les et notez les décisions.\n"
    "3. Enregistrez le fichier : il se rouvre ici, et rien n’est gardé sur le serveur."
)
UNPUBLISHED: Final = "Aucune décision n’est encore publiée pour ce territoire."
TRIAL: Final = "Séance d’essai : ses décisions n’engagent personne."


def answer(meeting: Meeting | None) -> str:
    """Say how many points there are, and how many are decided."""
    if meeting is None or not meeting.items:
        return EMPTY
    decided = sum(item.decision is not None for item in meeting.items)
    return (
        f"**{wording.counted(len(meeting.items), 'point')}** à l’ordre du jour du "
        f"{wording.day(meeting.held_on)}, **{wording.counted(decided, 'décision')}** "
        f"{wording.agreeing(decided, 'prise', 'prises')}."
    )


def vintage(view: View) -> str:
    """Say of which data a view is, and what they are worth."""
    known = f"Données connues au {wording.day(view.latest_fact)}. " if view.latest_fact else ""
    *real, made = wording.by_evidence(view.evidence)
    if not view.illustrative:
        return f"{known}{', '.join(real)}."
    return f"{known}{', '.join(real)}, {made} (données de démonstration)."


def decided(decision: Decision) -> str:
    """Return a decision as a sentence: what, who answers for it, by when."""
    due = f" Échéance : {wording.day(decision.due)}." if decision.due else " Sans échéance."
    stop = "" if decision.text.endswith((".", "!", "?", "…")) else "."
    return f"**{decision.text}**{stop} Responsable : {decision.owner}.{due}"
