"""Which services are complete, after which list, and what is said of the others."""

import pandas as pd
import pytest

from cls_dash.questions.provision import provision
from tests.in_memory import release_of
from tests.seed import ALONE, CODES, seed_frames

GP, NEW_GP = "bpe:D201", "bpe:D265"


def listed(category, area, year="2018", source="essai"):
    return {"category": category, "area": area, "complete_on": year, "source": source}


def counted(category, n, year=2018, source="essai"):
    return [
        {"category": category, "commune": commune, "year": year, "n": many, "source": source}
        for commune, many in n.items()
    ]


@pytest.fixture
def around():
    """Open a store that holds some lists, and return what is complete around Damier."""

    def ask(lists, counts=(), areas=(), territories=("damier",), **tables):
        frames = seed_frames({}, "Atelier") | tables
        frames["completeness"] = pd.DataFrame(lists, columns=list(listed("", "")))
        frames["provider_count"] = pd.DataFrame(counts, columns=list(counted("", {"": 0})[0]))
        frames["area"] = pd.DataFrame(areas, columns=["area", "commune"])
        with release_of(frames) as release:
            return provision.complete(release, *territories)

    return ask


def test_a_list_of_all_of_france_is_complete_and_a_commune_without_a_row_has_none(around):
    found = around([listed(GP, "FR")], counted(GP, {"63000": 4}))
    assert list(found) == ["medecins"]
    service = found["medecins"]
    assert (service.label, service.year, service.source) == (
        "Médecins généralistes", "2018", "essai",
    )  # fmt: skip
    assert service.supply["63000"] == 4
    assert service.supply.sum() == 4
    assert set(CODES) <= set(service.supply.index)
    assert list(service.where) == ["63000"]


def test_counts_of_a_list_that_is_complete_nowhere_say_nothing(around):
    assert around([], counted(GP, {"63000": 4})) == {}


def test_a_commune_within_reach_that_the_area_lacks_takes_the_service_away(around):
    counts = counted(GP, {"63000": 4})
    ours = [("ici", code) for code in (*CODES, ALONE)]
    assert "medecins" in around([listed(GP, "ici")], counts, ours)


def test_an_area_of_the_territory_alone_is_not_complete_for_what_it_reaches(around):
    counts = counted(GP, {"63000": 4})
    ours = [("la", code) for code in CODES]
    assert around([listed(GP, "la")], counts, ours) == {}


def test_the_most_recent_complete_list_takes_over_whatever_its_code(around):
    lists = [listed(GP, "FR"), listed(NEW_GP, "FR", "2024", "autre")]
    counts = counted(GP, {"63000": 4}) + counted(NEW_GP, {"63001": 1}, 2024, "autre")
    service = around(lists, counts, source=_two_sources())["medecins"]
    assert (service.year, service.source) == ("2024", "autre")
    assert list(service.where) == ["63001"]


def test_two_lists_of_one_category_are_never_added(around):
    lists = [listed(GP, "FR"), listed(GP, "FR", source="autre")]
    counts = counted(GP, {"63000": 4}) + counted(GP, {"63000": 4}, source="autre")
    assert around(lists, counts, source=_two_sources())["medecins"].supply.sum() == 4


def test_a_service_of_two_categories_needs_both(around):
    one, two = "bpe:D108", "bpe:D113"
    counts = counted(one, {"63000": 1}) + counted(two, {"63000": 1, "63001": 2})
    assert "centres-maisons" not in around([listed(one, "FR")], counts)
    found = around([listed(one, "FR"), listed(two, "FR")], counts)
    assert found["centres-maisons"].supply.sum() == 4


def test_a_complete_register_counts_its_own_active_establishments_alone(around):
    frames = seed_frames({}, "Atelier")
    providers = frames["provider"].assign(category="pharmacy")
    theirs = providers.iloc[[0]].assign(provider="finess-1", source="autre", status="active")
    closed = theirs.assign(provider="finess-2", status="closed")
    found = around(
        [listed("pharmacy", "FR", "2026", "autre"), listed("bpe:D301", "FR")],
        source=_two_sources(), provider=pd.concat([providers, theirs, closed]),
    )  # fmt: skip
    service = found["pharmacies"]
    assert (service.year, list(service.places.index)) == ("2026", ["finess-1"])
    assert service.supply.sum() == 1


def test_what_is_not_care_is_no_service(around):
    categories = pd.DataFrame({"category": ["bpe:A101"], "title": ["Police"]})
    assert around([listed("bpe:A101", "FR")], category=categories) == {}


def test_places_of_an_incomplete_list_are_known_and_say_what_is_lacking(release):
    found = provision.known(release, "damier")
    assert found
    assert all("n’est pas complète" in partial.lacking for partial in found.values())
    assert all("cls-dash load" in partial.lacking for partial in found.values())


def _two_sources():
    sources = seed_frames({}, "Atelier")["source"]
    return pd.concat([sources, sources[sources["key"] == "essai"].assign(key="autre")])
