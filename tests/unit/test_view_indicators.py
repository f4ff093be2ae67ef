"""The page «Indicateurs»: what is published, three ways of having no value, and the catalogue."""

import re
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.selection import Selection
from cls_dash.page.model import Chart
from cls_dash.page.table import Table
from cls_dash.questions import indicators
from cls_dash.questions.indicators.asked import indicator
from cls_dash.questions.need import middle
from cls_dash.questions.published import published
from cls_dash.render import palette
from cls_dash.render.classes import by_quantiles, told_apart
from tests.asking import answered, asking, parts_of
from tests.seed import CODES
from tests.small_country import share
from tests.tables import written

HERE = "damier"


def page_of(release, code):
    return answered(release, indicators.QUESTION, Selection(HERE), chiffre=code)


def chart_of(page):
    (drawn,) = parts_of(page, Chart)
    return drawn.figure


def offered(release):
    """Return the titles of all indicators, by code."""
    return indicator(release, Selection(HERE), {}).options


@pytest.fixture
def release(country_readings):
    return country_readings


def mixed(frames):
    """Give the screening a code of each kind of gap, an interval, and an illustrative row."""
    rows = frames["observation"]
    mine = (rows["indicator"] == "depistage") & rows["geography"].isin(CODES)
    rows = rows[~(mine & rows["geography"].isin(["63000", "63001", "63002"]))].copy()
    gaps = pd.DataFrame(
        {
            "indicator": "depistage", "level": "commune",
            "geography": ["63000", "63001", "63002", "200000001", "FR"], "name": "…",
            "year": "2021", "value": [None, None, None, 40.0, 30.0],
            "lower": [None] * 3 + [35.0, None], "upper": [None] * 3 + [45.0, None],
            "status": ["withheld", "withheld", "not_applicable", "observed", "observed"],
            "source": "essai", "evidence": ["documented"] * 4 + ["illustrative"],
        }
    )  # fmt: skip
    gaps.loc[3:, "level"] = ["epci", "pays"]
    gaps.loc[3:, "name"] = ["CC 01", "France"]
    frames["observation"] = pd.concat([rows, gaps], ignore_index=True)


class TestPublished:
    def test_communes_come_first_and_what_is_elsewhere_is_left_out(self, changed_country):
        found = published(changed_country(mixed), HERE)
        own = found[found["indicator"] == "depistage"]
        levels = list(dict.fromkeys(own["level"]))
        assert levels == ["commune", "epci", "pays"]
        assert set(own.loc[own["level"] == "commune", "geography"]) <= set(CODES)

    def test_small_counts_do_not_go_out(self, release):
        found = published(release, HERE)
        sick = found[found["indicator"] == "malades"]
        assert not sick.empty
        assert sick.loc[sick["geography"] == CODES[0], "value"].isna().all()
        assert "withheld" in set(sick["status"])


