"""Documents on the seed: what they say is what pages say, and all can read them."""

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import docx as word_files
import pptx as slide_files
import pypdf
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.domain.meeting import Decision, Item, Meeting, Option, View
from cls_dash.domain.selection import Selection
from cls_dash.errors import UnknownCommuneError, UnknownLayerError, UnknownTerritoryError
from cls_dash.page.draw.paper import slides, typesetting
from cls_dash.page.draw.paper.parts import Report, Section, column_shares
from cls_dash.page.sentence import plain, spans
from cls_dash.page.table import Table
from cls_dash.questions import at_address, hot_spots, map_files, taken
from cls_dash.questions.commune import sheet
from cls_dash.questions.meeting import dossier
from cls_dash.questions.portrait import portrait
from cls_dash.store.queries.country import members, places
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.queries.territories import territories_of
from tests.comparing import more
from tests.in_memory import release_of
from tests.local import commune_told
from tests.seed import ALONE, real_frames, seed_frames, separate

DAMIER = {"territoire": "damier"}
HERE = {**DAMIER, "commune": "63000"}
SITE = "https://atlas.exemple.fr/"
CHANCE = Chance(draws=199, permutations=999, seed=1)
HOSTILE = '#panic("x") *gras* _a_ $x$ @ref <b> \\ // `"` [x] =1'


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def said(pdf):
    """Return the text of a PDF, spaces made plain: a line may end anywhere."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def flat(sentence):
    return " ".join(plain(sentence).split())


def alternatives(pdf):
    """Return the alternative texts of a tagged PDF."""
    found, left = [], [read(pdf).root_object["/StructTreeRoot"]]
    while left:
        node = left.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            found += [" ".join(node["/Alt"].split())] if "/Alt" in node else []
            left.append(node.get("/K", []))
        elif isinstance(node, list):
            left += node
    return found


def fonts(pdf):
    """Return the names of a PDF's fonts, each with whether its letters are within."""
    return {
        font.get_object()["/BaseFont"].partition("+")[2]: "/FontFile2"
        in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in read(pdf).pages
        for font in page["/Resources"]["/Font"].values()
    }


def accessible(pdf):
    """Assert what PDF/UA-1 asks for and can be seen from here."""
    root = read(pdf).root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert read(pdf).metadata.title
    names = fonts(pdf)
    assert names
    assert all(name.startswith("SourceSans3") and within for name, within in names.items())


@pytest.fixture(scope="module")
def of_commune(release):
    """The sheet of a commune (PDF)."""
    return sheet.pdf(release, HERE, SITE)


@pytest.fixture(scope="module")
def report(release):
    """The portrait of the territory, before it is set."""
    return portrait.build(release, "damier", chance=CHANCE)


@pytest.fixture(scope="module")
def real():
    """Release of real actions, enough of them for a verdict and for each chart."""
    with release_of(real_frames()) as found:
        yield found


@pytest.fixture(scope="module")
def pages(real):
    """A page on paper and as slides."""
    return {
        kind: taken.write(real, "equite", DAMIER, kind, chance=CHANCE) for kind in ("pdf", "pptx")
    }


class TestParts:
    def test_a_table_holds_its_cells_as_they_are_written(self):
        lines = (("L’Œuvre <b> & co", "1\u202f234"), ("", "pas de donnée"))
        table = Table.of(("Où", "Combien"), lines, caption="Titre « a »", numeric={1})
        assert table == Table("Titre «\u00a0a\u00a0»", ("Où", "Combien"), lines, (1,))

    def test_bold_is_between_two_marks(self):
        assert spans("a **b** c") == [("a ", False), ("b", True), (" c", False)]
        assert spans("**b**") == [("b", True)]


