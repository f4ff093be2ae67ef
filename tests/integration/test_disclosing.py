"""What leaves the store never gives a small count of persons back, whatever one subtracts."""

import csv
import io
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cls_dash.domain.selection import Selection
from cls_dash.store.extracts import extract
from cls_dash.views import sources
from tests.conftest import opened
from tests.seed import CODES, EAST, WEST, seed_frames, sow_frames

DAMIER = Selection(territory="damier")
KEY = ["level", "geography"]


def with_counts(counts, units):
    """Return the seed with counts of persons on its first deployments."""
    frames = seed_frames({}, "Atelier")
    rows = frames["deployment"]
    rows["count"] = pd.Series([*counts, *[None] * (len(rows) - len(counts))], rows.index)
    rows["count_unit"] = pd.Series([*units, *[None] * (len(rows) - len(units))], rows.index)
    return frames


def with_indicator(by_commune, *, unit="personnes", kind="stock"):
    """Return the seed with an indicator by commune, and its sums by EPCI and département."""
    frames = seed_frames({}, "Atelier")
    frames["indicator"] = pd.DataFrame(
        {
            "code": ["malades"], "title": ["Malades"], "unit": [unit], "kind": [kind],
            "higher_is": ["worse"], "level": ["commune;epci;departement"],
            "definition": ["…"], "caveats": [None],
            "counts": [None], "themes": [None], "source": ["essai"],
        }
    )  # fmt: skip
    values = {("commune", code): n for code, n in by_commune.items()}
    for epci, columns in ((WEST, "01"), (EAST, "23")):
        values["epci", epci] = sum(n for code, n in by_commune.items() if code[3] in columns)
    values["departement", "63"] = sum(by_commune.values())
    frames["observation"] = pd.DataFrame(
        [
            {"level": level, "geography": geography, "value": float(n)}
            for (level, geography), n in values.items()
        ]
    ).assign(
        indicator="malades", name="…", year="2024", lower=None, upper=None, status="observed",
        source="essai", evidence="documented",
    )  # fmt: skip
    return frames, values


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("disclosing")


def published(frames, folder):
    path = sow_frames(frames, folder / "cls.gpkg")
    return opened(f"sqlite:///{path}")


class TestDeployments:
    COUNTS = st.lists(st.integers(0, 30), min_size=21, max_size=21)
    UNITS = st.lists(
        st.sampled_from(["persons", "households", "teams", None]), min_size=21, max_size=21
    )

    @settings(max_examples=6)
    @given(COUNTS, UNITS)
    def test_no_frame_and_no_file_holds_a_small_count(self, folder, counts, units):
        with published(with_counts(counts, units), folder) as store, store.reading() as readings:
            frames = [
                readings.deployments(DAMIER).reset_index(),
                extract(readings.connection, "deployments"),
            ]
            text = sources.deployments_file(readings, DAMIER).decode("utf-8-sig")
        true = {f"damier-d{rank:03}": pair for rank, pair in
                enumerate(zip(counts, units, strict=True))}  # fmt: skip
        ids = dict(zip(frames[1]["deployment"], range(99), strict=False))
        for frame in frames:
            for row in frame.itertuples():
                rank = ids[row.deployment]
                count, unit = list(true.values())[rank] if rank < 21 else (None, None)
                hidden = count is not None and 0 < count < 11 and unit != "teams"
                shown = None if hidden else count
                assert shown == (None if pd.isna(row.count) else row.count)
        lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        for line in lines:
            rank = ids[line["identifiant"]]
            count, unit = list(true.values())[rank] if rank < 21 else (None, None)
            small = count is not None and 0 < count < 11 and unit != "teams"
            assert (line["secret_statistique"] == "oui") == small  # noqa: S105 - a column
            assert line["nombre"] == ("" if small or count is None else str(count))

    def test_two_selections_cannot_be_subtracted(self, folder):
        """Sums are made of rows that went through the door: a filter changes none of them."""
        frames = with_counts([5, 40, 12] + [50] * 18, ["persons"] * 21)
        with published(frames, folder) as store, store.reading() as readings:
            whole = readings.deployments(DAMIER)["count"]
            part = readings.deployments(Selection(territory="damier", contract="damier-1"))["count"]
        assert whole.sum() - part.sum() in {0, *whole.dropna()}
        assert not {5.0} & {*whole.dropna(), whole.sum() - part.sum()}


