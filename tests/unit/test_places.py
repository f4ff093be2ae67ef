"""The communes that the list of territories knows."""

from cls_dash.questions import choices
from cls_dash.store.queries.communes import communes_of


def test_each_commune_is_listed_under_its_territory_by_its_name(release):
    names = choices.territories(release)
    listed = choices.places(release)
    assert len(listed) == sum(len(communes_of(release, slug)) for slug in names)
    assert {choices.territory_of(place) for place in listed} == set(names)
    for place, label in listed.items():
        assert label.endswith(f" · {names[choices.territory_of(place)]}")


def test_a_territory_is_its_own(release):
    assert all(choices.territory_of(slug) == slug for slug in choices.territories(release))
