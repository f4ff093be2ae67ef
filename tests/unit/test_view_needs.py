"""Needs and services that the data bring: an indicator, counts of professionals, places."""

import pandas as pd
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.page.model import Chart, Live, Note, Titled
from cls_dash.page.table import Table
from cls_dash.questions import at_address, hot_spots, where_next
from cls_dash.questions.hot_spots.words import FIRST
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import ground
from cls_dash.questions.where_next import words
from cls_dash.questions.where_next.asked import wish
from cls_dash.questions.where_next.exact import exact
from tests.asking import answered, parts_of
from tests.fairness import equity_told
from tests.need_seed import needy_frames
from tests.seed import CODES, EAST, WEST, lately, seed_frames

DAMIER = Selection(territory="damier")
CHANCE = Chance(draws=199, permutations=999, seed=1)


def hot_page(release, **codes):
    return answered(release, hot_spots.QUESTION, DAMIER, **codes)


def with_indicator(values, *, higher_is="worse", status="observed", unit="%"):
    """Return the seed with «Pauvreté», by level and geography."""
    frames = seed_frames({}, "Atelier")
    frames["indicator"] = pd.DataFrame(
        {
            "code": ["pauvrete"], "title": ["Pauvreté"], "unit": [unit], "kind": ["ratio"],
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


class TestIndicator:
    def test_one_that_is_known_everywhere_comes_first(self, asked):
        release = asked(with_indicator({(code, "2020"): 10 for code in CODES}))
        assert list(needs.offered(release, "damier").items()) == [
            ("pauvrete", "Pauvreté"),
            ("egal", "Le même besoin pour chaque habitant"),
        ]

    @pytest.mark.parametrize("known", [12, 13])
    def test_it_must_be_known_for_most_inhabitants(self, asked, known):
        release = asked(with_indicator({(code, "2020"): 10 for code in CODES[:known]}))
        assert ("pauvrete" in needs.offered(release, "damier")) == (known / 16 >= 0.8)

    def test_one_without_a_direction_or_not_observed_is_no_need(self, asked):
        values = {(code, "2020"): 10 for code in CODES}
        for changed in ({"higher_is": "neutral"}, {"status": "withheld"}):
            release = asked(with_indicator(values, **changed))
            assert "pauvrete" not in needs.offered(release, "damier")

    def test_the_commune_s_value_then_its_epci_s_of_the_same_year(self, asked):
        values = {
            (WEST, "2020"): 10,
            (EAST, "2020"): 20,
            ("63000", "2020"): 40,
            # Later, but known for too few: it would not compare with the others.
            ("63000", "2021"): 1,
        }
        release = asked(with_indicator(values))
        found = needs.need(release, ground(release, DAMIER), "damier", "pauvrete")
        level = {code: 10 if code[3] in "01" else 20 for code in CODES} | {"63000": 40}
        mean = sum(level.values()) / 16
        assert found.index.to_dict() == pytest.approx({c: v / mean for c, v in level.items()})
        assert "Pauvreté, 2020 : valeur connue pour 100\u00a0% des habitants." in found.note
        assert "deux fois plus, c’est deux fois plus de besoin" in found.note
        assert found.label == "pauvreté, 2020"
        assert not found.flat

    def test_what_is_not_known_is_the_mean_and_said(self, asked):
        release = asked(with_indicator({(code, "2020"): 10 for code in CODES[1:]}))
        found = needs.need(release, ground(release, DAMIER), "damier", "pauvrete")
        assert "connue pour 94\u00a0% des habitants, besoin moyen ailleurs" in found.note
        assert found.flat
        assert found.known.tolist() == [False] + [True] * 15

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("card", "shift", "ranked"),
        [
            ({}, 0, False),
            ({"unit": "pour 10 000 habitants"}, 0, False),
            ({"higher_is": "better"}, 0, True),  # a lack
            ({"unit": "points"}, 0, True),  # no natural zero
            ({}, -5, True),  # negative values
        ],
    )
    def test_what_has_no_zero_and_what_is_a_lack_go_by_rank(self, asked, card, shift, ranked):
        values = {(code, "2020"): rank + shift for rank, code in enumerate(CODES)}
        release = asked(with_indicator(values, **card))
        found = needs.need(release, ground(release, DAMIER), "damier", "pauvrete")
        spread = (found.index.min(), found.index.max())
        # Sixteen alike: R goes from 1/32 to 31/32. In proportion, from 0 to 15 ÷ 7.5.
        assert spread == pytest.approx((17 / 32, 47 / 32) if ranked else (0, 2))
        assert ("Compté au rang : un habitant pèse de 0,50" in found.note) == ranked
        assert ("le besoin est fort où elle est basse" in found.note) == (
            card.get("higher_is") == "better"
        )
        stronger = needs.need(release, ground(release, DAMIER), "damier", "pauvrete~100").index
        assert (stronger.max() == pytest.approx(1 + 15 / 16)) == ranked

    def test_a_standard_one_comes_first_under_its_everyday_word(self, asked):
        frames = with_indicator({(code, "2020"): 10 for code in CODES})
        card, seen = frames["indicator"], frames["observation"]
        standard = {"unemployment_rate": "worse", "share_75_plus": "neutral"}
        frames["indicator"] = pd.concat(
            [card, *(card.assign(code=code, higher_is=way, title=f"Taux {code}")
                     for code, way in standard.items())]
        )  # fmt: skip
        frames["observation"] = pd.concat(
            [seen, *(seen.assign(indicator=code) for code in standard)], ignore_index=True
        )
        words = needs.offered(asked(frames), "damier")
        assert [*words.values()][:3] == ["Grand âge", "Chômage", "Pauvreté"]

    def test_several_weigh_as_asked(self, asked):
        frames = with_indicator({(code, "2020"): 1 + rank for rank, code in enumerate(CODES)})
        card, seen = frames["indicator"], frames["observation"]
        frames["indicator"] = pd.concat([card, card.assign(code="revenus", title="Revenus")])
        alike = seen.assign(indicator="revenus", value=7.0)
        frames["observation"] = pd.concat([seen, alike], ignore_index=True)
        release = asked(frames)
        here = ground(release, DAMIER)
        one = needs.need(release, here, "damier", "pauvrete").index
        both = needs.need(release, here, "damier", "pauvrete-3.revenus-1")
        assert both.index.tolist() == pytest.approx(((3 * one + 1) / 4).tolist())
        assert both.code == "pauvrete-3.revenus-1"
        assert both.note.startswith(
            "Besoins comptés : pauvreté (poids 3) et revenus (poids 1). Pauvreté, 2020 : "
        )
        words = needs.offered(release, "damier")
        assert needs.named(both.choice, words) == "Pauvreté\u00a0×\u00a03 + Revenus"

    def test_what_is_not_offered_is_the_default(self, release):
        here = ground(release, DAMIER)
        default = next(iter(needs.offered(release, "damier")))
        for code in ("inconnu", "", default):
            assert needs.need(release, here, "damier", code).code == default
        alike = needs.need(release, here, "damier", "egal")
        assert alike.flat
        assert (alike.index == 1).all()

    def test_pages_say_which_need_they_weigh(self, asked):
        values = {
            (code, "2020"): 5 if code == "63000" else 10 + rank for rank, code in enumerate(CODES)
        }
        frames = with_indicator(values)
        lately(frames)
        release = asked(frames)
        fair = equity_told(release, DAMIER, chance=CHANCE, besoin="pauvrete")
        assert "(pauvreté, 2020)" in fair.need[0]
        assert "moins bien le besoin que la population" in fair.need[1]
        hot = hot_page(release, besoin="pauvrete", recul="24")
        assert any("(besoin : pauvreté, 2020)" in fact for fact in hot.facts)
        where = answered(release, where_next.QUESTION, DAMIER, besoin="pauvrete")
        assert "Besoin compté : pauvreté." in parts_of(where, Note)[0].text
        assert "sur 6" in parts_of(where, Table)[0]


class TestDistance:
    """Minutes to the nearest GP and pharmacy, 12.6 from a square to the next eastwards."""

    def counted(self, lists, counts):
        frames = needy_frames()
        frames["completeness"] = pd.DataFrame(
            {"category": lists, "area": "FR", "complete_on": "2018", "source": "essai"}
        )
        frames["provider_count"] = pd.DataFrame(
            [{"category": category, "commune": commune, "year": 2018, "n": 1, "source": "essai"}
             for category, commune in counts]
        )  # fmt: skip
        # The seed's pharmacy would be one that a source cites since.
        frames["provider"] = frames["provider"].iloc[:0]
        return frames

    def test_it_is_a_need_where_a_list_is_complete_and_nowhere_else(self, asked):
        counts = [("bpe:D201", "63000")]
        assert "eloignement" in needs.offered(asked(self.counted(["bpe:D201"], counts)), "damier")
        release = asked(self.counted([], counts))
        assert "eloignement" not in needs.offered(release, "damier")
        # An old address that asks for it opens the need by default.
        found = needs.need(release, ground(release, DAMIER), "damier", "eloignement")
        assert found.code == "deprivation_index"

    def test_times_to_each_service_are_averaged(self, asked):
        lists = ["bpe:D201", "bpe:D301"]
        release = asked(self.counted(lists, [("bpe:D201", "63000"), ("bpe:D301", "63010")]))
        here = ground(release, DAMIER)
        found = needs.need(release, here, "damier", "eloignement")
        near = here.minutes.set_index(["origin", "destination"])["minutes"]
        hours = {
            code: (near.get((code, "63000"), 60) + near.get((code, "63010"), 60)) / 2
            for code in CODES
        }
        mean = sum(hours.values()) / 16
        assert found.index.to_dict() == pytest.approx({c: t / mean for c, t in hours.items()})
        assert near["63010", "63000"] == pytest.approx(12.6, abs=0.05)
        assert found.label == "éloignement des soins, 2018"
        assert "(médecin généraliste, pharmacie), 2018 : " in found.note


def test_a_map_drawn_again_from_its_address_weighs_the_same(asked):
    release = asked(needy_frames())
    here = {"territoire": "damier", "recul": "24"}
    code = "deprivation_index-1.share_75_plus-3~100"
    _, again = at_address.shown(release, "points_chauds", {**here, "besoin": code}, CHANCE)
    view = hot_page(release, besoin=code, recul="24")
    assert again.classes == view.map.values.classes
    _, default = at_address.shown(release, "points_chauds", here, CHANCE)
    assert default.classes != again.classes
    assert wish({"besoin": code}).need == code


class TestHotSpots:
    def test_the_same_need_for_all_leaves_those_who_are_least_covered(self, asked):
        frames = seed_frames({}, "Atelier")
        lately(frames)
        view = hot_page(asked(frames), besoin="egal", recul="24")
        assert "parmi les moins couvertes par les actions récentes" in view.answer
        assert [part.title for part in parts_of(view, Titled)] == [FIRST]

    def test_a_cluster_is_named(self, asked):
        frames = seed_frames({}, "Atelier")
        rows = frames["deployment"]
        west = ["63000", "63001", "63010", "63011"]
        # Forty in one corner, of people enough for rates not to be drawn to the mean.
        more = pd.concat([rows.iloc[[0]]] * 400, ignore_index=True)
        more["deployment"] = [f"n{rank:03}" for rank in range(400)]
        more["commune"] = [west[rank % 4] for rank in range(400)]
        frames["deployment"] = pd.concat([rows, more], ignore_index=True)
        lately(frames)
        view = hot_page(asked(frames), besoin="egal", carte="regroupements")
        *_, said = view.facts
        assert "plus d’actions ici et autour que par hasard" in said.lower()
        assert "Commune 00" in said

    def test_neighbours_are_told_apart(self, asked):
        frames = seed_frames({}, "Atelier")
        lately(frames)
        view = hot_page(asked(frames), besoin="egal", carte="voisins")
        assert "Peu d’actions, voisines aussi" in parts_of(view, Table)[0]

    @pytest.mark.parametrize("picture", ["regroupements", "voisins"])
    def test_a_demonstration_has_no_cluster(self, asked, picture):
        frames = seed_frames({}, "Atelier")
        lately(frames, real=False)
        view = hot_page(asked(frames), besoin="egal", carte=picture)
        assert all(fact.startswith("**Démonstration.** ") for fact in view.facts)
        *_, said = view.facts
        assert said.startswith("**Démonstration.** Des actions montrées sont illustratives")
        assert "Ce que dit chaque couleur" not in [table.caption for table in parts_of(view, Table)]
        assert view.map.values.title.startswith("Démonstration. Carte : communes où une action")


def test_where_actions_cover_all_nothing_is_proposed_traded_nor_drawn(asked):
    frames = seed_frames({}, "Atelier")
    row = frames["deployment"].iloc[[0]]
    everywhere = pd.concat([row] * 16, ignore_index=True).assign(
        deployment=[f"n{rank:02}" for rank in range(16)], commune=CODES
    )
    frames["deployment"] = pd.concat([frames["deployment"], everywhere], ignore_index=True)
    release = asked(frames)
    page = answered(release, where_next.QUESTION, DAMIER, recul="tout")
    assert page.answer.startswith("**Démonstration.** **Ces actions couvrent déjà les habitants**")
    assert [part.codes for part in parts_of(page, Live)] == [(), ()]
    assert (parts_of(page, Table), parts_of(page, Chart)) == ([], [])
    assert page.facts[-1] == f"**Démonstration.** {words.NOTHING}"
    assert page.map.values.circles == ()
    assert page.map.values.legend.circles is None
    wanted = wish({"recul": "tout"})
    assert "aucune place ne couvrirait" in exact(release, DAMIER, wanted, seconds=5)
