"""Points chauds and Accès aux soins: what they say of each territory, counted again by hand."""

from collections import Counter
from math import inf

import pytest

from cls_dash.page.model import Titled
from cls_dash.page.table import Table
from cls_dash.questions import care, hot_spots
from cls_dash.questions.hot_spots.words import FIRST
from cls_dash.questions.spread.recorded import KNOWN
from tests.asking import answered, parts_of
from tests.integration.test_recomputed_facts import (
    DEFAULTS,
    EVERY,
    NEAR,
    SELECTIONS,
    caption,
    covered,
    deprivation,
    enough,
    figure,
    half_of,
    listing,
    made_up,
    needs_lines,
    number,
    percent,
    plain,
    recorded,
    share_of,
    shipped_atlas,
    table,
    times,
    told,
    where_need_is,
)


@pytest.fixture(scope="module")
def atlas(shipped):
    with shipped_atlas(shipped) as found:
        yield found


# Points chauds.


def tiers(values, flat):
    """
    Class values from 0 to 2 by thirds, a value on a bound in the class below it.

    Bounds stay under the highest value; all are ``flat`` when they are the same.
    """
    ordered = sorted(values.values())
    if ordered[0] == ordered[-1]:
        return dict.fromkeys(values, flat)
    bounds = []
    for part in (1 / 3, 2 / 3):
        rank = part * (len(ordered) - 1)
        low = ordered[int(rank)]
        high = ordered[min(int(rank) + 1, len(ordered) - 1)]
        bounds.append(min(low + (high - low) * (rank - int(rank)),
                          max(value for value in ordered if value < ordered[-1])))  # fmt: skip
    return {code: sum(value > bound for bound in bounds) for code, value in values.items()}


def cells(facts, need, cover, level):
    """Return the cell of each commune, or of its EPCI for all of its communes."""
    values = {"need": dict(need), "lack": {code: 1 - c for code, c in cover.items()}}
    if level == "epci":
        for found in values.values():
            sums, people = Counter(), Counter()
            for code, row in facts.communes.items():
                sums[row["epci"]] += found[code] * row["population"]
                people[row["epci"]] += row["population"]
            for code, row in facts.communes.items():
                found[code] = sums[row["epci"]] / people[row["epci"]]
    need, lack = (
        {code: round(value, 9) for code, value in found.items()} for found in values.values()
    )
    by_need = tiers(need, flat=1)
    by_lack = tiers(lack, flat=0 if sum(lack.values()) / len(lack) < 0.5 else 2)
    return {code: f"{'ABC'[by_need[code]]}{1 + by_lack[code]}" for code in facts.communes}


MEANT = {
    f"{letter}{level}": f"Besoin {need}, {cover}"
    for letter, need in zip("ABC", ("faible", "moyen", "fort"), strict=True)
    for level, cover in zip(
        "123", ("mieux couverte", "entre les deux", "moins couverte"), strict=True
    )
}
NAMED = 4
"""Communes to look at first that a sentence names."""


def hot_page(release, selection, level):
    return answered(release, hot_spots.QUESTION, selection, niveau=level, carte="detail")


def hot(atlas, selection, level="commune"):
    return atlas.view(hot_page, selection, level)


def meanings(page):
    """Return the table beside the map, if there is one."""
    return next((part for part in page.opening.beside if isinstance(part, Table)), None)


def beneath(page, title):
    """Return the table under a title, if there is one."""
    return next((part.parts[0] for part in parts_of(page, Titled) if part.title == title), None)


