"""The view of «Ma commune» on the seed."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from shapely import Point

from cls_dash.domain.selection import Selection
from cls_dash.errors import UnknownCommuneError
from cls_dash.page.model import Map, Places
from cls_dash.questions.commune import QUESTION, around, asked, words
from cls_dash.questions.commune.figures import figures
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.maps import asset_digest
from tests.asking import answered, parts_of
from tests.local import commune_told
from tests.seed import CODES, separate
from tests.tables import written

DAMIER = Selection(territory="damier")
FIRST = replace(DAMIER, contract="damier-1")


def view(release, code, selection=DAMIER):
    return commune_told(release, selection, code)


def haversine(here, there):
    """Distance in kilometres on a sphere, written apart from the code it checks."""
    (x1, y1), (x2, y2) = (tuple(map(math.radians, place)) for place in (here, there))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * (
        math.sin((x2 - x1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


class TestAnswer:
    def test_a_well_served_commune_is_compared_with_chance(self, sown):
        release = sown(separate)
        assert view(release, "63000").answer == (
            "À **Commune 00**, le contrat a mené **11\u00a0actions situées** (documentées). "
            "Selon ses habitants, elle en aurait **1,2** : bien plus que par hasard."
        )
        assert view(release, "63010").answer.endswith("**1,2** : l’écart peut venir du hasard.")

    def test_too_few_series_compare_nothing_and_what_is_real_is_said_first(self, release):
        assert view(release, "63000").answer == (
            "À **Commune 00**, le contrat a mené **1\u00a0action située** (documentée). "
            "**Démonstration.** 10\u00a0actions illustratives y sont montrées. Trop peu d’actions "
            "sur le territoire pour comparer."
        )
        assert view(release, "63010").answer.startswith(
            "À **Commune 10**, aucune action réelle n’est connue pour ce choix. "
            "**Démonstration.** 1\u00a0action illustrative y est montrée."
        )

    def test_illustrative_actions_are_shown_without_verdict(self, sown):
        answer = view(sown(lambda frames: separate(frames, real=False)), "63000").answer
        assert answer.endswith(
            "**Démonstration.** Avec 10\u00a0illustratives, on en compte **11** ; une commune de "
            "sa taille en aurait **1,2**."
        )

    def test_what_the_coordination_supplied_is_told_from_what_is_documented(self, sown):
        def supplied(frames):
            separate(frames)
            done = frames["deployment"]
            done.loc[done.index[done["commune"] == "63000"][:4], "evidence"] = "supplied"

        answer = view(sown(supplied), "63000").answer
        assert "**11\u00a0actions situées** (documentées et saisies)." in answer

    def test_no_action_is_nothing_known_rather_than_nothing_done(self, release):
        assert view(release, "63002").answer.startswith(
            "À **Commune 02**, **aucune action située** n’est connue pour ce choix."
        )

    def test_a_territory_where_nothing_is_entered_is_not_one_where_nothing_is_done(self, release):
        found = view(release, "63040", Selection("voisin"))
        assert found.answer.endswith("les actions du contrat ne sont **pas encore saisies**.")
        assert found.no_action == "Les actions de ce territoire ne sont pas encore saisies."
        assert len(found.facts) == 1
        assert [row[2] for row in found.comparison.lines] == ["pas encore saisie"] * 3

    @pytest.mark.parametrize(
        ("flag", "said"),
        [
            ("low", "moins que par hasard"),
            ("very_low", "bien moins que par hasard"),
            ("none", "l’écart peut venir du hasard"),
            ("undefined", "l’écart peut venir du hasard"),
        ],
    )
    def test_each_flag_has_its_words(self, flag, said):
        assert words.judged(flag) == said

    def test_a_large_commune_with_few_actions_is_said_to_have_few(self, sown):
        def a_city(frames):
            frames["commune"].loc[frames["commune"]["code"] == "63002", "population"] = 60_000
            separate(frames)

        assert view(sown(a_city), "63002").answer.endswith(" : bien moins que par hasard.")

    def test_too_few_actions_are_not_compared(self, release):
        answer = view(release, "63000", replace(DAMIER, documented_only=True)).answer
        assert answer.endswith("Trop peu d’actions sur le territoire pour comparer.")
        assert "hasard" not in answer

    def test_a_commune_that_joined_later_is_said_to_be_outside(self, release):
        outside = view(release, "63033", FIRST)
        assert outside.answer == "**Commune 33** n’était pas dans le périmètre de ce contrat."

    @pytest.mark.parametrize("code", ["63040", "75056", "", "x' OR 1=1"])
    def test_a_commune_of_another_territory_is_refused(self, release, code):
        with pytest.raises(UnknownCommuneError):
            figures(release, DAMIER, code)


class TestFacts:
    def test_it_names_the_epci_and_what_is_for_everyone(self, release):
        epci, shared, latest = view(release, "63000").facts
        assert epci == "Intercommunalité : **CC de l’Ouest**. 1\u202f000\u00a0habitants."
        assert shared.startswith("**2\u00a0autres actions** du contrat s’adressent à toute")
        assert latest == "Dernière action datée ici : **1er juin 2021** (illustrative)."

    def test_what_another_epci_does_is_not_for_this_commune(self, release):
        _, shared, latest = view(release, "63033").facts
        assert shared.startswith("**1\u00a0autre action** du contrat s’adresse à toute")
        assert "se fait à distance" in shared
        assert latest == "Dernière action datée ici : **1er juin 2024** (illustrative)."

    def test_without_a_dated_action_no_date_is_said(self, release):
        assert len(view(release, "63002").facts) == 2

    @pytest.mark.parametrize(
        ("precision", "first", "last", "said"),
        [
            ("month", date(2025, 6, 1), date(2025, 6, 30), "juin 2025"),
            ("year", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        ],
    )
    def test_the_latest_date_is_no_more_precise_than_it_is_known(
        self, sown, precision, first, last, said
    ):
        def vague(frames):
            columns = ["starts_on", "ends_on", "date_precision"]
            frames["deployment"].loc[0, columns] = [first, last, precision]

        facts = view(sown(vague), "63000").facts
        assert facts[2] == f"Dernière action datée ici : **{said}** (illustrative)."

    def test_the_latest_action_is_said_with_its_own_proof(self, sown):
        def supplied(frames):
            columns = ["starts_on", "ends_on", "date_precision", "evidence"]
            last = [date(2025, 6, 1), date(2025, 6, 30), "month", "supplied"]
            frames["deployment"].loc[0, columns] = last

        facts = view(sown(supplied), "63000").facts
        assert facts[2] == "Dernière action datée ici : **juin 2025** (saisie)."


class TestActions:
    def test_each_is_told_with_its_date_and_its_proof(self, release):
        rows = view(release, "63001").actions.lines
        assert len(rows) == 6
        assert rows[0] == (
            "1er juin 2021", "Atelier", "atelier, salle des fêtes", "Prévention", "illustrative",
        )  # fmt: skip
        assert rows[-1][0] == "date inconnue"
        assert rows[-1][4] == "documentée"

    def test_a_commune_without_action_has_no_table(self, release):
        assert view(release, "63002").actions is None

    def test_a_deployment_without_a_place_says_only_its_form(self, sown):
        def nowhere(frames):
            frames["deployment"]["place"] = None

        assert view(sown(nowhere), "63033").actions.lines[0][2] == "atelier"


class TestComparison:
    def test_the_commune_its_epci_and_the_territory_are_side_by_side(self, sown):
        assert view(sown(separate), "63000").comparison.lines == (
            ("Commune 00", "1\u202f000", "11", "110,0"),
            ("CC de l’Ouest", "8\u202f000", "18", "22,5"),
            ("Tout le territoire", "16\u202f000", "19", "11,9"),
        )

    def test_under_the_floor_counts_have_no_rate(self, release):
        first, second, _ = view(release, "63033", FIRST).comparison.lines
        assert first == ("Commune 33", "0", "0")
        assert second == ("CC de l’Est", "0", "0")

    def test_outside_the_perimeter_a_rate_is_missing(self, sown):
        release = sown(lambda frames: separate(frames, dated=True))
        first, second, _ = view(release, "63033", FIRST).comparison.lines
        assert first == ("Commune 33", "0", "0", "pas de donnée")
        assert second == ("CC de l’Est", "0", "0", "pas de donnée")

    def test_a_commune_without_epci_is_compared_with_the_territory_alone(self, sown):
        def alone(frames):
            frames["commune"].loc[frames["commune"]["code"] == "63000", "epci"] = None

        found = view(sown(alone), "63000")
        assert [row[0] for row in found.comparison.lines] == ["Commune 00", "Tout le territoire"]
        assert found.facts[0] == (
            "Intercommunalité : **hors intercommunalité**. 1\u202f000\u00a0habitants."
        )
        assert found.values.tips[0] == ("hors intercommunalité",)


class TestProviders:
    HOSPITAL, PHARMACY = (3.06, 45.06), (3.05 + 0.3, 45.05 + 0.3)

    @pytest.mark.parametrize("code", ["63000", "63013", "63033", "63020"])
    def test_distances_are_those_of_the_sphere_within_one_percent(self, release, code):
        here = communes_of(release, "damier").loc[code]
        place = here["longitude"], here["latitude"]
        nearest = around.nearest(providers_of(release), here, {})
        wanted = {"hospital": self.HOSPITAL, "pharmacy": self.PHARMACY}
        assert dict(zip(nearest["category"], nearest["km"], strict=True)) == pytest.approx(
            {category: haversine(place, there) for category, there in wanted.items()}, rel=0.01
        )

    def test_the_nearest_is_first_with_its_commune_and_distance(self, release):
        (hospital, pharmacy) = view(release, "63000").places.lines
        assert hospital == ("hôpital", "Hôpital du Damier", "Commune 00", "1 km")
        assert pharmacy[:3] == ("pharmacie", "Pharmacie", "Commune 33")
        km = haversine((3.05, 45.05), self.PHARMACY)
        assert pharmacy[3] == f"{km:.0f} km"

    def test_a_provider_of_the_commune_is_said_to_be_there(self, release):
        assert view(release, "63033").places.lines[0] == (
            "pharmacie", "Pharmacie", "Commune 33", "dans la commune",
        )  # fmt: skip

    def test_a_provider_just_over_the_border_is_not_said_to_be_there(self, sown):
        def border(frames):
            here = frames["provider"]["provider"] == "hopital"
            frames["provider"].loc[here, "point"] = [Point(3.056, 45.15)]

        assert view(sown(border), "63001").places.lines[0][3] == "moins de 1 km"

    def test_what_is_planned_or_too_far_is_left_out(self, release):
        page = view(release, "63000").places
        assert "Projet" not in page
        assert "CHU" not in page

    def test_the_nearest_come_first_and_two_of_a_kind_are_both_shown(self, sown):
        def another(frames):
            more = (
                frames["provider"]
                .iloc[[0]]
                .assign(provider="hopital-2", name="Hôpital voisin", commune="63001", point=None)
            )
            frames["provider"] = pd.concat([frames["provider"], more], ignore_index=True)

        changed = sown(another)
        near_both = written(view(changed, "63000").places)
        assert near_both.index("Hôpital du Damier") < near_both.index("Hôpital voisin")
        beside_the_other = written(view(changed, "63002").places)
        assert beside_the_other.index("Hôpital voisin") < beside_the_other.index("Hôpital du")

    def test_without_any_active_provider_there_is_no_table(self, sown):
        def none(frames):
            frames["provider"]["status"] = "planned"

        found = view(sown(none), "63000")
        assert found.places is None
        assert found.values.circles == ()


class TestServices:
    """How far each service is, where a list of it is complete."""

    def test_without_a_complete_list_nothing_is_concluded(self, release):
        assert view(release, "63000").services is None

    def test_each_service_has_the_year_of_its_list_and_the_nearest_commune(self, sown):
        def listed(frames):
            frames["provider"] = frames["provider"].iloc[:0]
            frames["completeness"] = pd.DataFrame(
                {"category": ["bpe:D201", "bpe:D301", "bpe:D106"], "area": "FR",
                 "complete_on": "2018", "source": "essai"}
            )  # fmt: skip
            frames["provider_count"] = pd.DataFrame(
                {"category": ["bpe:D201", "bpe:D301"], "commune": ["63000", "63010"],
                 "year": 2018, "n": [3, 1], "source": "essai"}
            )  # fmt: skip

        release = sown(listed)
        found = view(release, "63000")
        assert found.services.lines == (
            ("Médecins généralistes", "2018", "dans la commune (3)", "sur place"),
            ("Pharmacies", "2018", "Commune 10", "13\u00a0minutes"),
            ("Urgences", "2018", "", "plus de 60\u00a0minutes"),
        )
        assert "d’après des listes complètes à leur date" in found.services
        assert found.places is None

    def test_a_complete_register_stands_alone_for_its_services(self, sown):
        def listed(frames):
            more = frames["provider"].iloc[[0]].assign(provider="finess-1", source="autre")
            frames["provider"] = pd.concat([frames["provider"], more], ignore_index=True)
            source = frames["source"]
            frames["source"] = pd.concat(
                [source, source[source["key"] == "essai"].assign(key="autre")]
            )
            frames["completeness"] = pd.DataFrame(
                {"category": ["hospital"], "area": ["FR"], "complete_on": ["2026-05-12"],
                 "source": ["autre"]}
            )  # fmt: skip

        page = written(view(sown(listed), "63000").places)
        assert page.count("Hôpital du Damier") == 1


class TestMap:
    def test_the_commune_its_epci_and_the_rest_are_told_apart(self, release):
        values = view(release, "63000").values
        expected = "".join(
            "2" if code == "63000" else "1" if code[3] in "01" else "0" for code in CODES
        )
        assert values.classes == expected
        assert values.selected == "63000"
        assert [CODES[rank] for rank in values.labels] == ["63000"]
        assert [line.colour for line in values.legend.classes] == list(values.palette)[::-1]

    def test_providers_are_where_they_are(self, release):
        circles = view(release, "63000").values.circles
        assert [place for place, _, _ in circles] == [(3.06, 45.06), (3.35, 45.35)]
        assert circles[0][2] == ("Hôpital du Damier", "hôpital")

    def test_the_chooser_shows_every_commune_alike(self, release):
        (shown,) = parts_of(answered(release, QUESTION, DAMIER), Map)
        assert shown.digest == asset_digest(release, "damier")
        values = shown.values
        assert values.classes == "0" * 16
        assert values.tips[0] == ("CC de l’Ouest",)
        assert values.circles == ()

    def test_the_chooser_names_where_most_people_live(self, release):
        (named,) = parts_of(answered(release, QUESTION, DAMIER), Places)
        people = communes_of(release, "damier")["population"]
        assert [link.codes["commune"] for link in named.links] == list(people.nlargest(5).index)
        assert all(link.label.endswith((" habitants", "\xa0habitants")) for link in named.links)

    def test_names_are_in_alphabetical_order(self, release):
        names = asked.names(release, "damier")
        assert list(names.values()) == sorted(names.values())
        assert names["63000"] == "Commune 00"
        assert len(names) == 16
