"""Charts of «Suivi des actions»: what they draw and what they say."""

from datetime import date

import pandas as pd
import pytest

from cls_dash.render import follow_charts, palette
from cls_dash.render.follow_charts import Line

NASTY = "<img src=x onerror=alert(1)>"


def labels(figure):
    return [annotation.text for annotation in figure.layout.annotations]


class TestThemes:
    TABLE = pd.DataFrame(
        {
            "title": ["coordination", "parcours", NASTY],
            "actions": [2, 0, 5], "done": [1, 0, 4], "told": [0, 0, 3],
        }
    )  # fmt: skip

    def test_bars_tell_documented_from_illustrative_from_nothing(self):
        figure = follow_charts.themes(self.TABLE)
        assert [bar.x for bar in figure.data] == [(3, 0), (1, 1), (1, 1)]
        assert [bar.marker.color for bar in figure.data] == [
            palette.ACCENT, palette.HERE, palette.REST,
        ]  # fmt: skip

    def test_labels_are_texts_the_most_numerous_first(self):
        first, second = labels(follow_charts.themes(self.TABLE))
        assert first == "3 sur 5, 1\u00a0illustrative · &lt;img src=x onerror=alert(1)&gt;"
        assert second == "0 sur 2, 1\u00a0illustrative · coordination"


class TestTargets:
    def test_a_bar_is_a_share_of_its_own_target(self):
        figure = follow_charts.targets([("Ateliers", 0.5, False), ("Forums", 1.5, True)])
        assert figure.data[0].x == (0.5, 1.5)
        assert figure.data[0].marker.color == (palette.ACCENT, palette.HERE)
        assert labels(figure) == ["50\u00a0% · Ateliers", "150\u00a0% (illustratif) · Forums"]
        assert figure.layout.xaxis.range == (0, 1.5)
        assert figure.layout.shapes[0].x0 == 1

    def test_the_target_is_always_in_sight(self):
        assert follow_charts.targets([("Ateliers", 0.1, False)]).layout.xaxis.range == (0, 1.1)


class TestTimeline:
    DAY = date(2021, 6, 1)

    def lines(self):
        return [
            Line("CLS 1 · Dépistage", 2020, 2022, ((self.DAY, "1er juin 2021", "documented"),)),
            Line(NASTY, None, None, ((date(2023, 2, 3), "3 février 2023", "illustrative"),)),
            Line("CLS 2 · Forum", 2024, None, ()),
        ]

    def test_documented_points_are_full_and_illustrative_ones_hollow(self):
        full, hollow = follow_charts.timeline(self.lines()).data
        assert (full.x, full.y) == ((self.DAY,), (0,))
        assert (hollow.x, hollow.y) == ((date(2023, 2, 3),), (1,))
        assert full.marker.color == palette.ACCENT
        assert hollow.marker.color == "rgba(0,0,0,0)"
        assert "<img" not in hollow.text[0]
        assert full.text == ("CLS 1 · Dépistage<br>1er juin 2021",)

    def test_planned_years_are_bars_and_all_is_in_sight(self):
        figure = follow_charts.timeline(self.lines())
        spans = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
        assert spans == [
            (date(2020, 1, 1), date(2022, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)),
        ]  # fmt: skip
        assert figure.layout.xaxis.range == (date(2020, 1, 1), date(2024, 12, 31))

    @pytest.mark.parametrize(("n", "shown"), [(58, "a" * 58), (59, "a" * 57 + "…")])
    def test_a_long_label_is_cut_and_whole_under_the_pointer(self, n, shown):
        figure = follow_charts.timeline([Line("a" * n, 2020, 2021, ())])
        assert labels(figure) == [shown]
        assert figure.layout.annotations[0].hovertext == "a" * n
