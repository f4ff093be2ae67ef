"""A meeting on a projector: large type, no menu; keys press the buttons under the slide."""

from functools import partial

import streamlit as st

from cls_dash.domain.meeting import Meeting, View
from cls_dash.page.draw import slides as drawn
from cls_dash.page.draw.paper.parts import Picture
from cls_dash.questions import choices
from cls_dash.questions.meeting import slides
from cls_dash.questions.meeting.asked import POINT, PROJECTOR
from cls_dash.questions.meeting.pictures import pictures
from cls_dash.render import libraries
from cls_dash.render.static_charts import PROJECTED
from cls_dash.shell import address, components, meeting_editor
from cls_dash.shell.ask import ask, chance
from cls_dash.store.release import identity

_STYLE = f"<style>{libraries.PROJECTOR_STYLE.read_text(encoding='utf-8')}</style>"
_DECIDING = "_deciding"
_DECIDED = "_decided"
"""The point whose decision was just kept, until its slide is shown."""
_PROJECTOR, _POINT = PROJECTOR.key, POINT.key
_KEYS = (
    "Touches : flèche droite, espace ou page suivante pour avancer ; flèche gauche ou page "
    "précédente pour reculer ; haut et bas pour défiler ; Début et Fin ; Entrée pour écrire "
    "la décision ; Échap pour quitter."
)


def asked() -> bool:
    """Say whether the URL asks for the projector."""
    address.restore(_PROJECTOR, {"", "1"}, "")
    asked = bool(address.write(_PROJECTOR, st.session_state[_PROJECTOR], ""))
    if not asked:
        address.write(_POINT, "", "")
    return asked


def project() -> None:
    """Open the projector at its first slide."""
    st.session_state[_PROJECTOR] = "1"
    st.session_state[_POINT] = "0"


def projector(meeting: Meeting) -> None:
    """Draw the slide that the URL names, the buttons that leave it and its decision."""
    release, _ = ask(identity)
    names = ask(choices.territories)
    territory = names.get(meeting.territory, meeting.territory)
    shown = slides.build(meeting, territory, release, partial(_pictures, meeting.territory))
    ranks = {str(rank): slide.title for rank, slide in enumerate(shown)}
    if (decided := st.session_state.pop(_DECIDED, None)) is not None:
        # The last slide of a point says its decision: who wrote it sees that it is kept.
        last = max(rank for rank, slide in enumerate(shown) if slide.item == decided)
        st.session_state[_POINT] = str(last)
    address.restore(_POINT, ranks, "0")
    rank = int(address.write(_POINT, st.session_state[_POINT]))
    point = shown[rank].item
    item = meeting.items[point] if point is not None else None
    st.html(_STYLE)
    above = st.container()
    # A key that answers a slide as soon as it shows presses a button: all must be there before it.
    _buttons(rank, len(shown) - 1, decides=item is not None)
    with above:
        st.html(drawn.slide(shown[rank]))
        if item and point is not None and st.session_state.get(_DECIDING):
            with st.container(key="decision_projetee"):
                if meeting_editor.decision_form(meeting, item, point + 1):
                    st.session_state[_DECIDING] = False
                    st.session_state[_DECIDED] = point
                    st.rerun()


def _pictures(territory: str, view: View) -> tuple[Picture, ...]:
    """Draw what the page of a view shows today."""
    codes = {"territoire": territory} | view.address
    return ask(pictures, view.page, codes, chance=chance(), room=PROJECTED)


def _buttons(rank: int, last: int, *, decides: bool) -> None:
    steps = (
        ("premier", "Début", -last, rank == 0),
        ("precedent", "Précédent", -1, rank == 0),
        ("suivant", "Suivant", 1, rank == last),
        ("dernier", "Fin", last, rank == last),
    )
    with st.container(horizontal=True, key="projecteur_touches"):
        for key, label, by, disabled in steps:
            st.button(label, key=key, disabled=disabled, on_click=_step, args=(by, last))
        deciding = bool(st.session_state.get(_DECIDING))
        st.button(
            "Fermer la décision" if deciding else "Décider",
            key="decider", disabled=not decides, on_click=_decide, args=(not deciding,),
        )  # fmt: skip
        st.button("Quitter", key="quitter", on_click=_leave)
    components.note(_KEYS)


def _step(by: int, last: int) -> None:
    """Move from where the last step led: two quick keys are two steps."""
    rank = int(st.session_state[_POINT]) + by
    st.session_state[_POINT] = str(min(max(rank, 0), last))
    _decide(open_=False)


def _decide(open_: bool) -> None:
    st.session_state[_DECIDING] = open_


def _leave() -> None:
    st.session_state[_PROJECTOR] = ""
    _decide(open_=False)
