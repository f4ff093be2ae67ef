"""What stands under the maps of «Comparer»: references, trend, themes and their charts."""

import numpy as np
import pandas as pd
import pytest

from cls_dash.domain.selection import Period, Selection
from cls_dash.questions.compare import beneath, charts, references, tables, themes
from cls_dash.questions.compare.figures import measured
from cls_dash.questions.compare.rates import ACTIONS, YEARLY
from cls_dash.questions.compare.reference_table import reference_table
from cls_dash.questions.compare.trend import trend
from cls_dash.render import compare_charts, palette
from cls_dash.store.queries import comparing
from tests.comparing import (
    BOTH,
    DAMIER,
    everywhere,
    few_are_enough,
    more,
    peopled,
    published,
    real,
    third,
)
from tests.seed import ALONE, CODES, WEST
from tests.tables import cells, line

NASTY = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module", autouse=True)
def _few():
    with few_are_enough():
        yield


NAMES = {"damier": "Damier", "voisin": "Voisin"}


class TestReferences:
    def found(self, release, territory="damier"):
        here, measures = measured(release, DAMIER, BOTH)
        return measures, references.references(release, here, territory, measures)

    def test_the_latest_of_its_departement_of_its_region_and_of_france(self, sown):
        values = everywhere(12) | {
            ("departement", "63", "2015"): 90.0, ("departement", "63", "2020"): 14.0,
            ("departement", "15", "2020"): 99.0, ("region", "84", "2020"): 13.0,
            ("region", "63", "2021"): 98.0, ("pays", "FR", "2020"): 15.0,
        }  # fmt: skip
        _, found = self.found(sown(lambda frames: published(frames, values)))
        assert found.figures.loc["pauvrete"].to_dict() == pytest.approx(
            {"ensemble": 12, "departement": 14, "region": 13, "pays": 15, "semblable": 12}
        )
        assert beneath.names(found)["departement"] == "Puy-de-Dôme"
        assert beneath.names(found)["region"] == "Auvergne-Rhône-Alpes"

    def test_what_nothing_is_known_of_is_no_reference(self, release, sown):
        _, found = self.found(release)
        assert list(found.figures) == ["ensemble"]
        _, found = self.found(sown(lambda frames: more(frames, "voisin", ALONE, 2)))
        assert list(found.figures) == ["ensemble", "semblable"]

    @pytest.mark.parametrize(("population", "closest"), [(1_100, "tiers"), (90_000, "damier")])
    def test_the_most_similar_is_that_of_close_size(self, sown, population, closest):
        release = sown(lambda frames: third(frames, population=population))
        assert references.similar(release, "voisin") == closest

    def test_a_territory_that_is_alone_is_like_no_other(self, sown):
        def alone(frames):
            for table in ("territory", "perimeter", "contract"):
                key = "slug" if table == "territory" else "territory"
                frames[table] = frames[table][frames[table][key] == "damier"]

        assert references.similar(sown(alone), "damier") is None

    def test_the_interval_judges_each_reference(self, sown):
        release = sown(real(lambda frames: more(frames, "voisin", ALONE, 30)))
        measures, found = self.found(release)
        table = reference_table(measures, "damier", "Damier", found)
        # 11.9 (7.1 to 18.5) against 28.8 together and 300 in Voisin.
        assert "29, plus bas que ce repère" in cells(table)
        assert "300, plus bas que ce repère" in cells(table)
        measures, found = self.found(sown(real(lambda frames: more(frames, "voisin", ALONE, 1))))
        table = reference_table(measures, "damier", "Damier", found)
        assert "11,8, compatible avec ce repère" in cells(table)

    def test_illustrative_actions_are_not_judged(self, release):
        measures, found = self.found(release)
        table = reference_table(measures, "damier", "Damier", found)
        (first, *_) = [line for line in table.lines if line[0].startswith("Actions situées (")]
        assert not [cell for cell in first if "repère" in cell]

    def test_without_an_interval_there_is_no_verdict(self, sown):
        measures, found = self.found(sown(lambda frames: published(frames, everywhere(12))))
        table = reference_table(measures, "damier", "Damier", found)
        assert not [cell for cell in line(table, "Pauvreté (%)") if "ce repère" in cell]