def bounds(values, shown, cell):
    """Return the least and greatest value that a figure may have, all that is shown known."""
    codes = list(CODES)
    groups = {
        ("epci", WEST): [c for c in codes if c[3] in "01"],
        ("epci", EAST): [c for c in codes if c[3] in "23"],
        ("departement", "63"): codes,
        **{("commune", code): [code] for code in codes},
    }
    rows, sums, limits = [], [], []
    for key, members in groups.items():
        if key in shown:
            rows.append([1.0 if code in members else 0.0 for code in codes])
            sums.append(float(values[key]))
    for code in codes:
        # A withheld commune is known to have someone: zeros are published.
        limits.append((0, None) if ("commune", code) in shown else (1, None))
    aim = [1.0 if code in groups[cell] else 0.0 for code in codes]
    return [
        sign * linprog([sign * a for a in aim], A_eq=rows, b_eq=sums, bounds=limits).fun
        if linprog([sign * a for a in aim], A_eq=rows, b_eq=sums, bounds=limits).status == 0
        else float("inf")
        for sign in (1, -1)
    ]


class TestIndicators:
    @settings(max_examples=10)
    @given(st.lists(st.sampled_from([0, 2, 5, 9, 12, 15, 40]), min_size=16, max_size=16))
    def test_no_small_figure_is_given_back_by_the_sums(self, folder, counts):
        frames, values = with_indicator(dict(zip(CODES, counts, strict=True)))
        with published(frames, folder) as store, store.reading() as readings:
            seen = readings.observations()
            taken = extract(readings.connection, "observations")
        for frame in (seen, taken):
            shown = {
                (row.level, row.geography): row.value
                for row in frame.itertuples()
                if row.status == "observed"
            }
            assert all(values[key] == value for key, value in shown.items())
            withheld = frame[frame["status"] == "withheld"]
            assert withheld[["value", "lower", "upper"]].isna().all(axis=None)
            assert len(shown) + len(withheld) == len(values)
            small = {key for key, n in values.items() if 0 < n < 11}
            assert not small & set(shown)
            assert bool(small) == bool(len(withheld))
            for cell in small:
                low, high = bounds(values, set(shown), cell)
                assert high - low >= 10

    def test_what_is_withheld_does_not_depend_on_the_question(self, folder):
        counts = dict(zip(CODES, [4, 25, 13, *[40] * 13], strict=True))
        frames, _ = with_indicator(counts)
        with published(frames, folder) as store, store.reading() as readings:
            whole = readings.observations()
            hidden = set(whole.loc[whole["status"] == "withheld", "geography"])
            for codes in product([WEST, "63"], CODES[:3]):
                part = readings.observations(codes)
                found = set(part.loc[part["status"] == "withheld", "geography"])
                assert found == hidden & set(codes)
        assert CODES[0] in hidden

    @pytest.mark.parametrize(
        ("unit", "kind"), [("habitants", "stock"), ("personnes", "ratio"), ("%", "ratio")]
    )
    def test_the_census_and_rates_go_out_whole(self, folder, unit, kind):
        frames, values = with_indicator(dict.fromkeys(CODES, 3), unit=unit, kind=kind)
        with published(frames, folder) as store, store.reading() as readings:
            seen = readings.observations()
        assert dict(zip(seen["geography"], seen["value"], strict=True)) == {
            geography: n for (_, geography), n in values.items()
        }

    def test_a_sum_with_unknown_communes_protects_and_is_no_equation(self, folder):
        """The commune that lacks might be anything: its EPCI's sum gives nothing back."""
        frames, _ = with_indicator(dict.fromkeys(CODES, 40) | {CODES[0]: 4})
        rows = frames["observation"]
        frames["observation"] = rows[rows["geography"] != CODES[1]]
        with published(frames, folder) as store, store.reading() as readings:
            seen = readings.observations()
        hidden = set(seen.loc[seen["status"] == "withheld", "geography"])
        assert CODES[0] in hidden

    def test_the_threshold_is_a_setting(self, folder):
        frames, _ = with_indicator(dict.fromkeys(CODES, 3))
        path = sow_frames(frames, folder / "cls.gpkg")
        from cls_dash.store.open import open_store

        store = open_store(f"sqlite:///{path}", withhold_under=3)
        with store.reading() as readings:
            assert (readings.observations()["status"] == "observed").all()
        store.engine.dispose()