class TestCommuneSheet:
    def test_it_is_one_page_that_all_can_read(self, of_commune):
        assert len(read(of_commune).pages) == 1
        accessible(of_commune)

    def test_its_figures_are_those_of_the_page(self, release, of_commune):
        view = commune_told(release, Selection("damier"), "63000")
        text = said(of_commune)
        for sentence in (view.answer, *view.facts):
            assert flat(sentence) in text
        for table in (view.comparison, view.places):
            assert table.lines
            for line in table.lines:
                assert flat(" ".join(line)) in text
        for cell in view.actions.lines[0]:
            assert flat(cell) in text

    def test_the_map_and_the_code_have_alternatives(self, release, of_commune):
        address = "https://atlas.exemple.fr/ma_commune?territoire=damier&commune=63000"
        view = commune_told(release, Selection("damier"), "63000")
        assert sorted(alternatives(of_commune)) == sorted(
            [view.values.title, f"Code à scanner : {address}"]
        )

    def test_it_says_how_sure_it_is_and_of_which_release(self, of_commune):
        text = said(of_commune)
        assert "Actions situées à Commune 00 : 1 action documentée, 10 illustratives." in text
        assert "Illustrative : engendrée pour la démonstration" in text
        assert "Sources des actions : Atlas CLS et Producteur d’essai." in text
        assert "Populations municipales 2022. Dernier fait connu : 31 janvier 2026." in text
        assert "Version des données : seed." in text
        assert (
            "Ce qui est compté : tous les contrats, toutes les années, actions documentées, "
            "saisies et illustratives." in text
        )

    def test_without_the_address_of_the_site_it_says_why_there_is_no_code(self, release):
        pdf = sheet.pdf(release, HERE, "")
        assert sheet.NO_ADDRESS in said(pdf)
        assert len(alternatives(pdf)) == 1

    def test_what_is_selected_is_said_and_counted(self, release):
        codes = {**HERE, "contrat": "2", "preuves": "documentees", "periode": "2024-2025"}
        text = said(sheet.pdf(release, codes, ""))
        assert (
            "CLS 2 (2023-2026), de 2024 à 2025, actions documentées ou saisies seulement." in text
        )
        assert "Aucune action située n’est connue dans cette commune pour ce choix." in text

    @pytest.mark.slow
    def test_long_names_and_many_actions_stay_on_one_page(self, asked):
        long = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson "
        frames = seed_frames({"63000": long, "hopital": long * 2}, long * 3)
        pdf = sheet.pdf(asked(frames), HERE, SITE)
        assert len(read(pdf).pages) == 1
        assert re.search(r"… et \d+ autres : voir la page de la commune\.", said(pdf))

    def test_imported_text_is_only_ever_text(self, asked):
        text = said(sheet.pdf(asked(seed_frames({"63000": HOSTILE}, HOSTILE)), HERE, SITE))
        assert text.count(flat(HOSTILE)) >= 3

    def test_the_same_data_give_the_same_bytes(self, release, of_commune):
        assert sheet.pdf(release, HERE, SITE) == of_commune

    def test_a_commune_or_a_territory_that_is_not_there_is_refused(self, release):
        with pytest.raises(UnknownCommuneError):
            sheet.build(release, {**DAMIER, "commune": "75056"}, "")
        with pytest.raises(UnknownTerritoryError):
            sheet.build(release, {"territoire": "ailleurs", "commune": "63000"}, "")


