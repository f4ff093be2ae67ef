"""What a publication withholds: no reader works a small count out of all that is published."""

import csv
import io
import struct
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sqlalchemy import create_engine, text

from cls_dash.domain.persons import THRESHOLD
from cls_dash.domain.selection import Selection
from cls_dash.errors import PublicationError
from cls_dash.questions.sources import files
from cls_dash.store.model import TABLES
from cls_dash.store.publish import publish
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.queries.extracts import extract
from cls_dash.store.secrecy import refuse_small_counts, without_small_counts
from tests.conftest import opened
from tests.seed import ALONE, CODES, EAST, WEST, as_tables, seed_frames, sow_frames

DAMIER = Selection(territory="damier")
ZONES = {
    **{("commune", code): {code} for code in CODES},
    ("epci", WEST): {c for c in CODES if c[3] in "01"},
    ("epci", EAST): {c for c in CODES if c[3] in "23"},
    # Two bassins de vie that cross the EPCI, an arrondissement that no EPCI is in.
    ("bassin_de_vie", "63001"): {c for c in CODES if c[4] in "01"},
    ("bassin_de_vie", "63002"): {c for c in CODES if c[4] in "23"},
    ("arrondissement", "631"): {c for c in CODES if c[3] in "012"},
    ("departement", "63"): set(CODES),
}
SEXES = {"Malades": {"F", "H"}, "Malades – Femmes": {"F"}, "Malades – Hommes": {"H"}}
PERIODS = {"2019": {0}, "2020": {1}, "2019-2020": {0, 1}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("withholding")


def frames_of(observed, *, unit="patients diabétiques", kind="ratio", counts=None, cards=None):
    """Return the seed with observed values, by title, level, place and year."""
    frames = seed_frames({}, "Atelier")
    # The seed's other commune would be one more that is not observed.
    frames["commune"] = frames["commune"].assign(
        epci=lambda rows: rows["epci"].where(rows["code"] != ALONE, None),
        departement=lambda rows: rows["departement"].where(rows["code"] != ALONE, "03"),
    )
    titles = list(dict.fromkeys(title for title, *_ in observed))
    frames["indicator"] = pd.DataFrame(
        {
            "code": [f"i{rank}" for rank, _ in enumerate(titles)], "title": titles,
            "unit": [(cards or {}).get(title, unit) for title in titles], "kind": kind,
            "higher_is": "worse", "level": "commune", "definition": "…", "caveats": None,
            "counts": counts, "themes": None, "source": "essai",
        }
    )  # fmt: skip
    frames["observation"] = pd.DataFrame(
        {
            "indicator": f"i{titles.index(title)}", "level": level, "geography": place,
            "name": "…", "year": year, "value": float(value), "lower": None, "upper": None,
            "status": "observed", "source": "essai", "evidence": "documented",
        }
        for (title, level, place, year), value in observed.items()
    )  # fmt: skip
    frames["zoning"] = pd.DataFrame(
        {"level": level, "geography": place, "name": "…", "commune": code}
        for (level, place), codes in ZONES.items()
        if level in {"bassin_de_vie", "arrondissement"}
        for code in sorted(codes)
    )
    return frames


def shown(frames):
    """Return what is published of observed values, by title, level, place and year."""
    rows = without_small_counts(as_tables(frames))["observation"]
    titles = dict(frames["indicator"][["code", "title"]].itertuples(index=False))
    return {
        (titles[row["indicator"]], row["level"], row["geography"], row["year"]): row["value"]
        for row in rows.iter_rows(named=True)
        if row["status"] == "observed"
    }


class Attacker:
    """
    Knows which cells every figure adds, all that is published, and that zeros are.

    Cells are a commune, a sex and a year.
    """

    def __init__(self, truth, observed, published, sexes=None, periods=None):
        self.cells = list(truth)
        self.truth = truth
        self.sexes, self.periods = sexes or SEXES, periods or PERIODS
        self.observed, self.published = observed, published
        rows = [self.adds(figure) for figure in published]
        self.sums = {"A_eq": np.array(rows), "b_eq": list(published.values())} if rows else {}
        self.least = np.zeros(len(self.cells))
        for figure in set(observed) - set(published):
            among = self.adds(figure)
            if among.sum() == 1:
                self.least[int(among.argmax())] = 1

    def adds(self, figure):
        title, level, place, period = figure
        return np.array(
            [
                float(c in ZONES[level, place] and s in self.sexes[title]
                      and y in self.periods[period])
                for c, s, y in self.cells
            ]
        )  # fmt: skip

    def bounds(self, figure):
        goal, limits = self.adds(figure), [(low, None) for low in self.least]
        ends = []
        for sign in (1, -1):
            found = linprog(sign * goal, bounds=limits, **self.sums)
            assert found.status in (0, 3), found.message
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        return ends

    def works_out(self):
        """Return the small figures that are not sure to be hidden, observed or not."""
        small = [
            (title, level, place, period)
            for title, (level, place), period in product(self.sexes, ZONES, self.periods)
            if 0 < self.value((title, level, place, period)) < THRESHOLD
        ]
        return [figure for figure in small if self.given(figure)]

    def value(self, figure):
        return sum(n for n, has in zip(self.truth.values(), self.adds(figure), strict=True) if has)

    def given(self, figure):
        low, high = self.bounds(figure)
        return high - low < THRESHOLD - 1 - 1e-6


COUNT = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def releases(draw):
    """Return cells, and the figures that a release would publish of them."""
    codes = CODES[:8] + CODES[8:10]
    truth = {(c, s, y): draw(COUNT) if c in codes else 0
             for c, s, y in product(CODES, "FH", (0, 1))}  # fmt: skip
    titles = draw(st.sets(st.sampled_from(list(SEXES)), min_size=1))
    periods = draw(st.sets(st.sampled_from(list(PERIODS)), min_size=1))
    levels = draw(st.sets(st.sampled_from([level for level, _ in ZONES]), min_size=1))
    teller = Attacker(truth, {}, {})
    observed = {}
    for title, (level, place), period in product(sorted(titles), ZONES, sorted(periods)):
        if level in levels:
            figure = title, level, place, period
            observed[figure] = teller.value(figure)
    return truth, observed


class TestNoReaderWorksOutASmallCount:
    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(releases())
    def test_by_sex_period_and_zoning(self, release):
        truth, observed = release
        published = shown(frames_of(observed))
        assert all(observed[figure] == value for figure, value in published.items())
        assert not [f for f, value in published.items() if 0 < value < THRESHOLD]
        # What the producer's own file cannot hide is not ours: 6 out of a total of 6.
        all_told = Attacker(truth, observed, observed)
        found = Attacker(truth, observed, published).works_out()
        assert not [f for f in found if f in observed or all_told.given(f)]

    @settings(max_examples=10)
    @given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
    def test_where_all_is_small_nothing_is_left(self, counts):
        observed = {
            ("Malades", "commune", code, "2019"): n
            for code, n in zip(CODES[:4], counts, strict=True)
        }
        published = shown(frames_of(observed))
        assert set(published.values()) <= {0.0}


class TestTheFiveAttacks:
    """Three patients at 63000, which the others' figures must not give back."""

    HERE = ("Malades", "commune", "63000", "2020")

    def test_a_ratio_in_a_unit_of_no_list(self):
        """As « load indicator » drafted it: « patients diabétiques », a ratio."""
        observed = {self.HERE: 3, ("Malades", "commune", "63001", "2020"): 40}
        assert list(shown(frames_of(observed))) == [("Malades", "commune", "63001", "2020")]

    @pytest.mark.parametrize(
        "titles",
        [("Malades", "Malades – Femmes"), ("Patients diabétiques", "Femmes diabétiques"),
         ("Malades (2 sexes)", "Malades, sexe féminin")],
    )  # fmt: skip
    def test_by_sex(self, titles):
        """14 less 11 women."""
        observed = {(titles[0], *self.HERE[1:]): 14, (titles[1], *self.HERE[1:]): 11}
        assert len(shown(frames_of(observed))) < 2

    def test_by_sex_whatever_the_words(self):
        """Nothing in the titles says it: the sums do."""
        counts = {code: (20 + n, 30 + 2 * n) for n, code in enumerate(CODES[1:])}
        observed = {}
        for code, (one, other) in {"63000": (11, 3), **counts}.items():
            observed |= {
                ("Diabète", "commune", code, "2020"): one + other,
                ("Dames suivies", "commune", code, "2020"): one,
                ("Messieurs suivis", "commune", code, "2020"): other,
            }
        here = [figure for figure in shown(frames_of(observed)) if figure[2] == "63000"]
        assert len(here) < 2

    @pytest.mark.parametrize(
        "counts",
        [{"2019-2023": 15, "2019-2022": 12}, {"2019": 12, "2020": 3, "2019-2020": 15},
         {"2019-2023": 35, "2020-2023": 32}, {"2019-2021": 50, "2019": 20, "2021": 27}],
    )  # fmt: skip
    def test_by_period(self, counts):
        """15 less 12."""
        observed = {(*self.HERE[:3], period): n for period, n in counts.items()}
        published = shown(frames_of(observed))
        told = {period: value for (*_, period), value in published.items()}
        small = [one - other for one, other in product(told.values(), repeat=2)]
        assert len(told) < len(counts)
        assert not [n for n in small if 0 < n < THRESHOLD] or len(counts) > 2

    @pytest.mark.parametrize("zoning", ["arrondissement", "bassin_de_vie", "epci", "departement"])
    def test_by_a_total_less_its_communes(self, zoning):
        place = next(place for level, place in ZONES if level == zoning)
        communes = dict.fromkeys(sorted(ZONES[zoning, place]), 40) | {"63000": 3}
        observed = {("Malades", "commune", code, "2020"): n for code, n in communes.items()}
        observed["Malades", zoning, place, "2020"] = sum(communes.values())
        published = shown(frames_of(observed))
        assert self.HERE not in published
        assert len(observed) - len(published) == 2

    def test_by_a_total_whose_communes_nobody_here_knows(self):
        """An arrondissement of no zoning of ours: a reader may know it."""
        observed = {("Malades", "commune", code, "2020"): 40 for code in CODES} | {self.HERE: 3}
        total = ("Malades", "arrondissement", "639", "2020")
        observed[total] = 40 * 15 + 3
        frames = frames_of(observed)
        del frames["zoning"]
        assert {self.HERE, total} == set(observed) - set(shown(frames))
        observed[self.HERE] = 30
        assert len(shown(frames_of(observed))) == len(observed)

    def test_by_bassins_de_vie_that_cross_intercommunalities(self):
        """No commune is given: their sums, in two zonings, tell of where they cross."""
        observed = {
            ("Malades", "bassin_de_vie", "63001", "2020"): 60,
            ("Malades", "bassin_de_vie", "63002", "2020"): 45,
            ("Malades", "arrondissement", "631", "2020"): 101,
        }
        # The four communes out of the arrondissement have 4 of them.
        assert len(shown(frames_of(observed))) < 3


class TestCards:
    @pytest.mark.parametrize("counts", ["nobody", "published"])
    def test_what_a_card_proves_goes_out_whole(self, counts):
        observed = {("Malades", "commune", code, "2020"): 3 for code in CODES}
        assert shown(frames_of(observed, counts=counts)) == observed

    @pytest.mark.parametrize("kind", ["stock", "ratio"])
    @pytest.mark.parametrize("unit", ["personnes", "habitants", "consultations", "€ par an", "%"])
    def test_without_a_proof_neither_unit_nor_kind_opens_the_door(self, unit, kind):
        observed = {("Malades", "commune", "63000", "2020"): 3}
        assert not shown(frames_of(observed, unit=unit, kind=kind))

    def test_rows_say_that_they_were_withheld(self):
        frames = frames_of({("Malades", "commune", "63000", "2020"): 3})
        frames["observation"] = frames["observation"].assign(lower=2.0, upper=5.0)
        (row,) = without_small_counts(as_tables(frames))["observation"].to_dicts()
        assert row["status"] == "withheld"
        assert row["value"] is row["lower"] is row["upper"] is None


class TestRates:
    RATE = "Part des malades"

    def rates(self, values, unit="% des habitants", more=None):
        observed = {(self.RATE, "commune", code, "2020"): n for code, n in values.items()}
        cards = {self.RATE: unit}
        return shown(frames_of(observed | (more or {}), cards=cards))

    def test_of_inhabitants_its_numerator_is_known(self):
        """Communes of 1,000: 0.5 % is 5 persons, 2.5 % is 25."""
        told = self.rates({"63000": 0.5, "63001": 2.5})
        assert [place for _, _, place, _ in told] == ["63001"]

    def test_none_or_all_of_them_says_it_of_each(self):
        told = self.rates({"63000": 0, "63001": 100, "63002": 2.5})
        assert [place for _, _, place, _ in told] == ["63002"]

    def test_a_rate_of_an_intercommunality_gives_no_commune_back(self):
        """Eight communes of 1,000: 4.5 % of 8,000 less seven of 5 %."""
        west = sorted(ZONES["epci", WEST])
        values = dict.fromkeys(west, 5.0) | {west[0]: 0.4}
        more = {(self.RATE, "epci", WEST, "2020"): 100 * (7 * 50 + 4) / 8000}
        told = self.rates(values, more=more)
        assert (self.RATE, "commune", west[0], "2020") not in told
        assert len(told) == len(values) + 1 - 2

    def test_a_rate_goes_with_its_count(self):
        """The unit says nothing of whom it is a rate of; the count of the same title does."""
        count = {("Malades", "commune", code, "2020"): n
                 for code, n in {"63000": 4, "63001": 40}.items()}  # fmt: skip
        told = self.rates({"63000": 12.5, "63001": 20.5}, "% des femmes invitées", count)
        assert {place for _, _, place, _ in told} == {"63001"}
        assert len(told) == 2

    def test_of_persons_nobody_counted_it_is_kept_for_wide_places(self):
        more = {(self.RATE, level, place, "2020"): 12.5
                for level, place in [("departement", "63"), ("epci", WEST)]}  # fmt: skip
        told = self.rates(dict.fromkeys(CODES, 20.5), "%", more)
        assert [level for _, level, _, _ in told] == ["departement"]


class TestDeployments:
    COUNTS = st.lists(st.integers(0, 30), min_size=21, max_size=21)
    UNITS = st.lists(
        st.sampled_from(["persons", "households", "teams", None]), min_size=21, max_size=21
    )

    def frames(self, counts, units):
        frames = seed_frames({}, "Atelier")
        rows = frames["deployment"].head(21)
        frames["deployment"] = rows.assign(count=list(counts), count_unit=list(units))
        return frames

    @settings(max_examples=6)
    @given(COUNTS, UNITS)
    def test_no_store_no_frame_and_no_file_holds_a_small_count(self, folder, counts, units):
        frames = self.frames(counts, units)
        address = f"sqlite:///{sow_frames(frames, folder / 'cls.gpkg')}"
        with opened(address) as store, store.reading() as release:
            asked = deployments_of(release, DAMIER).reset_index()
            taken_away = extract(release, "deployments")
            text = files.deployments_file(release, DAMIER).decode("utf-8-sig")
        told = dict(zip(frames["deployment"]["deployment"],
                        zip(counts, units, strict=True), strict=True))  # fmt: skip
        hidden = {key: 0 < n < THRESHOLD and unit != "teams" for key, (n, unit) in told.items()}
        for frame in (asked, taken_away):
            assert dict(zip(frame["deployment"], frame["withheld"], strict=True)) == hidden
            shown = zip(frame["deployment"], frame["count"], strict=True)
            assert {key: None if pd.isna(n) else n for key, n in shown} == {
                key: None if hidden[key] else n for key, (n, _) in told.items()
            }
        for line in csv.DictReader(io.StringIO(text), delimiter=";"):
            key = line["identifiant"]
            assert line["secret_statistique"] == ("oui" if hidden[key] else "")
            assert line["nombre"] == ("" if hidden[key] else str(told[key][0]))


class TestPublishing:
    """The last check: whatever path frames come by, a small count is refused."""

    def test_a_small_count_is_refused(self, folder):
        frames = frames_of({("Malades", "commune", "63000", "2020"): 3})
        path = folder / "refused.gpkg"
        with pytest.raises(PublicationError, match="observation: 1 small counts of persons"):
            publish(as_tables(frames), path, release="one", latest_fact=date(2026, 1, 1))
        assert not path.exists()
        frames = seed_frames({}, "Atelier")
        frames["deployment"].loc[0, ["count", "count_unit"]] = [4, None]
        with pytest.raises(PublicationError, match="deployment: 1 small"):
            publish(as_tables(frames), path, release="one", latest_fact=date(2026, 1, 1))
        tables = as_tables(frames)
        publish(tables, path, release="one", latest_fact=date(2026, 1, 1), withheld_under=4)

    def test_what_was_withheld_once_is_published(self):
        frames = frames_of({("Malades", "commune", code, "2020"): 2 + n
                            for n, code in enumerate(CODES)}, unit="%")  # fmt: skip
        refuse_small_counts(without_small_counts(as_tables(frames)))

    def test_the_threshold_is_a_setting_of_what_publishes(self):
        observed = {("Malades", "commune", code, "2020"): 3 for code in CODES}
        rows = without_small_counts(as_tables(frames_of(observed)), threshold=3)["observation"]
        assert rows["value"].count() == 16

    @pytest.mark.parametrize("zero", [0])
    def test_zeros_and_missing_values_stay_what_they_are(self, zero):
        observed = {("Malades", "commune", "63000", "2020"): zero,
                    ("Malades", "commune", "63001", "2020"): np.nan}  # fmt: skip
        frames = frames_of(observed)
        frames["observation"].loc[1, "status"] = "missing"
        rows = without_small_counts(as_tables(frames))["observation"]
        assert rows.select("value", "status").rows() == [(0.0, "observed"), (None, "missing")]


class TestBytes:
    """Nothing of what is withheld is anywhere in the store, as a stranger reads it."""

    MARK = 7.015625
    """A bound that nothing else bears, of the only small count: its digits are its own."""

    @pytest.fixture(params=["sqlite", "postgis"])
    def address(self, request, folder):
        if request.param == "sqlite":
            return f"sqlite:///{folder / 'bytes.gpkg'}"
        return request.getfixturevalue("database")

    def test_the_file_and_the_dump_hold_no_withheld_value(self, address, folder):
        counts = dict.fromkeys(CODES, 40) | {"63000": 7, "63001": 9}
        observed = {("Malades", "commune", code, "2020"): n for code, n in counts.items()}
        observed["Malades", "epci", WEST, "2020"] = sum(
            counts[code] for code in ZONES["epci", WEST]
        )
        frames = frames_of(observed)
        frames["observation"]["upper"] = [self.MARK, *[None] * (len(observed) - 1)]
        frames["deployment"] = frames["deployment"].assign(count=8, count_unit="persons")
        sow_frames(frames, address)
        engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                release = connection.scalar(text("SELECT max(id) FROM atlas.release"))
                connection.execute(text(f"SET search_path TO release_{release}, public"))
            rows = connection.execute(text("SELECT geography, value, status FROM observation"))
            told = {place: (value, status) for place, value, status in rows}
            assert told["63000"] == told["63001"] == (None, "withheld")
            assert connection.scalar(text("SELECT sum(count) FROM deployment")) is None
            everything = dump(connection)
        engine.dispose()
        assert b"7.015625" not in everything
        if address.startswith("sqlite"):
            content = (folder / "bytes.gpkg").read_bytes()
            assert struct.pack(">d", self.MARK) not in content


def dump(connection):
    """Return every table of a schema as text: COPY on PostGIS, a dump on SQLite."""
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        return "\n".join(raw.iterdump()).encode()
    parts = []
    for table in TABLES:
        with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" TO STDOUT') as stream:
            parts += [bytes(part) for part in stream]
    return b"".join(parts)
