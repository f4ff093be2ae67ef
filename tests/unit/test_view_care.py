"""Access to care: measured on complete lists alone, beside what is published."""

import pandas as pd

from cls_dash.analysis.accessibility import DECAY
from cls_dash.domain.selection import Selection
from cls_dash.domain.services import CATCHMENT_MINUTES
from cls_dash.page.model import Note
from cls_dash.questions import care
from cls_dash.questions.care.asked import measure, service
from cls_dash.questions.care.words import NOWHERE
from cls_dash.questions.provision.markers import discs
from tests.asking import answered, parts_of
from tests.seed import CODES, EAST, WEST, seed_frames
from tests.tables import line, written

DAMIER = Selection("damier")
GP, HOSPITAL, CENTRE, GROUP = "bpe:D201", "bpe:D101", "bpe:D108", "bpe:D113"


def listed(counts, *, lists=None, year=2018, provider=False):
    """The seed with a list that is complete everywhere."""
    frames = seed_frames({}, "Atelier")
    frames["completeness"] = pd.DataFrame(
        {"category": sorted(lists or {category for category, _ in counts}), "area": "FR",
         "complete_on": str(year), "source": "essai"}
    )  # fmt: skip
    frames["provider_count"] = pd.DataFrame(
        [{"category": category, "commune": commune, "year": year, "n": n, "source": "essai"}
         for (category, commune), n in counts.items()],
        columns=["category", "commune", "year", "n", "source"],
    )  # fmt: skip
    if not provider:
        frames["provider"] = frames["provider"].iloc[:0]
    return frames


def page_of(release, service, **codes):
    return answered(release, care.QUESTION, DAMIER, service=service, **codes)


def measures(release, service):
    """Return what the colour of the map may say."""
    offered = measure(release, DAMIER, {"service": service})
    return list(offered.options) if offered else []


def note(page):
    (found,) = parts_of(page, Note)
    return found.text


def test_a_place_is_shared_as_far_as_the_catchment_reaches():
    assert DECAY[-1][0] == CATCHMENT_MINUTES


def test_general_practitioners_come_first_and_other_places_are_known_alone(asked):
    release = asked(listed({(GP, "63000"): 4, (HOSPITAL, "63000"): 1}, provider=True))
    assert service(release, DAMIER, {}).options == {
        "medecins": "Médecins généralistes",
        "hopitaux": "Hôpitaux (court séjour)",
        "pharmacy": "Pharmacie : lieux connus",
    }


def test_of_a_list_that_is_not_complete_places_are_shown_and_nothing_is_concluded(asked):
    release = asked(listed({}, provider=True))
    page = page_of(release, "hospital")
    assert page.answer.startswith("**1\u00a0lieu connu** dans le territoire et alentour : hôpital.")
    assert "n’est pas complète ici et alentour" in page.answer
    assert "cls-dash load bpe" in page.answer
    assert page.facts == ()
    assert measures(release, "hospital") == []
    painted = page.map.values
    assert len(painted.circles) == 1
    assert "minute" not in page.table
    assert not any("minute" in text for tip in painted.tips for text in tip)


def test_who_is_near_after_the_list_of_a_year(asked):
    page = page_of(asked(listed({(GP, "63000"): 4})), "medecins")
    # 63000, 63001 (17.9 minutes) and 63010 (12.6): three communes of sixteen.
    assert page.answer == (
        "**19\u00a0%** des habitants sont à 20 minutes ou moins d’un médecin généraliste, d’après "
        "la liste de 2018."
    )
    assert page.facts[0].startswith("**13\u00a0communes** en sont plus loin, dont ")
    assert "2018" in note(page)
    assert "qui n’est pas aujourd’hui" in note(page)


def test_beyond_an_hour_a_place_is_more_than_60_minutes_away(asked):
    page = page_of(asked(listed({(GP, "63000"): 4})), "medecins")
    assert "plus de 60\u00a0minutes" in line(page.table, "Commune 33")
    assert "hors de portée" not in written(page.table) + page.answer + " ".join(page.facts)
    assert any("Commune 33" in fact and "plus de 60" in fact for fact in page.facts)


def test_a_commune_without_a_point_is_named_and_left_out(asked):
    frames = listed({(GP, "63000"): 4})
    lost = frames["commune"]["code"] == "63033"
    frames["commune"].loc[lost, ["longitude", "latitude"]] = None
    frames["commune"].loc[lost, "point_kind"] = None
    times = frames["travel_time"]
    frames["travel_time"] = times[(times["origin"] != "63033") & (times["destination"] != "63033")]
    page = page_of(asked(frames), "medecins")
    assert "Commune 33 n’a pas de point connu" in note(page)
    assert "Commune 33" not in written(page.table) + page.answer + " ".join(page.facts)
    assert "**20\u00a0%**" in page.answer  # three of fifteen


def test_when_no_commune_has_a_point_nothing_is_measured_and_nothing_breaks(asked):
    frames = listed({(GP, "63000"): 4})
    frames["travel_time"] = frames["travel_time"].iloc[:0]
    page = page_of(asked(frames), "medecins")
    assert page.answer == NOWHERE
    assert page.facts == ()