class TestAddressed:
    def test_an_address_says_what_is_selected(self, release):
        codes = {
            **DAMIER, "contrat": "1", "axe": "damier-1-a1", "periode": "2020-2021",
            "preuves": "documentees", "perimetre": "2023-01-01",
        }  # fmt: skip
        asked, _ = at_address.selection(release, codes)
        assert asked == Selection(
            "damier", "damier-1", "damier-1-a1", asked.period, True, date(2023, 1, 1)
        )
        assert (asked.period.first, asked.period.last) == (2020, 2021)

    @pytest.mark.parametrize(
        "codes",
        [
            {"contrat": "9"}, {"axe": "damier-9-a9"}, {"periode": "2020"}, {"periode": "x-y"},
            {"periode": "2021-2020"}, {"periode": "1990-2020"},
            {"perimetre": "2023-02-30"}, {"preuves": "autres"}, {"inconnu": "x"},
        ],
    )  # fmt: skip
    def test_what_it_says_wrongly_does_not_restrict(self, release, codes):
        assert at_address.selection(release, {**DAMIER, **codes})[0] == Selection("damier")

    @pytest.mark.parametrize("number", ["", "9"])
    def test_a_contract_said_wrongly_is_that_of_the_page_as_on_the_screen(self, release, number):
        asked, _ = at_address.selection(release, {**DAMIER, "contrat": number}, "equite")
        assert asked == Selection("damier", "damier-2")

    @pytest.mark.parametrize(
        "page", sorted(at_address.PAGES - {"france", "acces_soins", "contrats_region"})
    )
    def test_the_map_of_each_page_covers_the_territory(self, release, page):
        digest, values = at_address.shown(release, page, {**HERE, "besoin": "nulle part"}, CHANCE)
        assert digest == asset_digest(release, "damier")
        assert len(values.classes) == 16

    def test_the_lists_of_a_page_change_its_map(self, release):
        one, other = (
            at_address.shown(release, "carte_actions", {**DAMIER, "indicateur": code}, CHANCE)[1]
            for code in ("taux", "hasard")
        )
        assert one.legend.title != other.legend.title

    def test_the_map_of_a_comparison_keeps_its_legend_and_its_shared_classes(self, sown):
        def enough(frames):
            separate(frames)
            more(frames, "voisin", ALONE, 15)

        release = sown(enough)
        _, one = at_address.shown(release, "comparer", DAMIER, CHANCE)
        _, other = at_address.shown(release, "comparer", {"territoire": "voisin"}, CHANCE)
        assert one.legend == other.legend
        # 15 actions for 1,000 inhabitants in Voisin; 11, 6, 1, 1 and twelve communes of Damier.
        assert [(each.label, each.count) for each in one.legend.classes] == [
            ("150", "1"), ("110", "1"), ("60", "1"), ("10", "2"), ("aucun", "12"),
        ]  # fmt: skip
        assert (one.classes, other.classes) == ("3200100000000001", "4")

    def test_chance_is_asked_as_the_deployment_asks_it(self, release, monkeypatch):
        asked = []

        def build(release, found):
            asked.append(found)
            return hot_spots.QUESTION.build(release, found)

        spied = {"points_chauds": replace(hot_spots.QUESTION, build=build)}
        monkeypatch.setattr(at_address, "QUESTIONS", spied)
        at_address.shown(release, "points_chauds", {**HERE, "carte": "voisins"}, CHANCE)
        assert [(each.codes["carte"], each.chance) for each in asked] == [("voisins", CHANCE)]

    def test_a_page_without_a_map_has_none(self, release):
        assert at_address.shown(release, "donnees_methode", DAMIER, CHANCE) is None

    def test_care_needs_places_and_france_a_layer(self, country_readings):
        codes = {"territoire": next(iter(territories_of(country_readings).index))}
        digest, values = at_address.shown(country_readings, "france", codes, CHANCE)
        assert digest == asset_digest(country_readings, "france")
        assert values.classes

    def test_the_map_of_france_has_the_contracts_that_its_screen_fetches(self, country_readings):
        codes = {"territoire": "damier"}
        _, values = at_address.shown(country_readings, "france", codes, CHANCE)
        order = list(places(country_readings, FRANCE).index)
        chosen = values.outlined[-1]
        assert [order[rank] for rank in chosen] == members(country_readings)["damier"]
        assert len(values.outlined) == len(members(country_readings))

    def test_the_map_of_contracts_covers_the_region_each_commune_once(self, country_readings):
        codes = {"territoire": "damier"}
        digest, values = at_address.shown(country_readings, "contrats_region", codes, CHANCE)
        assert digest == asset_digest(country_readings, "region:84")
        communes = places(country_readings, Extent("region", "84"))
        assert len(values.classes) == len(communes)
        held = {code for codes in members(country_readings).values() for code in codes}
        none = [mark == "0" for mark in values.classes]
        assert none == [code not in held for code in communes.index]