class TestSpine:
    def test_each_measure_is_a_ratio_to_the_whole(self, sown):
        release = sown(lambda frames: more(frames, "voisin", ALONE, 4))
        here, measures = measured(release, DAMIER, BOTH)
        found = references.references(release, here, "damier", measures)
        line = references.spine(measures, "damier", found).loc[ACTIONS]
        whole = 23 / 17
        assert line["value"] == pytest.approx(19 / 16 / whole)
        assert line["least"] == pytest.approx(19 / 16 / whole)
        assert line["most"] == line["semblable"] == pytest.approx(4 / whole)
        assert line["lower"] < line["value"] < line["upper"]

    def test_what_is_unknown_or_not_positive_has_no_line(self, sown):
        release = sown(lambda frames: published(frames, everywhere(-2), title="Évolution"))
        here, measures = measured(release, DAMIER, BOTH)
        found = references.references(release, here, "voisin", measures)
        assert references.spine(measures, "voisin", found).empty
        found = references.references(release, here, "damier", measures)
        lines = references.spine(measures, "damier", found)
        assert list(lines.index) == [ACTIONS, YEARLY]

    def test_marks_are_where_the_ratios_are_and_names_are_no_tags(self):
        table = pd.DataFrame(
            {
                "title": [NASTY, "B"], "told": ["1", "2"], "value": [2.0, 0.5],
                "lower": [1.0, np.nan], "upper": [3.0, np.nan], "least": [0.5, 0.5],
                "most": [2.0, 4.0], "region": [1.5, np.nan],
            }
        )  # fmt: skip
        figure = compare_charts.spine(table, {"region": NASTY}, NASTY)
        mine = figure.data[-1]
        assert (list(mine.x), list(mine.y)) == ([2.0, 0.5], [0, 1])
        assert (list(mine.error_x.array), list(mine.error_x.arrayminus)) == ([1, 0], [1, 0])
        assert list(figure.data[2].x) == [1.5, None]
        texts = [note.text for note in figure.layout.annotations]
        texts += [str(trace.name) + str(trace.hovertemplate) for trace in figure.data]
        assert not [text for text in texts if "<img" in text]


class TestTrend:
    def trend(self, release, code, selection=DAMIER):
        here, measures = measured(release, selection, BOTH)
        return trend(release, here, measures[code])

    def test_actions_by_year_of_contract_the_year_under_way_left_out(self, release):
        found = self.trend(release, ACTIONS)
        # The last one began in June 2024, which is not recorded to its end.
        assert list(found.index) == [2020, 2021, 2022, 2023]
        # 17 dated ones of 2021, for 16,000; one has no date.
        assert found["damier"].tolist() == pytest.approx([0, 17 / 1.6, 0, 0])
        assert "voisin" not in found

    def test_the_period_cuts_it(self, release):
        found = self.trend(release, ACTIONS, Selection("damier", period=Period(2021, 2022)))
        assert list(found.index) == [2021, 2022]

    def test_an_indicator_by_year_where_most_is_known(self, sown):
        values = everywhere(10, year="2020") | everywhere(12, year="2021")
        values |= {("epci", WEST, "2022"): 99.0}  # Half of Damier is not most of it.
        values.pop(("commune", ALONE, "2020"))
        release = sown(lambda frames: published(frames, values))
        found = self.trend(release, "pauvrete")
        assert found.to_dict() == {"damier": {"2020": 10, "2021": 12}}

    def test_one_year_is_no_trend(self, sown):
        code = "pauvrete"
        release = sown(lambda frames: published(frames, everywhere(10)))
        assert self.trend(release, code).size == 0
        here, measures = measured(release, DAMIER, BOTH)
        years = trend(release, here, measures[code])
        assert charts.trend(here, measures[code], years) == ()
        assert "pas d’évolution à montrer" in beneath.trend(measures[code], years, NAMES)

    def test_who_is_left_out_is_named_and_keeps_its_colour(self, sown):
        values = everywhere(10, year="2020") | everywhere(12, year="2021")
        values = {key: value for key, value in values.items() if key[1] == ALONE}
        release = sown(lambda frames: published(frames, values))
        here, measures = measured(release, DAMIER, BOTH)
        measure = measures["pauvrete"]
        years = trend(release, here, measure)
        assert "Moins de deux années connues : Damier." in beneath.trend(measure, years, NAMES)
        (chart,) = charts.trend(here, measure, years)
        (line,) = chart.figure.data
        assert (line.name, line.line.color) == ("Voisin", palette.KINDS[1])
        assert (list(line.x), list(line.y)) == (["2020", "2021"], [10, 12])


