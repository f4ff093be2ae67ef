"""Needs and services that the data bring: an indicator, counts of professionals, places."""

import pandas as pd
import pytest

from cls_dash.domain.selection import Selection
from cls_dash.views import care, equity, hot_spots, needs, pictures, score_card, where_next, wish
from cls_dash.views.discs import discs
from cls_dash.views.ground import ground
from tests.conftest import opened
from tests.seed import CODES, EAST, WEST, seed_frames, sow_frames

DAMIER = Selection(territory="damier")
CHANCE = score_card.Chance(draws=199, seed=1)


def with_indicator(values, *, higher_is="worse", status="observed"):
    """Return the seed with «Pauvreté», by level and geography."""
    frames = seed_frames({}, "Atelier")
    frames["indicator"] = pd.DataFrame(
        {
            "code": ["pauvrete"], "title": ["Pauvreté"], "unit": ["%"], "kind": ["ratio"],
            "higher_is": [higher_is], "level": ["commune;epci"], "definition": ["…"],
            "caveats": [None], "counts": ["nobody"], "themes": [None], "source": ["essai"],
        }
    )  # fmt: skip
    frames["observation"] = pd.DataFrame(
        [
            {"level": "epci" if geography in {WEST, EAST} else "commune", "geography": geography,
             "year": year, "value": float(value)}
            for (geography, year), value in values.items()
        ]
    ).assign(
        indicator="pauvrete", name="…", lower=None, upper=None, status=status, source="essai",
        evidence="documented",
    )  # fmt: skip
    return frames


@pytest.fixture
def asked(tmp_path):
    """Return a function that opens readings of frames until the test ends."""
    stores = []

    def asked(frames):
        store = opened(f"sqlite:///{sow_frames(frames, tmp_path / f'{len(stores)}.gpkg')}")
        reading = store.__enter__().reading()
        stores.append((store, reading))
        return reading.__enter__()

    yield asked
    for store, reading in stores:
        reading.__exit__(None, None, None)
        store.__exit__(None, None, None)


class TestIndicator:
    def test_one_that_is_known_everywhere_comes_first(self, asked):
        readings = asked(with_indicator({(code, "2020"): 10 for code in CODES}))
        assert list(needs.offered(readings, "damier").items()) == [
            ("pauvrete", "Pauvreté"),
            ("eloignement", "Éloignement des soins"),
            ("egal", "Le même besoin pour chaque habitant"),
        ]

    @pytest.mark.parametrize("known", [12, 13])
    def test_it_must_be_known_for_most_inhabitants(self, asked, known):
        readings = asked(with_indicator({(code, "2020"): 10 for code in CODES[:known]}))
        assert ("pauvrete" in needs.offered(readings, "damier")) == (known / 16 >= 0.8)

    def test_one_without_a_direction_or_not_observed_is_no_need(self, asked):
        values = {(code, "2020"): 10 for code in CODES}
        for changed in ({"higher_is": "neutral"}, {"status": "withheld"}):
            readings = asked(with_indicator(values, **changed))
            assert "pauvrete" not in needs.offered(readings, "damier")

    def test_the_commune_s_latest_value_then_its_epci_s(self, asked):
        values = {
            (WEST, "2020"): 10,
            (EAST, "2020"): 20,
            ("63000", "2019"): 1,
            ("63000", "2021"): 40,
        }
        readings = asked(with_indicator(values))
        found = needs.need(readings, ground(readings, DAMIER), "damier", "pauvrete")
        level = {code: 10 if code[3] in "01" else 20 for code in CODES} | {"63000": 40}
        mean = sum(level.values()) / 16
        assert found.index.to_dict() == pytest.approx({c: v / mean for c, v in level.items()})
        assert "connue pour 100\u00a0% des habitants" in found.note
        assert not found.flat

    def test_low_income_is_a_need(self, asked):
        values = {(code, "2020"): 10_000 if code == "63000" else 20_000 for code in CODES}
        readings = asked(with_indicator(values, higher_is="better"))
        found = needs.need(readings, ground(readings, DAMIER), "damier", "pauvrete").index
        assert found["63000"] == pytest.approx(2 * found["63001"])

    def test_an_unknown_need_is_the_same_for_all(self, readings):
        found = needs.need(readings, ground(readings, DAMIER), "damier", "inconnu")
        assert found.flat
        assert (found.index == 1).all()

    def test_pages_say_which_need_they_weigh(self, asked):
        values = {
            (code, "2020"): 5 if code == "63000" else 10 + rank for rank, code in enumerate(CODES)
        }
        readings = asked(with_indicator(values))
        fair = equity.build(readings, DAMIER, need="pauvrete", top=2, chance=CHANCE)
        assert "(pauvreté)" in fair.need
        assert "moins bien le besoin que la population" in fair.need
        hot = hot_spots.build(readings, DAMIER, pictures.Asked("pauvrete", window="24"))
        assert "le besoin est le plus fort (pauvreté)" in hot.answer
        where = where_next.build(readings, DAMIER, wish.Wish(need="pauvrete"))
        assert "dernière valeur publiée de la commune" in where.note
        assert "sur 9" in where.places