class TestMapFiles:
    def test_a_picture_is_a_png_large_enough_to_be_printed(self, release):
        png = map_files.write(release, "carte_actions", DAMIER, "png", CHANCE)
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20]) > 1_300

    def test_a_drawing_asks_nothing_of_any_host(self, release):
        svg = map_files.write(release, "carte_actions", DAMIER, "svg", CHANCE).decode()
        assert svg.startswith("<svg")
        addresses = set(re.findall(r"https?://[^\"' )]+", svg))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
                             "http://www.w3.org/1999/xhtml"}  # fmt: skip

    def test_a_page_without_a_map_is_refused(self, release):
        with pytest.raises(UnknownLayerError):
            map_files.write(release, "donnees_methode", DAMIER, "png", CHANCE)


def a_view(page="carte_actions", release="seed", **codes):
    return View(
        page=page, address={**DAMIER, **codes}, question="Où se déroulent les actions ?",
        answer="**62 %** des actions à Commune 00.", facts=("Il faudrait en déplacer **3**.",),
        release=release, latest_fact=date(2026, 1, 31), documented=4, illustrative=17,
    )  # fmt: skip


def a_meeting(*items, **changed):
    decision = Decision(text="Relancer les dépistages.", owner="ARS d’essai", due=date(2026, 6, 1))
    told = Meeting(
        territory="damier", title="Copil de printemps", held_on=date(2026, 4, 1), items=items,
        earlier=(decision,),
    )  # fmt: skip
    return told.model_copy(update=changed)


class TestDossier:
    def test_it_says_everything_that_the_committee_needs(self, release):
        meeting = a_meeting(
            Item(
                title="La répartition", view=a_view(),
                options=(Option(title="Ouvrir à Commune 33", effects=("**+1 000** habitants.",)),),
                decision=Decision(text="Ouvrir à Commune 33.", owner="CC de l’Est"),
            ),
            Item(title="Divers"),
        )  # fmt: skip
        pdf = dossier.pdf(release, meeting, chance=CHANCE)
        accessible(pdf)
        text = said(pdf)
        for words in (
            "Copil de printemps", "1er avril 2026", "Dossier de séance · Damier",
            "1. La répartition", "2. Divers", "Relancer les dépistages. ARS d’essai 1er juin 2026",
            "Où se déroulent les actions ?", "62 % des actions à Commune 00.",
            "Il faudrait en déplacer 3.", "Ouvrir à Commune 33", "+1 000 habitants.",
            "Responsable : CC de l’Est", "sans échéance", "À prendre en séance.",
            "4 actions documentées, 17 illustratives", "Version des données : seed.",
        ):  # fmt: skip
            assert words in text
        assert len(alternatives(pdf)) == 1

    def test_an_item_of_another_release_is_told_to_be(self, release):
        (point,) = dossier.build(
            release,
            a_meeting(Item(title="X", view=a_view(release="0123456789abcdef"))),
            chance=CHANCE,
        ).items
        (warning,) = point.warnings
        assert "version 0123456789ab des données" in warning
        assert "la carte est celle d’aujourd’hui" in warning
        (same,) = dossier.build(
            release, a_meeting(Item(title="X", view=a_view())), chance=CHANCE
        ).items
        assert same.warnings == ()
        assert [picture.kind for picture in same.pictures] == ["map"]

    def test_a_map_that_cannot_be_drawn_any_more_is_said_to_be_missing(self, release):
        gone = a_view(page="ma_commune", commune="75056")
        (point,) = dossier.build(
            release, a_meeting(Item(title="X", view=gone)), chance=CHANCE
        ).items
        assert (point.pictures, point.warnings) == ((), (dossier.UNDRAWN,))
        dossier.pdf(release, a_meeting(Item(title="X", view=gone)), chance=CHANCE)

    def test_a_trial_says_so_and_so_does_a_first_meeting(self, release):
        text = said(
            dossier.pdf(release, a_meeting(evidence="illustrative", earlier=()), chance=CHANCE)
        )
        assert dossier.TRIAL in text
        assert "Aucune décision n’a été reprise de la dernière séance." in text

    def test_one_map_serves_all_the_items_that_show_it(self, release, monkeypatch):
        asked = []

        def drawn(_release, page, codes, *, chance, room):
            asked.append((page, codes, chance))
            return ()

        monkeypatch.setattr(dossier, "pictures", drawn)
        items = (Item(title=f"Point {n}", view=a_view()) for n in range(3))
        dossier.build(release, a_meeting(*items), chance=CHANCE)
        ((page, _, chance),) = asked
        assert (page, chance) == ("carte_actions", CHANCE)

    def test_a_territory_that_is_not_there_is_refused(self, release):
        with pytest.raises(UnknownTerritoryError):
            dossier.build(release, a_meeting(territory="ailleurs"), chance=CHANCE)