class TestThemes:
    def themes(self, sown, *, budgets=(None, None), documented_only=False):
        def change(frames):
            frames["action"] = pd.concat([frames["action"]] * 2, ignore_index=True).assign(
                action=["a", "b", "c", "d"], budget_eur=[*budgets, None, None],
                evidence=["documented", "documented", "documented", "illustrative"],
            )  # fmt: skip
            frames["deployment"]["action"] = "a"

        return comparing.themes(sown(change), list(BOTH), documented_only=documented_only)

    def test_actions_are_counted_by_common_theme(self, sown):
        found = tables.themes(self.themes(sown), NAMES)
        for theme in ("Prévention et promotion de la santé", "Accès aux soins"):
            assert line(found, theme) == (theme, "2", "pas encore saisie")

    def test_documented_only_leaves_the_others_out(self, sown):
        found = self.themes(sown, documented_only=True)
        assert found.set_index("theme")["actions"].to_dict() == {"care_access": 1, "prevention": 2}

    def test_shares_are_those_of_the_groups_and_who_has_none_is_left_out(self, sown):
        found = themes.shares(self.themes(sown), NAMES)
        assert found.loc["Damier"].to_dict() == {
            "prévention": 0.5, "organisation des soins": 0.5,
            "publics et pathologies": 0, "total": 4,
        }  # fmt: skip
        assert list(found.index) == ["Damier"]

    def test_no_published_budget_is_not_no_budget(self, sown):
        said = beneath.budgets(self.themes(sown), NAMES)
        assert said.startswith("Aucun budget n’est publié pour les 4\u00a0fiches-actions")
        assert "€" not in tables.themes(self.themes(sown), NAMES)

    def test_a_published_budget_is_told_with_how_much_is_known(self, sown):
        found = self.themes(sown, budgets=(1_500.0, None))
        said = beneath.budgets(found, NAMES)
        assert "**1** des 4\u00a0fiches-actions : Damier 1\u202f500,00\u00a0€" in said
        assert "2 (1\u202f500,00\u00a0€)" in cells(tables.themes(found, NAMES))


class TestFunnel:
    def test_names_are_no_tags_and_limits_hold_at_the_size_of_each(self):
        places = pd.DataFrame(
            {
                "name": [NASTY, "A", "B"], "territory": [NASTY] * 3, "n": [1, 5, 6],
                "size": [1_000.0, 9_000.0, 10_000.0], "value": [10.0, 5.6, 6.0],
                "whole": [False, False, True],
            }
        )  # fmt: skip
        figure = compare_charts.funnel(places, 6.0, multiplier=10_000, size="Habitants")
        said = [str(t) for trace in figure.data for t in np.atleast_1d(trace.customdata or ())]
        assert any("&lt;img" in text for text in said)
        assert not [text for text in (*said, *(str(t.name) for t in figure.data)) if "<img" in text]
        lower, upper = figure.data[:2]
        # Six are expected of 10,000. Garwood's limits of 1 and 2 end at 5.57 and 7.22, those
        # of 11 and 12 begin at 5.49 and 6.20.
        assert 1 < np.interp(10_000, lower.x, lower.y) < 2
        assert 11 < np.interp(10_000, upper.x, upper.y) < 12

    def test_each_territory_has_a_shape_of_its_own_and_an_arrow_says_what_is_beyond(self):
        places = pd.DataFrame(
            {
                "name": list("aAbB"), "territory": list("AABB"), "n": [90, 100, 5, 6],
                "size": [1_000.0, 90_000.0, 9_000.0, 10_000.0], "value": [900.0, 11.0, 5.6, 6.0],
                "whole": [False, True] * 2,
            }
        )  # fmt: skip
        figure = compare_charts.funnel(places, 6.0, multiplier=10_000, size="Habitants")
        drawn = [trace for trace in figure.data if trace.marker.symbol]
        assert [(trace.name, trace.marker.symbol) for trace in drawn] == [
            ("A", "circle"), ("A", "circle"), ("B", "square"), ("B", "square"),
        ]  # fmt: skip
        assert [trace.text for trace in drawn] == [("↑",), ("",), ("",), ("",)]
        small, large = drawn[0].marker.size, drawn[1].marker.size
        assert large >= 2 * small


def test_sizes_are_of_the_perimeters_in_force(sown):
    def change(frames):
        peopled(frames, {"63000": 4_000})
        members = frames["perimeter"]
        members.loc[members["commune"] == CODES[-1], "ends_on"] = members["starts_on"].max()

    assert comparing.sizes(sown(change)).to_dict("index") == {
        "damier": {"communes": 15, "population": 18_000, "largest": 4_000},
        "voisin": {"communes": 1, "population": 1_000, "largest": 1_000},
    }
