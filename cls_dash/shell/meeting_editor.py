"""Prepare a meeting: its agenda, what is known of each point, what is decided."""

import re
from datetime import date
from typing import Final

import streamlit as st

from cls_dash.domain.contact import CONTACT
from cls_dash.domain.meeting import LONGEST_LINE, LONGEST_TEXT, Decision, Item, Meeting, View
from cls_dash.errors import MeetingFileError
from cls_dash.ingest.recognise.spans import read_span
from cls_dash.page.draw import html
from cls_dash.page.draw import slides as drawn
from cls_dash.questions import documents
from cls_dash.questions.meeting import words
from cls_dash.render import meeting_file
from cls_dash.shell import agenda, components, downloads, menu
from cls_dash.shell.ask import ask, chance
from cls_dash.store.release import identity

_BOX: Final = "fichier_seance"
_REFUSED: Final = "_refused"
_PENDING: Final = "_pending"
_FILE: Final = (
    '<label class="atlas-file"><input type="file" accept=".json,application/json">'
    '<span>Choisir un fichier de séance</span><output aria-live="polite"></output></label>'
)
_NATURES: Final = {"documented": "Séance réelle", "illustrative": "Séance d’essai"}
_HALF: Final = (
    "Une décision dit ce qui est décidé et l’organisme qui en répond : complétez les deux."
)
_PERSON: Final = (
    "Ce texte contient une adresse électronique ou un téléphone. Nommez l’organisme seulement : "
    "les décisions sont publiques."
)


def typed(meeting: Meeting) -> Meeting:
    """Return the meeting with its own fields as they are typed now, which are kept at once."""
    title, day, evidence = (
        st.session_state.get(f"{field}-{agenda.edition()}") for field in ("titre", "jour", "nature")
    )
    said = {
        "title": (title or "").strip() or meeting.title,
        "held_on": _day(day or "") or meeting.held_on,
        "evidence": evidence or meeting.evidence,
    }
    changed = meeting.model_copy(update=said)
    agenda.keep(changed)
    return changed