class TestPortrait:
    @pytest.mark.slow
    def test_the_three_files_say_the_same(self, release, report):
        asked = {"chance": CHANCE}
        pdf = portrait.pdf(release, "damier", **asked)
        accessible(pdf)
        text = word_files.Document(io.BytesIO(portrait.docx(release, "damier", **asked)))
        slides = slide_files.Presentation(io.BytesIO(portrait.pptx(release, "damier", **asked)))
        words = "\n".join(paragraph.text for paragraph in text.paragraphs)
        shown = "\n".join(
            shape.text_frame.text
            for slide in slides.slides for shape in slide.shapes if shape.has_text_frame
        )  # fmt: skip
        assert len(report.sections) == 7
        for section in report.sections:
            assert flat(section.answer) in said(pdf)
            assert plain(section.answer) in words
            assert plain(section.answer) in shown
        for line in report.provenance:
            assert flat(line) in said(pdf)
            assert line in words
            assert line in shown

    @pytest.mark.slow
    def test_each_picture_has_its_alternative_in_the_three(self, real):
        report = portrait.build(real, "damier", chance=CHANCE)
        told = {" ".join(p.alt.split()) for section in report.sections for p in section.pictures}
        # Eight of its own, and the charts of the sections that it takes from pages.
        assert len(told) == 12
        pdf = typesetting.pdf("report", report)
        text = word_files.Document(io.BytesIO(portrait.docx(real, "damier", chance=CHANCE)))
        slides = slide_files.Presentation(io.BytesIO(portrait.pptx(real, "damier", chance=CHANCE)))
        assert set(alternatives(pdf)) == told
        assert {
            " ".join(shape._inline.docPr.get("descr").split()) for shape in text.inline_shapes
        } == told
        # A slide has room for fewer bars: their chart takes two, each of which says which it is.
        assert {
            re.sub(r" \(partie \d sur 2\)$", "", " ".join(each.split()))
            for slide in slides.slides for shape in slide.shapes if shape.shape_type == 13
            for each in [shape._element.nvPicPr.cNvPr.get("descr")]
        } == told  # fmt: skip

    def test_its_bars_are_the_actions_of_communes(self, report):
        (bars,) = [p for p in report.sections[1].pictures if p.kind == "plot"]
        # Of the contract in force, which the portrait answers for.
        assert {"Commune 33", "1"} <= {label.text for label in bars.drawing.labels}
        assert bars.alt.startswith("Démonstration. Actions situées")
        assert bars.alt.endswith(" population. Commune 33 : 1.")
        assert bars.measured.startswith("Démonstration. Barre : actions observées. Trait gris")

    def test_the_contract_in_force_speaks_first_and_others_beside_it(self, report):
        section = report.sections[1]
        assert section.answer.startswith(
            "**Démonstration.** **Trop peu d’actions pour conclure**, dans le CLS 2 : 1\xa0action "
        )
        assert [fact.split(" : ")[0] for fact in section.facts] == [
            "**Démonstration.** CLS 1", "**Démonstration.** Tous contrats réunis",
        ]  # fmt: skip

    def test_its_shares_are_those_of_the_themes_of_each_contract(self, report):
        (shares,) = [p for s in report.sections for p in s.pictures if p.alt.startswith("Part des")]
        told = {label.text.replace("\xa0", " ") for label in shares.drawing.labels}
        assert {"CLS 1 (20 actions)", "A 100 %", "CLS 2 (1 action)", "B 100 %"} <= told

    def test_a_territory_without_any_action_has_a_portrait(self, release):
        report = portrait.build(release, "voisin", chance=CHANCE)
        assert "Aucune action" in report.sections[1].answer
        typesetting.pdf("report", report)

    def test_a_territory_that_is_not_there_is_refused(self, release):
        with pytest.raises(UnknownTerritoryError):
            portrait.build(release, "ailleurs", chance=CHANCE)

    def test_a_long_table_says_what_it_leaves_out(self):
        table = Table("Communes", ("a",), tuple((str(n),) for n in range(15)))
        first = portrait._first(table)
        assert (len(first.lines), first.caption) == (
            12,
            "Communes (et 3\u00a0autres, dans l’atlas)",
        )
        assert portrait._first(replace(table, lines=first.lines)).caption == "Communes"