class TestHotSpots:
    def test_the_same_need_for_all_leaves_those_who_are_least_covered(self, readings):
        view = hot_spots.build(readings, DAMIER, pictures.Asked("egal", window="24"))
        assert "parmi les moins couvertes par les actions récentes" in view.answer
        assert view.priorities

    def test_a_cluster_is_named(self, asked):
        frames = seed_frames({}, "Atelier")
        rows = frames["deployment"]
        west = ["63000", "63001", "63010", "63011"]
        # Forty in one corner, of people enough for rates not to be drawn to the mean.
        more = pd.concat([rows.iloc[[0]]] * 400, ignore_index=True)
        more["deployment"] = [f"n{rank:03}" for rank in range(400)]
        more["commune"] = [west[rank % 4] for rank in range(400)]
        frames["deployment"] = pd.concat([rows, more], ignore_index=True)
        asked_ = pictures.Asked("egal", picture="regroupements")
        view = hot_spots.build(asked(frames), DAMIER, asked_)
        (said,) = view.facts
        assert "plus d’actions ici et autour que par hasard" in said.lower()
        assert "Commune 00" in said

    def test_neighbours_are_told_apart(self, readings):
        view = hot_spots.build(readings, DAMIER, pictures.Asked("egal", picture="voisins"))
        assert "Peu d’actions, voisines aussi" in view.meanings