def test_the_list_alone_is_shared_between_those_who_come(asked):
    release = asked(listed({(GP, "63000"): 6, (GP, "63001"): 2}))
    page = page_of(release, "medecins", mesure="accessibilite")
    values = page.map.values
    assert "offre accessible" in values.title
    assert [(place, lines) for place, _, lines in values.circles] == [(0, ()), (1, ())]
    # 63000 is at hand of 63000, two thirds for 63010, one third for 63001; and so on.
    weights = {
        "63000": {"63000": 1, "63001": 1 / 3, "63010": 2 / 3},
        "63001": {"63001": 1, "63000": 1 / 3, "63002": 1 / 3, "63011": 2 / 3},
    }
    ratio = {place: n / (1000 * sum(weights[place].values()))
             for place, n in (("63000", 6), ("63001", 2))}  # fmt: skip
    mine = sum(weights[place].get("63000", 0) * ratio[place] for place in ratio) * 10_000
    assert f"{mine:.1f}".replace(".", ",") in line(page.table, "Commune 00")


def test_institutions_are_not_shared(asked):
    release = asked(listed({(HOSPITAL, "63000"): 1}))
    page = page_of(release, "hopitaux")
    assert measures(release, "hopitaux") == ["temps"]
    assert "10 000 habitants" not in page.table
    assert not any("pour 10" in fact for fact in page.facts)


def test_where_neighbours_are_not_known_the_offer_is_not_shared(asked):
    frames = listed({(GP, "63000"): 4})
    stranger = {"origin": "63999", "destination": "63000", "minutes": 5.0, "basis": "estimate",
                "source": None}  # fmt: skip
    frames["travel_time"] = pd.concat(
        [frames["travel_time"], pd.DataFrame([stranger])], ignore_index=True
    )
    release = asked(frames)
    page = page_of(release, "medecins")
    assert measures(release, "medecins") == ["temps"]
    assert any("Ce que chacun peut atteindre n’est pas mesuré" in fact for fact in page.facts)


def test_a_place_that_a_source_cites_since_is_one_more_where_there_was_none(asked):
    frames = listed({(CENTRE, "63000"): 1}, lists=[CENTRE, GROUP], provider=True)
    provider = frames["provider"]
    frames["provider"] = provider.assign(category="group_practice", status="active")
    page = page_of(asked(frames), "centres-maisons")
    # The pharmacy of the seed, made a group practice, is in 63033.
    assert page.answer.endswith(", d’après la liste de 2018 et les lieux cités depuis.")
    assert "2\u00a0minutes" in line(page.table, "Commune 33")


def test_a_place_cited_before_the_list_adds_nothing(asked):
    frames = listed({(CENTRE, "63000"): 1}, lists=[CENTRE, GROUP], provider=True)
    frames["provider"] = frames["provider"].assign(category="group_practice", status="active")
    frames["source"]["published_on"] = "2017-05"
    page = page_of(asked(frames), "centres-maisons")
    assert page.answer.endswith(", d’après la liste de 2018.")


def test_what_is_published_is_said_beside_year_by_year(asked):
    frames = listed({(GP, "63000"): 4})
    frames["indicator"] = pd.DataFrame(
        {"code": ["gp_accessibility"], "title": ["APL"], "unit": ["consultations par an"],
         "kind": ["ratio"], "higher_is": ["better"], "level": ["epci"], "definition": ["…"],
         "caveats": [None], "counts": ["nobody"], "themes": [None], "source": ["essai"]}
    )  # fmt: skip
    values = [("epci", WEST, "2022", 2.34), ("epci", EAST, "2022", 3.0),
              ("epci", WEST, "2023", 2.44), ("epci", EAST, "2023", 2.91),
              ("pays", "FR", "2022", 3.79), ("pays", "FR", "2023", 3.745),
              ("commune", "63000", "2023", 1.23)]  # fmt: skip
    frames["observation"] = pd.DataFrame(
        [{"indicator": "gp_accessibility", "level": level, "geography": place, "name": place,
          "year": year, "value": value, "lower": None, "upper": None, "status": "derived",
          "source": "essai", "evidence": "documented"} for level, place, year, value in values]
    )  # fmt: skip
    page = page_of(asked(frames), "medecins")
    assert {
        "Accès aux généralistes (DREES, 2023), selon l’intercommunalité : **de 2,4 à 2,9** "
        "consultations par an (France : 3,7).",
        "En 2022 : de 2,3 à 3,0 (France : 3,8).",
    } <= set(page.facts)
    assert any("ne se comparent pas" in fact for fact in page.facts)
    assert any("moyenne calculée par l’atlas" in fact for fact in page.facts)
    assert "1,2" in line(page.table, "Commune 00")
    assert set(CODES) <= set(frames["commune"]["code"])


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
        assert [line["label"] for line in legend["sizes"]] == ["lieu connu"]

    def test_places_of_one_point_do_not_hide_each_other(self):
        circles, _ = self.drawn(["hospital"] * 3 + ["emergency"], [(3, 45)] * 3 + [(4, 45)])
        assert len({circle[0] for circle in circles}) == 4
        assert circles[3][0] == (4, 45)
        assert all(abs(x - 3) < 0.01 and abs(y - 45) < 0.01 for (x, y), *_ in circles[:3])