def test_a_document_without_alternative_is_refused(report):
    section = report.sections[0]
    (told,) = section.pictures
    silent = Report("x", "", (Section("x", "x", pictures=(replace(told, alt=None),)),), ())
    with pytest.raises(RuntimeError, match="alt"):
        typesetting.pdf("report", silent)


def says_something(slide):
    """Say whether a slide has a figure, a table or a sentence that is no note."""
    drawn = [shape for shape in slide.shapes if shape.shape_type == 13 or shape.has_table]
    letters = [
        run.font.size.pt
        for shape in slide.shapes if shape.has_text_frame and not shape.is_placeholder
        for paragraph in shape.text_frame.paragraphs for run in paragraph.runs
    ]  # fmt: skip
    return bool(drawn) or max(letters, default=0) > slides.LEAST


class TestPaper:
    """What is set is large enough, and whole."""

    @pytest.mark.slow
    def test_no_slide_holds_a_title_alone(self, real):
        written = taken.write(real, "points_chauds", DAMIER, "pptx", chance=CHANCE)
        for slide in slide_files.Presentation(io.BytesIO(written)).slides:
            assert [shape for shape in slide.shapes if not shape.is_placeholder]

    def test_no_slide_holds_notes_alone_and_none_is_lost(self):
        facts, notes = ("**5** actions.",), ("Note une.", "Note deux.")
        long = tuple(f"Note {n} : {'mot ' * 60}." for n in range(9))
        table = Table.of(("Où",), [("ici",)], caption="Lieux")
        sections = {
            "une phrase": Section("Quoi ?", "Oui.", facts=facts, notes=notes),
            "trop": Section("Quoi ?", "Oui.", "À ne pas citer.", facts=facts, notes=long),
            "un tableau": Section("Quoi ?", "Oui.", tables=(table,), notes=notes),
            "rien d’autre": Section("Quoi ?", "", notes=notes),
        }
        for case, section in sections.items():
            deck = slide_files.Presentation(
                io.BytesIO(slides.pptx(Report("x", "y", (section,), ())))
            )
            _, *told, _ = deck.slides
            assert all(map(says_something, told)), case
            seen = "\n".join(shape.text_frame.text for slide in told for shape in slide.shapes
                             if shape.has_text_frame)  # fmt: skip
            spoken = "\n".join(slide.notes_slide.notes_text_frame.text
                               for slide in told if slide.has_notes_slide)  # fmt: skip
            for note in section.notes:
                assert (note in seen) != (note in spoken), case
            assert section.warning in seen

    @pytest.mark.slow
    @pytest.mark.parametrize("stem", ["equite", "points_chauds", "accueil", "donnees_methode"])
    def test_each_slide_of_a_page_says_something(self, real, stem):
        written = taken.write(real, stem, DAMIER, "pptx", chance=CHANCE)
        _, *told, _ = slide_files.Presentation(io.BytesIO(written)).slides
        assert told
        assert all(map(says_something, told))

    @pytest.mark.slow
    def test_no_line_parts_an_inverted_verb(self, real):
        question = "Où le besoin est-il fort et l’action rare ?"
        asked = (real, "points_chauds", DAMIER)
        assert flat(question) in said(taken.write(*asked, "pdf", chance=CHANCE))
        text = word_files.Document(io.BytesIO(taken.write(*asked, "docx", chance=CHANCE)))
        (title,) = [each for each in text.paragraphs if each.text == question]
        assert len(title._p.xpath(".//w:noBreakHyphen")) == 1
        deck = slide_files.Presentation(io.BytesIO(taken.write(*asked, "pptx", chance=CHANCE)))
        titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
        assert question.replace("-", "\u2011") in titles
        assert question not in titles

    def test_letters_of_slides_are_read_from_five_metres(self, pages):
        deck = slide_files.Presentation(io.BytesIO(pages["pptx"]))
        sizes = [
            run.font.size.pt
            for slide in deck.slides
            for shape in slide.shapes
            for paragraph in paragraphs(shape)
            for run in paragraph.runs
        ]
        assert min(sizes) >= 18
        drawn = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
        assert len(drawn) > 4
        for shape in drawn:
            # Letters were set for this width, at 144 dots to an inch: two to a point.
            assert shape.image.size[0] / 2 == pytest.approx(shape.width.pt, abs=1)

    @pytest.mark.slow
    def test_nothing_of_a_slide_is_beyond_it(self, pages):
        deck = slide_files.Presentation(io.BytesIO(pages["pptx"]))
        for slide in deck.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height

    @pytest.mark.slow
    def test_nothing_of_a_slide_covers_another(self, real):
        deck = slide_files.Presentation(
            io.BytesIO(portrait.pptx(real, "damier", chance=CHANCE))
        )  # fmt: skip
        for slide in deck.slides:
            drawn = [shape for shape in slide.shapes if not shape.is_placeholder]
            drawn.sort(key=lambda shape: shape.top)
            for above, below in pairwise(drawn):
                assert above.top + above.height <= below.top + 1

    def test_no_column_parts_a_word_or_a_number(self):
        many = ("Rang", "Saint-Sauveur-la-Sagne", "16\u202f895", "113\xa0communes", "mot " * 30)
        table = Table("Tout", ("n", "a", "b", "c", "d"), (many,))
        shares = column_shares(table, 92)
        assert sum(shares) == pytest.approx(1)
        for share, longest in zip(shares, ("Rang", "Sauveur", "16 895", "113 communes", "mot"),
                                  strict=True):  # fmt: skip
            assert share * 92 >= len(longest) + 2

    @pytest.mark.slow
    def test_a_page_draws_its_charts_and_leaves_no_page_blank(self, pages):
        assert len(alternatives(pages["pdf"])) > 4
        for page in read(pages["pdf"]).pages:
            assert len(page.extract_text().split()) > 20

    def test_a_row_is_not_cut_between_two_pages(self):
        rows = tuple((f"début{n}", f"{'mot ' * 30}fin{n}") for n in range(60))
        table = Table("Tout", ("a", "b"), rows)
        report = Report("x", "", (Section("x", "x", tables=(table,)),), ())
        pages = [page.extract_text() for page in read(typesetting.pdf("report", report)).pages]
        assert len(pages) > 1
        for n in range(60):
            (first,) = (rank for rank, text in enumerate(pages) if f"début{n} " in text)
            assert re.search(rf"fin{n}\b", pages[first])
        # The header comes again on each page that the table takes.
        taking = [text for text in pages if "début" in text]
        assert all(re.search(r"^a\s+b$", text, re.MULTILINE) for text in taking)


def paragraphs(shape):
    """Return the paragraphs of a shape of a slide, those of its cells included."""
    if shape.has_table:
        return [p for row in shape.table.rows for cell in row.cells
                for p in cell.text_frame.paragraphs]  # fmt: skip
    return shape.text_frame.paragraphs if shape.has_text_frame else []