class TestCounts:
    @pytest.fixture
    def readings(self, asked):
        frames = seed_frames({}, "Atelier")
        frames["category"] = pd.DataFrame({"category": ["bpe:D201"], "title": ["Médecin"]})
        frames["provider_count"] = pd.DataFrame(
            {
                "category": "bpe:D201", "commune": ["63000", "63001", "63000"],
                "year": [2018, 2018, 2017], "n": [6, 2, 99], "source": "essai",
            }
        )  # fmt: skip
        return asked(frames)

    def test_a_profession_is_a_service_with_its_year(self, readings):
        assert care.services(readings, "damier")["bpe:D201"] == "Médecin (nombre, 2018)"

    def test_the_latest_year_alone_is_shared(self, readings):
        view = care.build(readings, DAMIER, service="bpe:D201")
        values = view.values["accessibilite"]
        assert [(place, lines) for place, _, lines in values.circles] == [(0, ()), (1, ())]
        # 63000 is at hand of 63000, two thirds for 63010, one third for 63001; and so on.
        weights = {
            "63000": {"63000": 1, "63001": 1 / 3, "63010": 2 / 3},
            "63001": {"63001": 1, "63000": 1 / 3, "63002": 1 / 3, "63011": 2 / 3},
        }
        ratio = {place: n / (1000 * sum(weights[place].values()))
                 for place, n in (("63000", 6), ("63001", 2))}  # fmt: skip
        mine = sum(weights[place].get("63000", 0) * ratio[place] for place in ratio) * 10_000
        line = next(
            line for line in view.table.split("<tr>") if 'data-label="Commune">Commune 00<' in line
        )
        assert f"{mine:.1f}".replace(".", ",") in line

    def test_a_place_beyond_counts_for_time_not_for_supply(self, asked):
        frames = seed_frames({}, "Atelier")
        frames["category"] = pd.DataFrame({"category": ["bpe:D201"], "title": ["Médecin"]})
        frames["provider_count"] = pd.DataFrame(
            {"category": ["bpe:D201"], "commune": ["63999"], "year": [2018], "n": [50],
             "source": ["essai"]}
        )  # fmt: skip
        there = pd.DataFrame(
            {"origin": ["63000"], "destination": ["63999"], "minutes": [5.0], "basis": ["estimate"],
             "source": [None]}
        )  # fmt: skip
        frames["travel_time"] = pd.concat([frames["travel_time"], there], ignore_index=True)
        view = care.build(asked(frames), DAMIER, service="bpe:D201")
        assert view.answer.startswith("**6\u00a0%** des habitants")
        line = next(
            line for line in view.table.split("<tr>") if 'data-label="Commune">Commune 00<' in line
        )
        assert "hors du territoire" in line
        assert ">0,0<" in line


class TestPlaces:
    def drawn(self, categories, points):
        places = pd.DataFrame(
            {
                "name": [f"Lieu {rank}" for rank in range(len(categories))],
                "category": categories,
                "point_precision": "commune",
                "longitude": [x for x, _ in points],
                "latitude": [y for _, y in points],
            }
        )
        return discs(places)

    def test_each_kind_has_its_colour_and_is_in_the_legend(self):
        circles, legend = self.drawn(
            ["hospital", "emergency", "hospital"], [(3, 45), (4, 45), (5, 45)]
        )
        colours = [circle[3] for circle in circles]
        assert colours[0] == colours[2] != colours[1]
        assert [(line["label"], line["colour"]) for line in legend["sizes"]] == [
            ("hôpital", colours[0]), ("urgences", colours[1]),
        ]  # fmt: skip

    def test_one_kind_alone_needs_no_colour(self):
        _, legend = self.drawn(["pharmacy"], [(3, 45)])
        assert [line["label"] for line in legend["sizes"]] == ["lieu recensé"]

    def test_places_of_one_point_do_not_hide_each_other(self):
        circles, _ = self.drawn(["hospital"] * 3 + ["emergency"], [(3, 45)] * 3 + [(4, 45)])
        assert len({circle[0] for circle in circles}) == 4
        assert circles[3][0] == (4, 45)
        assert all(abs(x - 3) < 0.01 and abs(y - 45) < 0.01 for (x, y), *_ in circles[:3])


def test_where_actions_cover_all_nothing_is_proposed_traded_nor_drawn(asked):
    frames = seed_frames({}, "Atelier")
    row = frames["deployment"].iloc[[0]]
    everywhere = pd.concat([row] * 16, ignore_index=True).assign(
        deployment=[f"n{rank:02}" for rank in range(16)], commune=CODES
    )
    frames["deployment"] = pd.concat([frames["deployment"], everywhere], ignore_index=True)
    readings, wanted = asked(frames), wish.Wish(window="tout")
    view = where_next.build(readings, DAMIER, wanted)
    assert view.answer.startswith("**Toutes les communes sont déjà couvertes**")
    assert (view.codes, view.places, view.frontier) == ((), "", None)
    assert view.frontier_said == where_next.NOTHING
    assert view.values.circles == ()
    assert view.values.legend.circles is None
    assert "aucune place ne couvrirait" in wish.exact(readings, DAMIER, wanted, seconds=5)