@EVERY
class TestHotSpots:
    @pytest.mark.parametrize("level", ["commune", "epci"])
    def test_need_coverage_and_cell_of_every_commune(self, atlas, selection, level):
        facts = atlas.facts(selection)
        need, cover = deprivation(facts), covered(facts, facts.counts(12))
        found = cells(facts, need, cover, level)
        if not enough(facts.located(12)):
            return
        lines = {line[0]: line[1:] for line in table(hot(atlas, selection, level).table)}
        assert len(lines) == len(facts.communes)
        for code, row in facts.communes.items():
            people, by_need, by_cover, kind = lines[row["name"]]
            assert people == number(row["population"])
            if level == "commune":
                assert by_need == number(round(need[code], 9), 2)
                assert by_cover == percent(round(cover[code], 9))
            assert kind == MEANT[found[code]]

    def test_answer(self, atlas, selection):
        facts = atlas.facts(selection)
        cover = covered(facts, facts.counts(12))
        found = cells(facts, deprivation(facts), cover, "commune")
        worst = [code for code in found if found[code] == "C3"]
        recent, answer = facts.located(12), hot(atlas, selection).answer
        if not enough(recent):
            assert plain(answer) == facts.lacking(12, "pour dire où l’action manque")
            return
        said = told(recent, answer)
        if min(cover.values()) > 1 - 1e-9:
            assert said.startswith("Toutes les communes sont entièrement couvertes")
        elif not worst:
            assert said.startswith("Aucune commune")
        else:
            assert figure("^# communes?, ", said) == len(worst)
            assert f", {percent(share_of(facts, worst))} des habitants, " in said
            named = told(recent, hot(atlas, selection).facts[0])
            assert named.startswith("À regarder d’abord (besoin : défavorisation, 2021) : ")
            # Names do not hold « et » between words, nor commas.
            names = named.partition(") : ")[2].removesuffix(".").replace(" et ", ", ").split(", ")
            need = deprivation(facts)
            left = {
                facts.communes[code]["name"]: facts.people[code] * need[code] * (1 - cover[code])
                for code in worst
            }
            first = min(NAMED, len(worst))
            assert [left[name] for name in names[:first]] == pytest.approx(
                sorted(left.values(), reverse=True)[:first]
            )

    def test_legend_and_priorities(self, atlas, selection):
        facts = atlas.facts(selection)
        need, cover = deprivation(facts), covered(facts, facts.counts(12))
        found, view = cells(facts, need, cover, "commune"), hot(atlas, selection)
        if not enough(facts.located(12)):
            assert (meanings(view), beneath(view, FIRST)) == (None, None)
            return
        assert caption(meanings(view)) == (
            f"{'Démonstration. ' * made_up(facts.located(12))}Ce que dit chaque couleur"
        )
        counted = {line[0]: line[1:] for line in table(meanings(view))}
        for cell in (f"{letter}{level}" for letter in "ABC" for level in "123"):
            inside = [code for code in found if found[code] == cell]
            assert counted[MEANT[cell]] == [
                number(len(inside)), number(sum(facts.people[code] for code in inside))
            ]  # fmt: skip
        left = {code: facts.people[code] * need[code] * (1 - cover[code]) for code in found
                if found[code] == "C3"}  # fmt: skip
        lines = table(beneath(view, FIRST))
        assert sorted(line[0] for line in lines) == sorted(facts.names(left))
        mass = sum(facts.people[code] * need[code] for code in need)
        assert [line[5] for line in lines] == [
            percent(n / mass, 1) for n in sorted(left.values(), reverse=True)
        ]

    def test_what_changes_between_levels(self, atlas, selection):
        facts = atlas.facts(selection)
        need, cover = deprivation(facts), covered(facts, facts.counts(12))
        own, group = (cells(facts, need, cover, level) for level in ("commune", "epci"))
        view = hot(atlas, selection)
        if not enough(facts.located(12)):
            assert tuple(map(plain, view.facts)) == where_need_is(facts)
            return
        said = next(
            said
            for said in (told(facts.located(12), fact) for fact in view.facts)
            if said.startswith(("Une seule intercommunalité", "Vue à l’échelle"))
        )
        alone = len({row["epci"] for row in facts.communes.values()}) == 1
        assert said.startswith("Une seule intercommunalité") == alone
        if not alone:
            moved = [code for code in own if own[code] != group[code]]
            assert f"classe pour {percent(share_of(facts, moved))} des habitants" in said

    def test_what_is_known_where_too_little_is_recorded(self, atlas, selection):
        facts, view = atlas.facts(selection), hot(atlas, selection)
        if enough(facts.located(12)):
            assert beneath(view, KNOWN) is None
            return
        lines = table(view.table)
        assert {line[0]: line[1:] for line in lines} == needs_lines(facts)
        needs = [line[3] for line in lines]
        assert needs == sorted(needs, reverse=True)
        assert sorted(table(beneath(view, KNOWN))) == sorted(recorded(facts))
        told(facts.located(), caption(beneath(view, KNOWN)))


@DEFAULTS
def test_the_others_are_counted_in_good_french(atlas, selection):
    view = hot(atlas, selection)
    assert "et 1 autres" not in plain(" ".join([view.answer, *view.facts]))


