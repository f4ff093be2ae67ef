"""A meeting: its file is read back whole, wrong files are refused in French, it goes on."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cls_dash import wording
from cls_dash.domain.legible import legible
from cls_dash.domain.meeting import MOST_ITEMS, Decision, Item, Meeting, Option, View
from cls_dash.errors import MeetingFileError
from cls_dash.page.draw.paper.parts import Map, Plot
from cls_dash.page.draw.slides import slide
from cls_dash.questions.meeting import slides, words
from cls_dash.render import meeting_file
from cls_dash.render.chart_marks import Label
from cls_dash.render.maps import Legend, LegendClass
from cls_dash.render.meeting_file import MOST_BYTES, fits, from_json, to_json
from cls_dash.render.static_charts import Drawing

DAY = date(2027, 3, 1)
VIEW = View(
    page="equite",
    address={"territoire": "damier"},
    question="Les actions sont-elles équitablement réparties ?",
    answer="**Deux communes** ont tout.",
    facts=("Un fait.",),
    release="r1",
    latest_fact=date(2026, 1, 31),
    documented=4,
    illustrative=17,
)
DECISION = Decision(text="Ouvrir une permanence", owner="ARS", due=date(2027, 9, 30))
OPTION = Option(
    title="Scénario A : ajouter une action", effects=("Besoin couvert : 1 % → **2 %**",)
)
DECIDED = Item(title="Répartition", view=VIEW, options=(OPTION,), decision=DECISION, key="a")
LEFT = Item(title="Budget", key="b")
MEETING = Meeting(territory="damier", title="Copil", held_on=DAY, items=(DECIDED, LEFT))

lines = (
    st.text(min_size=1, max_size=60).map(legible).filter(lambda text: text == text.strip() != "")
)
days = st.none() | st.dates()
decisions = st.builds(Decision, text=lines, owner=lines, due=days)
views = st.builds(
    View, page=st.from_regex(r"[a-z_]{1,40}", fullmatch=True), question=lines, answer=lines,
    address=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4),
    facts=st.lists(lines, max_size=3).map(tuple), release=lines, latest_fact=days,
    documented=st.integers(0, 10**6), illustrative=st.integers(0, 10**6),
)  # fmt: skip
options = st.builds(
    Option, title=lines, effects=st.lists(lines, max_size=3).map(tuple), view=st.none() | views
)
points = st.builds(
    Item, title=lines, view=st.none() | views, decision=st.none() | decisions,
    options=st.lists(options, max_size=2).map(tuple),
    key=st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True),
)  # fmt: skip
meeting_files = st.builds(
    Meeting, territory=st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True), title=lines,
    held_on=st.dates(), evidence=st.sampled_from(["documented", "illustrative"]),
    items=st.lists(points, max_size=4, unique_by=lambda item: item.key).map(tuple),
    earlier=st.lists(decisions, max_size=3).map(tuple),
)  # fmt: skip


def changed(**fields):
    return json.dumps(json.loads(to_json(MEETING)) | fields)


class TestFile:
    @given(meeting_files)
    def test_what_is_written_is_read_back_whole(self, meeting):
        assert from_json(to_json(meeting).decode()) == meeting

    @given(st.text(max_size=200))
    def test_any_other_text_is_refused_in_words(self, text):
        with pytest.raises(MeetingFileError) as refused:
            from_json(text)
        assert refused.value.reason.endswith(".")
        assert refused.value.remedy.endswith(".")

    def test_a_byte_order_mark_is_no_fault(self):
        assert from_json("\ufeff" + to_json(MEETING).decode()) == MEETING

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Ligne 1 : Ce n’est pas un fichier de séance, ou il est incomplet."),
            (to_json(MEETING).decode()[:100], "Ligne 5 : Ce n’est pas un fichier de séance, ou"),
            ("[]", "Ce n’est pas un fichier de séance."),
            (changed(format="atlas-cls/seance/2"), "Format : Cette valeur n’est pas reconnue."),
            (changed(title="x" * 301), "Intitulé : Ce texte est trop long."),
            (changed(title=" "), "Intitulé : Ce texte est vide."),
            (changed(held_on="hier"), "Jour de la séance : Cette valeur n’a pas la forme attendue"),
            (changed(secret=1), "Secret : Cette information n’est pas celle d’une séance."),
            (
                changed(items=[{"title": "A"}, {"title": "B", "decision": {"text": "Oui"}}]),
                "Point 2, décision, organisme responsable : Une information manque.",
            ),
            (
                changed(items=[{"title": "A", "key": "a"}, {"title": "B", "key": "a"}]),
                "Deux points ont le même identifiant.",
            ),
            (
                changed(items=[{"title": "A"}] * (MOST_ITEMS + 1)),
                f"Point : La liste est trop longue. Gardez-en {MOST_ITEMS} au plus.",
            ),
            (changed(title="x" * MOST_BYTES), "Ce fichier est trop lourd pour être une séance."),
        ],
    )
    def test_a_wrong_file_says_where_why_and_what_to_do(self, text, said):
        with pytest.raises(MeetingFileError) as refused:
            from_json(text)
        assert str(refused.value).startswith(said)

    def test_a_meeting_that_could_not_be_reopened_does_not_fit(self, monkeypatch):
        assert fits(MEETING)
        assert not fits(MEETING.with_items((LEFT,) * (MOST_ITEMS + 1)))
        monkeypatch.setattr(meeting_file, "MOST_BYTES", len(to_json(MEETING)) - 1)
        assert not fits(MEETING)


class TestAgenda:
    def test_a_point_goes_elsewhere_and_the_others_keep_their_order(self):
        three = MEETING.with_items((*MEETING.items, Item(title="Bilan", key="c")))
        assert [item.key for item in three.moved(2, 0).items] == ["c", "a", "b"]
        assert [item.key for item in three.moved(0, 1).items] == ["b", "a", "c"]

    def test_a_point_is_replaced_or_removed_by_its_key(self):
        renamed = LEFT.model_copy(update={"title": "Moyens"})
        assert [item.title for item in MEETING.with_item(renamed).items] == [
            "Répartition",
            "Moyens",
        ]
        assert MEETING.without("a").items == (LEFT,)

    def test_the_next_meeting_opens_with_these_decisions_and_what_is_left(self):
        following = MEETING.following(date(2027, 9, 1))
        assert following.earlier == (DECISION,)
        assert following.items == (LEFT,)
        assert following.held_on == date(2027, 9, 1)

    def test_a_decision_has_an_owner(self):
        with pytest.raises(ValidationError):
            Decision(text="Oui", owner=" ")

    def test_points_are_told_apart_without_being_asked(self):
        assert Item(title="A").key != Item(title="A").key


class TestInWords:
    def test_an_empty_agenda_says_what_to_do(self):
        assert words.answer(None).startswith("**Aucun point** n’est à l’ordre du jour.")
        assert words.answer(MEETING.with_items(())) == words.answer(None)

    def test_the_answer_counts_points_and_decisions(self):
        assert words.answer(MEETING) == (
            "**2\u00a0points** à l’ordre du jour du 1er mars 2027, **1\u00a0décision** prise."
        )

    def test_a_view_says_its_day_and_what_is_illustrative(self):
        assert words.vintage(VIEW) == (
            "Données connues au 31 janvier 2026. 4\u00a0actions documentées, "
            "17\u00a0illustratives (données de démonstration)."
        )

    def test_slides_open_with_the_last_decisions_and_close_with_these(self):
        meeting = MEETING.model_copy(update={"earlier": (DECISION,), "evidence": "illustrative"})
        opening, earlier, seen, options, decided, second, closing = slides.build(
            meeting, "Damier", "r1"
        )
        assert [
            each.step for each in (opening, earlier, seen, options, decided, second, closing)
        ] == [
            "Ouverture", "Ouverture, suite 2", "Point 1 sur 2 · Répartition",
            "Point 1 sur 2, suite 2", "Point 1 sur 2, suite 3", "Point 2 sur 2", "Clôture",
        ]  # fmt: skip
        assert "Ouvrir une permanence" in slide(earlier)
        assert wording.unbroken(words.TRIAL) in slide(opening)
        assert "<h1><strong>Deux communes</strong> ont tout.</h1>" in slide(seen)
        assert "Un fait." in slide(seen)
        assert words.vintage(VIEW) in slide(seen)
        assert "Besoin couvert" in slide(options)
        assert "Échéance\u00a0: 30 septembre 2027" in slide(decided)
        assert "à décider" in slide(closing)

    def test_a_slide_that_is_full_is_followed_by_another(self):
        facts = tuple(f"{n} : {'mot ' * 60}" for n in range(9))
        view = VIEW.model_copy(update={"facts": facts})
        items = tuple(Item(title=f"Point {n}", key=f"k{n}") for n in range(30))
        meeting = MEETING.with_items((Item(title="Long", view=view, key="l"), *items))
        shown = slides.build(meeting, "Damier", "r1")
        told = [slide for slide in shown if slide.facts]
        assert [fact for slide in told for fact in slide.facts] == list(facts)
        assert max(len(slide.facts) for slide in told) == 3
        openings = [slide for slide in shown if slide.step.startswith("Ouverture")]
        assert len(openings) > 2
        assert [title for slide in openings for title in slide.agenda] == [
            item.title for item in meeting.items
        ]
        assert [slide.first for slide in openings[:2]] == [1, 1 + len(openings[0].agenda)]
        assert [slide.item for slide in shown if slide.item] == list(range(1, 31))

    def test_what_a_view_shows_comes_first_under_its_answer(self):
        drawing = Drawing("<svg/>", 100, 40, 10, (Label(50, 20, "A<b>", "end", "#123456"),))
        plot = Plot("Ce que montre le <b> graphique", "Titre", "Mesure", drawing)
        shown = slides.build(MEETING, "Damier", "r1", lambda _: (plot,))
        (seen,) = (slide for slide in shown if slide.picture)
        assert (seen.title, seen.facts, seen.item) == (VIEW.answer, (), 0)
        html = slide(seen)
        assert 'alt="Ce que montre le &lt;b&gt; graphique"' in html
        assert "<p>Titre</p><p>Mesure</p>" in html
        assert "left:50.00%;top:50.00%;transform:translate(-100%,-50%);color:#123456" in html
        assert ">A&lt;b&gt;</span>" in html

    def test_a_map_stays_beside_all_that_is_said_of_it_and_decided(self):
        classes = tuple(LegendClass("#123456", f"Classe {n}", "") for n in range(5))
        drawn = Map("La carte", "<svg/>", 100, 100, (), Legend("Légende", classes), {})
        facts = tuple(f"{n} : {'mot ' * 40}" for n in range(5))
        view = VIEW.model_copy(update={"facts": facts})
        (item, *_) = MEETING.items
        meeting = MEETING.with_items((item.model_copy(update={"view": view}),))
        shown = slides.build(meeting, "Damier", "r1", lambda _: (drawn,))
        said = [each for each in shown if each.facts]
        assert len(said) > 2
        assert [fact for each in said for fact in each.facts] == list(facts)
        (decided,) = (each for each in shown if each.decision)
        for each in (*said, decided):
            html = slide(each)
            beside = html.partition('<div class="atlas-beside">')[2]
            assert html.count('alt="La carte"') == 1
            last = each.facts[-1].split(":")[0].strip() if each.facts else "Décision"
            assert beside.index("Classe 4") < beside.rindex(last)

    @pytest.mark.parametrize(("release", "told"), [("r1", False), ("r2", True)])
    def test_a_slide_says_that_the_data_changed_since(self, release, told):
        _, first, *_ = slides.build(MEETING, "Damier", release)
        assert ("Les données ont changé" in slide(first)) is told

    def test_what_a_file_says_is_text_and_nothing_else(self):
        hostile = "<img src=x onerror=alert(1)>"
        decision = Decision(text=hostile, owner=hostile)
        view = VIEW.model_copy(update={"answer": hostile, "facts": (hostile,)})
        option = Option(title=hostile, effects=(hostile,))
        item = Item(title=hostile, view=view, options=(option,), decision=decision)
        meeting = Meeting(
            territory="damier", title=hostile, held_on=DAY, items=(item,), earlier=(decision,)
        )
        shown = [slide(each) for each in slides.build(meeting, hostile, "r2")]
        assert "<img" not in "".join(shown)
        assert "&lt;img" in shown[0]