def heading(meeting: Meeting) -> None:
    """Draw the meeting's own fields, of which :func:`typed` says what they are."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        edition = agenda.edition()
        st.text_input(
            "Intitulé de la séance", meeting.title, max_chars=LONGEST_LINE, key=f"titre-{edition}"
        )
        day = st.text_input(
            "Jour de la séance", _typed(meeting.held_on), max_chars=30, key=f"jour-{edition}"
        )
        st.selectbox(
            "Nature", list(_NATURES), list(_NATURES).index(meeting.evidence),
            format_func=_NATURES.__getitem__, key=f"nature-{edition}",
            help="Les décisions d’une séance d’essai sont publiées comme illustratives.",
        )  # fmt: skip
    if _day(day) is None:
        st.warning("Écrivez le jour de la séance comme 12/03/2027. Le jour d’avant est gardé.")


def _day(typed: str) -> date | None:
    """Return the day that is typed, if it is one."""
    span = read_span(typed)
    return span.first if span and span.precision == "day" else None


def _typed(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def items(meeting: Meeting) -> None:
    """Draw every point of the agenda."""
    release, _ = ask(identity)
    for rank, item in enumerate(meeting.items):
        with st.container(border=True, key=f"point-{item.key}"):
            st.html(drawn.point(rank + 1, item.title))
            if item.view:
                _view(item.view, release)
            if item.options:
                st.html(drawn.options((option.title, option.effects) for option in item.options))
            if item.decision:
                st.html(html.facts([words.decided(item.decision)]))
            _moves(meeting, rank, item)
            label = f"Décider ou renommer le point {rank + 1}"
            with components.folded(label, key=f"ouvrir-{item.key}") as opened:
                if opened and decision_form(meeting, item, rank + 1):
                    st.rerun()


def _view(view: View, release: str) -> None:
    st.html(html.facts([view.answer, *view.facts]))
    components.note(words.vintage(view))
    changed = view.release != release
    if changed:
        components.note("Les données ont changé depuis : ce que dit la page a pu changer aussi.")
    if view.page in menu.TITLES:
        label = "Les données ont changé depuis ; revoir la page" if changed else "Revoir la page"
        st.page_link(menu.page(view.page), label=label, query_params=view.address)


def _moves(meeting: Meeting, rank: int, item: Item) -> None:
    last = len(meeting.items) - 1
    with st.container(horizontal=True):
        for key, label, to, disabled in (
            ("monter", "Monter", rank - 1, rank == 0),
            ("descendre", "Descendre", rank + 1, rank == last),
        ):
            st.button(
                f"{label} le point {rank + 1}", key=f"{key}-{item.key}", disabled=disabled,
                on_click=_moved, args=(rank, to),
            )  # fmt: skip
        st.button(
            f"Retirer le point {rank + 1}", key=f"retirer-{item.key}", type="tertiary",
            on_click=_removed, args=(item.key,),
        )  # fmt: skip


def _moved(rank: int, to: int) -> None:
    if meeting := agenda.current():
        agenda.keep(meeting.moved(rank, to))


def _removed(key: str) -> None:
    if meeting := agenda.current():
        agenda.keep(meeting.without(key))


def decision_form(meeting: Meeting, item: Item, rank: int) -> bool:
    """Draw the title and the decision of a point; ``True`` once they are kept."""
    known = item.decision
    with st.form(key=f"form-{item.key}", border=False):
        title = st.text_input(f"Intitulé du point {rank}", item.title, max_chars=LONGEST_LINE)
        text = st.text_area(
            "Décision prise", known.text if known else "", max_chars=LONGEST_TEXT, height=90
        )
        owner = st.text_input(
            "Organisme qui en répond", known.owner if known else "", max_chars=LONGEST_LINE,
            help="Un organisme, jamais une personne.",
        )  # fmt: skip
        due = st.text_input(
            "Échéance", _typed(known.due if known else None), max_chars=30,
            help="12/03/2027, ou mars 2027. Vide s’il n’y en a pas.",
        )  # fmt: skip
        if not st.form_submit_button(f"Enregistrer le point {rank}", type="primary"):
            return False
    if wrong := _wrong(title, text, owner, due):
        st.warning(wrong)
        return False
    update = {"title": title.strip() or item.title, "decision": _decision(text, owner, due)}
    agenda.keep(meeting.with_item(item.model_copy(update=update)))
    return True


def _wrong(title: str, text: str, owner: str, due: str) -> str:
    """Return why what was typed cannot be kept, or nothing."""
    if bool(text.strip()) != bool(owner.strip()):
        return _HALF
    if due.strip() and read_span(due) is None:
        return f"« {due} » n’est pas une date : écrivez 12/03/2027, mars 2027, ou rien."
    return _PERSON if re.search(CONTACT, f"{title} {text} {owner}") else ""


def _decision(text: str, owner: str, due: str) -> Decision | None:
    """Return what was typed; a month or a year is due on its last day."""
    if not text.strip():
        return None
    span = read_span(due)
    return Decision(text=text, owner=owner, due=span.last if span else None)


def endings(meeting: Meeting) -> None:
    """Offer to add a point of no page, to save the file, and to open the next meeting."""
    with st.container(horizontal=True, key="suites"):
        st.download_button(
            "Enregistrer le fichier", meeting_file.to_json(meeting),
            file_name=f"seance-{meeting.territory}-{meeting.held_on.isoformat()}.json",
            mime="application/json", on_click="ignore", key="enregistrer",
        )  # fmt: skip
        downloads.paper(
            "Dossier de séance (PDF)", _dossier,
            f"dossier-{meeting.territory}-{meeting.held_on.isoformat()}.pdf",
        )  # fmt: skip
        st.button("Ajouter un point libre", key="point_libre", on_click=_blank)
        st.button(
            "Ouvrir la séance suivante", key="suivante", on_click=_next,
            disabled=not any(item.decision for item in meeting.items),
            help="Elle commence par les décisions de celle-ci et reprend les points à décider. "
            "Enregistrez d’abord le fichier de celle-ci.",
        )  # fmt: skip
    components.note(
        "Rien n’est gardé sur le serveur : enregistrez le fichier avant de fermer cette fenêtre."
    )


def _dossier() -> bytes:
    """Return what the members take away: the meeting as it is when they ask for it."""
    meeting = agenda.current()
    return (
        ask(documents.dossier, meeting_file.to_json(meeting).decode(), chance=chance())
        if meeting
        else b""
    )


def _blank() -> None:
    if meeting := agenda.current():
        agenda.add(Item(title=f"Point {len(meeting.items) + 1}"), meeting.territory)


def _next() -> None:
    if meeting := agenda.current():
        agenda.replace(meeting.following(date.today()))


def reopening() -> None:
    """Draw the means to reopen a file, which never leaves the browser but as a text."""
    st.html(_FILE)
    st.text_area(
        "Ou collez ici le contenu du fichier", key=_BOX, height=68, on_change=_read,
        placeholder="{ … }",
    )  # fmt: skip
    if refused := st.session_state.pop(_REFUSED, ""):
        st.warning(f"Le fichier n’a pas été ouvert, et votre séance est intacte. {refused}")
    if pending := st.session_state.get(_PENDING):
        _choice(pending)


def _read() -> None:
    """Read what was pasted; a meeting under way is not replaced without a word."""
    text = st.session_state[_BOX]
    st.session_state[_BOX] = ""
    st.session_state.pop(_PENDING, None)
    if not text.strip():
        return
    try:
        found = meeting_file.from_json(text)
    except MeetingFileError as error:
        st.session_state[_REFUSED] = str(error)
        return
    now = agenda.current()
    if now and now.items and now != found:
        st.session_state[_PENDING] = found
    else:
        agenda.replace(found)


def _choice(found: Meeting) -> None:
    st.warning(
        "Une séance est en cours. Si vous ne l’avez pas enregistrée, la remplacer la perdrait."
    )
    with st.container(horizontal=True):
        st.button("Remplacer par le fichier", key="remplacer", on_click=_settle, args=(found,))
        st.button("Garder la séance en cours", key="garder", on_click=_settle, args=(None,))


def _settle(chosen: Meeting | None) -> None:
    st.session_state.pop(_PENDING, None)
    if chosen:
        agenda.replace(chosen)