# Accès aux soins.

SERVICES = {
    "medecins": ({"bpe:D201"}, set()),
    "hopitaux": ({"bpe:D101"}, set()),
    "urgences": ({"bpe:D106"}, {"emergency"}),
    "centres-maisons": ({"bpe:D108", "bpe:D113"}, {"health_centre", "group_practice"}),
}
"""Types of the census of 2018, and categories of the places that a source cites since."""


def offer(facts, service):
    """Return the communes that have the service, or have had it since the census."""
    types, categories = SERVICES[service]
    listed = {row["commune"] for row in facts.counted if row["category"] in types}
    since = {
        row["commune"]
        for row in facts.providers
        if row["category"] in categories and (row["published_on"] or "9") > "2018"
    }
    return dict.fromkeys(listed | since, 1)


def page_of(release, selection, service):
    return answered(release, care.QUESTION, selection, service=service)


def known(atlas, selection, service):
    facts = atlas.facts(selection)
    supply = offer(facts, service)
    assert supply
    return facts, supply, atlas.view(page_of, selection, service)


def in_minutes(time):
    return "plus de 60 minutes" if time == inf else f"{round(time)} minute{'s' * (round(time) > 1)}"


@EVERY
@pytest.mark.parametrize("service", SERVICES)
class TestCare:
    def test_answer(self, atlas, selection, service):
        facts, supply, view = known(atlas, selection, service)
        found, answer = times(facts, supply), plain(view.answer)
        near = [code for code in found if found[code] <= NEAR]
        assert ", d’après la liste de 2018" in answer
        assert answer.startswith(
            f"{percent(share_of(facts, near))} des habitants sont à 20 minutes ou moins "
        )
        said = plain(view.facts[0])
        left = sorted((code for code in found if found[code] > NEAR),
                      key=lambda code: -facts.people[code])  # fmt: skip
        if left:
            assert figure(r"# communes? (?:en est|en sont) plus loin", said) == len(left)
            assert said.endswith(f"{listing(facts.names(left[:3]))}.")
        else:
            assert "plus loin" not in said

    def test_times_of_every_commune(self, atlas, selection, service):
        facts, supply, view = known(atlas, selection, service)
        found = times(facts, supply)
        lines = {line[0]: line[1:] for line in table(view.table)}
        assert len(lines) == len(facts.communes)
        for code, row in facts.communes.items():
            people, _, time, *_ = lines[row["name"]]
            assert [people, time] == [number(row["population"]), in_minutes(found[code])]

    def test_where_the_nearest_is(self, atlas, selection, service):
        facts, supply, view = known(atlas, selection, service)
        lines = {line[0]: line[4] for line in table(view.table)}
        for code, row in facts.communes.items():
            reached = sorted((t, place) for place, t in facts.minutes[code].items()
                             if place in supply)  # fmt: skip
            where = reached[0][1] if reached else None
            named = facts.called.get(where, "hors de l’atlas") if where else ""
            assert lines[row["name"]] == named

    def test_facts(self, atlas, selection, service):
        facts, supply, view = known(atlas, selection, service)
        found = times(facts, supply)
        half, farthest, *_ = (
            fact
            for fact in map(plain, view.facts)
            if fact.startswith(("La moitié", "La commune la plus"))
        )
        assert (
            half == f"La moitié des habitants sont à {in_minutes(half_of(facts, found))} ou moins."
        )
        most = max(found.values())
        assert farthest in {
            f"La commune la plus éloignée : {facts.communes[code]['name']}, {in_minutes(most)}."
            for code in found if found[code] == most
        }  # fmt: skip


def test_billom_which_has_a_hospital_is_never_said_to_be_far_from_one(atlas):
    selection = SELECTIONS["thiers-ambert-billom"]
    for service in ("hopitaux", "medecins", "pharmacies"):
        view = atlas.view(page_of, selection, service)
        assert "Billom" not in plain(view.answer + " ".join(view.facts))


def test_the_published_accessibility_is_said(atlas):
    view = atlas.view(page_of, SELECTIONS["thiers-ambert-billom"], "medecins")
    assert {
        "Accès aux généralistes (DREES, 2023), selon l’intercommunalité : de 2,4 à 2,9 "
        "consultations par an et par habitant (France : 3,7).",
        "En 2022 : de 2,3 à 3,0 (France : 3,8).",
    } <= set(map(plain, view.facts))