class TestAnswer:
    def test_the_middle_the_least_and_the_most(self, release):
        known = {code: share(code) for code in CODES[4:] if code != "63010"}
        known |= dict.fromkeys(CODES[:4], 1.0)
        page = page_of(release, "depistage")
        said, ends = page.answer, page.facts[0]
        assert f"la moitié des **{len(known)}** communes" in said
        assert ends.startswith("Du plus bas au plus haut : de ")
        middle, least, most = (
            float(figure.replace(",", "."))
            for figure in re.findall(r"[*]([\d,]+)(?=\xa0%|[*]{2} \()", said + ends)
        )
        assert middle == pytest.approx(median(known.values()), abs=0.05)
        assert (least, most) == (1.0, max(known.values()))
        assert "(2020 à 2021)" in said

    def test_where_communes_are_not_known_what_holds_them_is(self, release):
        page = page_of(release, "revenu")
        assert page.answer == (
            "Revenu (2021) : de **20\u202f000** (…) à **20\u202f700\xa0€ par UC** (…)."
        )
        assert "Rien n’est publié ici commune par commune." in page.facts

    def test_nothing_published_is_said(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            frames["observation"] = rows[rows["indicator"] != "revenu"]

        view = page_of(changed_country(change), "revenu")
        assert view.answer == (
            "Revenu : **aucune valeur publiée** pour ce territoire ni pour ce qui l’entoure."
        )
        assert (parts_of(view, Chart), view.map) == ([], None)


class TestMap:
    def test_the_three_ways_of_having_no_value_are_told_apart(self, changed_country):
        view = page_of(changed_country(mixed), "depistage")
        legend = {line.label: (line.colour, line.count) for line in view.map.values.legend.classes}
        assert legend["secret statistique"] == (palette.GAPS["withheld"], "2")
        assert legend["sans objet"] == (palette.GAPS["not_applicable"], "1")
        assert legend["pas de donnée"] == (None, "1")
        marks = view.map.values.classes
        assert marks[0] == marks[1] != marks[2] != "-"
        assert view.map.values.palette[int(marks[0], 36)] == palette.GAPS["withheld"]
        assert view.map.values.tips[:3] == (
            ("Secret statistique",), ("Secret statistique",), ("Sans objet",)
        )  # fmt: skip
        assert any(
            fact.endswith("**2** sous secret statistique, **1** sans objet et **1** sans donnée.")
            for fact in view.facts
        )

    def test_a_number_is_a_circle_not_a_colour(self, release):
        values = page_of(release, "malades").map.values
        assert set(values.classes) <= {"-", "0"}
        sizes = [radius for _, radius, _ in values.circles]
        assert sizes == sorted(sizes, reverse=True)
        assert len(sizes) > 5

    def test_four_communes_are_too_few_for_a_map(self, release):
        view = page_of(release, "rare")
        assert view.map is None
        assert len(parts_of(view, Chart)) == 1

    def test_the_darkest_is_the_least_favourable(self, release):
        better = page_of(release, "depistage").map.values
        assert better.palette[0] == palette.SEQUENTIAL[-1]

    @given(
        st.lists(
            st.tuples(
                st.one_of(st.none(), st.floats(1, 100)),
                st.sampled_from(["withheld", "not_applicable", None]),
            ),
            min_size=1,
        )
    )
    def test_telling_gaps_apart_moves_no_value(self, rows):
        values = pd.Series([value for value, _ in rows], dtype=float)
        kinds = [None if value is not None else kind for value, kind in rows]
        if values.notna().any():
            before = by_quantiles(values, 3, digits=1, zero=None)
            names = {"withheld": "secret", "not_applicable": "sans objet"}
            after = told_apart(before, kinds, names)
            extra = len(after.labels) - len(before.labels)
            assert after.labels[extra:] == before.labels
            assert sum(after.counts) + after.missing == len(rows)
            for old, new, kind in zip(before.marks, after.marks, kinds, strict=True):
                if old != "-":
                    assert int(new, 36) == int(old, 36) + extra
                else:
                    assert (new == "-") == (kind is None)
                    assert kind is None or after.labels[int(new, 36)] == names[kind]


class TestRest:
    def test_each_value_is_in_the_table_with_its_interval_and_its_evidence(self, changed_country):
        table = page_of(changed_country(mixed), "depistage").table
        assert "35,0 à 45,0" in table
        assert "secret statistique" in table
        assert written(table).count("illustrative") == 1

    def test_illustrative_values_are_said_to_be(self, changed_country):
        facts = page_of(changed_country(mixed), "depistage").facts
        assert any("**1** valeur est illustrative : elle ne décrit rien" in fact for fact in facts)

    def test_the_catalogue_names_all_and_what_is_known_comes_first(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            frames["observation"] = rows[rows["indicator"] != "depistage"]

        release = changed_country(change)
        titles = offered(release)
        assert list(titles)[-1] == "depistage"
        assert titles["depistage"] == "Dépistage (rien de publié ici)"
        (table,) = parts_of(page_of(release, "depistage"), Table)
        catalogue = written(table)
        assert catalogue.count("rien de publié ici") == 1
        assert "16\N{NO-BREAK SPACE}communes" in catalogue

    def test_the_file_holds_what_the_table_holds(self, changed_country):
        release = changed_country(mixed)
        (file,) = indicators.QUESTION.files
        text = file.write(release, asking(Selection(HERE), chiffre="depistage")).decode("utf-8-sig")
        header, *lines = text.splitlines()
        assert header.startswith("indicateur;unite;echelle;code;lieu;annee;valeur")
        view = page_of(release, "depistage")
        assert len(lines) == len(view.table.lines)

    def test_the_chart_draws_the_widest_first_and_its_last_year_apart(self, changed_country):
        chart = chart_of(page_of(changed_country(mixed), "depistage"))
        before, last = chart.data
        assert last.y[0] == "France"
        assert last.marker.color == palette.ACCENT
        assert not len(before.y)


def published_zeros(frames):
    """Give the screening the values of shared case c20: three communes of four at zero."""
    rows = frames["observation"]
    rows = rows[rows["indicator"] != "depistage"]
    zeros = pd.DataFrame(
        {
            "indicator": "depistage", "level": "commune", "geography": CODES, "name": "…",
            "year": "2022", "value": [0.0] * 12 + [0.5, 1.0, 2.5, 4.0], "lower": None,
            "upper": None, "status": "observed", "source": "essai", "evidence": "documented",
        }
    )  # fmt: skip
    frames["observation"] = pd.concat([rows, zeros], ignore_index=True)
    cards = frames["indicator"]
    cards.loc[cards["code"] == "depistage", ["title", "unit"]] = [
        "Nouveaux cas (pour 1000)", "pour 1000",
    ]  # fmt: skip


class TestTies:
    def test_of_many_zeros_it_is_said_how_many_are_above(self, changed_country):
        view = page_of(changed_country(published_zeros), "depistage")
        assert view.answer == (
            "Nouveaux cas (pour 1000, 2022) : **12** des **16** communes connues sont à "
            "**0\xa0pour 1000**, **4** au-dessus."
        )
        assert view.facts[0] == (
            "Du plus bas au plus haut : de **0** (… et 11\xa0autres) à **4,0** (…)."
        )

    def test_classes_part_the_values_and_the_unit_is_written_once(self, changed_country):
        legend = page_of(changed_country(published_zeros), "depistage").map.values.legend
        assert legend.title == "Nouveaux cas (pour 1000)"
        assert [(line.label, line.count) for line in legend.classes] == [
            ("0,6 à 4,0", "3"), ("0,5", "1"), ("0", "12"),
        ]  # fmt: skip

    @given(st.lists(st.sampled_from([0.0, 0.4, 1.0, 1.04, 2.5, 7.0]), min_size=1, max_size=40))
    def test_the_middle_is_true_as_it_is_read(self, drawn):
        values = pd.Series(drawn)
        said = middle.clause(values, "lieux", digits=1, unit="%").replace("**", "")
        read = [round(value, 1) for value in drawn]
        number = float(re.search(r"à ([\d,]+)\xa0%", said)[1].replace(",", "."))
        if said.startswith("la moitié"):
            reached = sum(value >= number for value in read)
            assert len(read) / 2 <= reached <= len(read) / 2 + max(1, 0.1 * len(read))
        else:
            told = [int(n) for n in re.findall(r"(\d+) (?:des|au-)", said)]
            parts = [
                sum(value == number for value in read), sum(value > number for value in read),
                sum(value < number for value in read),
            ]  # fmt: skip
            assert told == [parts[0], *filter(None, parts[1:])]


class TestZonings:
    def zoned(self, frames):
        """Put four communes in a bassin whose main town lies elsewhere, and give it a value."""
        frames["zoning"] = pd.DataFrame(
            {"level": "bassin_de_vie", "geography": "46102", "name": "Bassin de Figeac",
             "commune": CODES[:6]}
        )  # fmt: skip
        rows = frames["observation"]
        own = rows[rows["indicator"] == "rare"].head(2).assign(
            level="bassin_de_vie", geography=["46102", "63400"], name=["Bassin de Figeac", "…"],
            value=[7.0, 9.0],
        )  # fmt: skip
        frames["observation"] = pd.concat([rows[rows["indicator"] != "rare"], own])

    def test_a_bassin_is_found_by_its_zoning_not_by_a_code_of_the_territory(self, changed_country):
        release = changed_country(self.zoned)
        found = published(release, HERE)
        assert found.loc[found["indicator"] == "rare", "geography"].tolist() == ["46102"]
        page = page_of(release, "rare")
        assert page.answer == "Rare (2020) : **7\xa0%** (Bassin de Figeac)."
        assert "Rien n’est publié ici commune par commune." in page.facts

    def test_what_is_known_by_bassin_alone_is_said_once(self, changed_country):
        def two(frames):
            self.zoned(frames)
            other = {"geography": "63400", "name": "Bassin de Thiers"}
            frames["zoning"] = pd.concat(
                [frames["zoning"], frames["zoning"].assign(**other, commune=CODES[6:12])]
            )
            rows = frames["observation"]
            frames["observation"].loc[rows["geography"] == "63400", "name"] = other["name"]

        page = page_of(changed_country(two), "rare")
        assert page.answer == (
            "Rare (2020) : de **7\xa0%** (Bassin de Figeac) à **9\xa0%** (Bassin de Thiers)."
        )
        assert not any(fact.startswith("Par bassin de vie") for fact in page.facts)

    def test_its_value_is_painted_on_its_communes_and_said_to_be_its_own(self, changed_country):
        values = page_of(changed_country(self.zoned), "rare").map.values
        assert values.classes == "0" * 6 + "-" * 10
        assert values.tips[0] == ("7 % (2020)", "Bassin de Figeac")

    def test_without_zoning_a_bassin_bears_the_code_of_its_main_commune(self, changed_country):
        def change(frames):
            self.zoned(frames)
            frames["observation"].loc[lambda rows: rows["geography"] == "63400", "geography"] = (
                CODES[-1]
            )

        found = published(changed_country(change), HERE)
        assert set(found.loc[found["indicator"] == "rare", "geography"]) == {"46102", CODES[-1]}


class TestOrder:
    def test_a_need_known_finely_comes_before_what_describes(self, changed_country):
        def change(frames):
            cards = frames["indicator"]
            cards["themes"] = None
            cards.loc[cards["code"] == "revenu", "themes"] = "deprivation"

        codes = list(offered(changed_country(change)))
        assert codes[:2] == ["revenu", "depistage"]
        assert codes.index("population_density") > codes.index("rare")

    def test_what_is_withheld_is_counted_apart_from_what_lacks(self, changed_country):
        assert (
            "Sous secret statistique dans **2\xa0communes** : la valeur existe, elle n’est pas "
            "publiée."
        ) in page_of(changed_country(mixed), "depistage").facts
