"""Où agir ? and Et si ?: what they say of each territory, counted again by hand."""

from collections import Counter
from itertools import combinations
from math import exp, inf, prod

import pytest

from cls_dash.domain import scenario
from cls_dash.page.model import Chart, Live
from cls_dash.page.table import Table
from cls_dash.questions.need import needs
from cls_dash.questions.where_next import QUESTION, scenarios
from cls_dash.questions.where_next.asked import Wish
from cls_dash.questions.where_next.exact import exact
from tests.asking import answered, parts_of
from tests.integration.test_recomputed_facts import (
    DEFAULTS,
    EVERY,
    JUDGED,
    NEAR,
    SELECTIONS,
    STEPS,
    TERRITORIES,
    at,
    caption,
    covered,
    deprivation,
    enough,
    figure,
    hoover,
    listing,
    neediest,
    needs_by_hand,
    needs_lines,
    number,
    of,
    percent,
    plain,
    plural,
    recorded,
    share_of,
    shipped_atlas,
    table,
    times,
    told,
    weight,
    where_need_is,
)


@pytest.fixture(scope="module")
def atlas(shipped):
    with shipped_atlas(shipped) as found:
        yield found


# Où agir ?


def page(release, selection, **said):
    return answered(release, QUESTION, selection, **said)


def where_next(atlas, selection, **said):
    """Return the page at an address."""
    return atlas.view(page, selection, **said)


def conclusive(page):
    """Say whether a page recommends places."""
    return bool(parts_of(page, Live))


def codes_of(page):
    """Return the communes that are proposed."""
    return next((part.codes for part in parts_of(page, Live) if part.key == "scenarios"), ())


def places_of(page):
    """Return the table of the places that are proposed."""
    return next((shown for shown in parts_of(page, Table) if "Places proposées" in shown), None)


def traded(page):
    """Return what is said of the frontier."""
    return page.facts[-1]


def gains(facts, need, left, steps=STEPS["habituelle"]):
    """Return what an action in each commune would newly cover: inhabitants by need."""
    return {
        place: sum(
            facts.people[code] * need[code] * left[code] *
            weight(facts.minutes[code].get(place, inf), steps)
            for code in facts.communes
        )
        for place in facts.communes
    }  # fmt: skip


def programme(facts, need, places=3, steps=STEPS["habituelle"]):
    """Choose places one by one, each commune once: (place, gain, runner-up, its gain)."""
    left = {code: 1 - c for code, c in covered(facts, facts.counts(12), steps).items()}
    chosen = []
    for _ in range(places):
        found = gains(facts, need, left, steps)
        ranked = sorted(
            (code for code in found if code not in {place for place, *_ in chosen}),
            key=lambda code: (-round(found[code], 6), code),
        )
        best, second = ranked[:2]
        chosen.append((best, found[best], second, found[second]))
        for code in facts.communes:
            left[code] *= 1 - weight(facts.minutes[code].get(best, inf), steps)
    return chosen


def within_reach(facts, places):
    """Return the inhabitants near each place, and those of them that had no action near before."""
    served, lines = {code for code, t in times(facts, facts.counts(12)).items() if t <= NEAR}, []
    for place in places:
        near = {code for code, t in times(facts, {place}).items() if t <= NEAR}
        lines.append([sum(facts.people[code] for code in some) for some in (near, near - served)])
        served |= near
    return lines


def mass_covered(facts, need, counts):
    cover = covered(facts, counts)
    return sum(facts.people[code] * need[code] * cover[code] for code in cover)


@JUDGED
class TestWhereNext:
    def test_the_first_place_by_brute_force(self, atlas, selection):
        facts = atlas.facts(selection)
        need, now = deprivation(facts), facts.counts(12)
        before = mass_covered(facts, need, now)
        found = {code: mass_covered(facts, need, now + Counter([code])) - before
                 for code in facts.communes}  # fmt: skip
        best, second, *_ = sorted(found, key=lambda code: (-round(found[code], 6), code))
        view = where_next(atlas, selection)
        assert conclusive(view) == enough(facts.located(12))
        if not conclusive(view):
            assert plain(view.answer) == facts.lacking(12, "pour recommander une place")
            return
        said = told(facts.located(12), view.answer)
        if found[best] < 0.5:
            assert said == (
                "Ces actions couvrent déjà les habitants : une de plus ne couvrirait personne."
            )
            return
        ((near, newly),) = within_reach(facts, [best])
        new = (
            f"{number(newly)} n’en avaient aucune à cette distance" if newly else
            "tous en avaient déjà une à cette distance, mais plus loin"
        )  # fmt: skip
        assert told(facts.located(12), view.facts[0]) == (
            f"{plural(near, 'habitant')} y seraient à 20 minutes ou moins, {new}."
        )
        rival = at(facts.communes[second]["name"])
        almost = 1 - found[second] / found[best] < 0.05
        assert said == (
            f"La prochaine action servirait le plus {at(facts.communes[best]['name'])}"
            f"{f' ; {rival}, presque autant' if almost else f', puis {rival}'}."
        )

    def test_the_whole_programme(self, atlas, selection):
        facts = atlas.facts(selection)
        need = deprivation(facts)
        chosen = [step for step in programme(facts, need) if step[1] >= 0.5]
        view = where_next(atlas, selection)
        if not enough(facts.located(12)):
            assert (codes_of(view), places_of(view)) == ((), None)
            return
        if not chosen:
            assert (codes_of(view), places_of(view)) == ((), None)
            assert told(facts.located(12), view.facts[0]) == "Besoin déjà couvert : 100 %."
            return
        told(facts.located(12), caption(places_of(view)))
        alone = tuple(place for place, *_ in chosen)
        lines = table(places_of(view))
        assert [line[1] for line in lines] == facts.names(codes_of(view))
        assert [line[3:5] for line in lines] == [
            [number(n) for n in reached] for reached in within_reach(facts, codes_of(view))
        ]
        mass = sum(facts.people[code] * need[code] for code in need)
        if codes_of(view) == alone:
            for line, (_, gain, second, less) in zip(lines, chosen, strict=True):
                covered_more, rival, gap = line[5:8]
                assert covered_more == percent(gain / mass, 1)
                assert [rival] == facts.names([second])
                behind = 1 - less / gain if gain > 1e-6 else 0
                assert gap == percent(behind, int(behind < 0.01))
        now = facts.counts(12)
        before, by_one, after = (
            mass_covered(facts, need, now + Counter(places)) / mass
            for places in ((), alone, codes_of(view))
        )
        # Places one by one give way to others only where these cover more together.
        assert codes_of(view) == alone or after > by_one + 1e-9
        assert told(facts.located(12), view.facts[1]).startswith(
            f"Avec ces {len(codes_of(view))} places, la couverture du besoin passe de "
            f"{percent(before)} à {percent(after)}."
        )

    def test_need_is_said_where_no_place_can_be(self, atlas, selection):
        facts, view = atlas.facts(selection), where_next(atlas, selection)
        if enough(facts.located(12)):
            assert where_need_is(facts)[0] not in map(plain, view.facts)
            return
        assert tuple(map(plain, view.facts)) == where_need_is(facts)
        assert {line[0]: line[1:] for line in table(view.table)} == needs_lines(facts)
        assert (parts_of(view, Live), parts_of(view, Chart)) == ([], [])
        assert sorted(table(next(iter(parts_of(view, Table)), None))) == sorted(recorded(facts))

    def test_the_ends_of_the_frontier(self, atlas, selection):
        facts = atlas.facts(selection)
        need, view = deprivation(facts), where_next(atlas, selection)
        if not enough(facts.located(12)):
            return
        few = set(neediest(facts, need))
        widest = [place for place, *_ in programme(facts, need)]
        tilted = {code: need[code] * (code in few) for code in need}
        fairest = [place for place, *_ in programme(facts, tilted)]

        def shares(places):
            cover = covered(facts, facts.counts(12) + Counter(places))
            return [
                sum(facts.people[code] * need[code] * cover[code] for code in among)
                / sum(facts.people[code] * need[code] for code in among)
                for among in (need, few)
            ]

        (reach, equity), (_, most) = shares(widest), shares(fairest)
        said = told(facts.located(12), traded(view))
        if sum(gain for _, gain, *_ in programme(facts, need)) < 0.5:
            assert said == (
                "Aucune place ne couvrirait quelqu’un de plus : il n’y a pas d’arbitrage à montrer."
            )
        elif most - equity < 0.005:
            assert "e même programme est le meilleur pour tous" in said
        else:
            assert f"l’un couvre {percent(reach)} du besoin de tous" in said
            best = figure("l’autre # % de celui du cinquième", said) / 100
            assert best >= round(most, 2) - 1e-9
            assert best > equity


# Ten needs by three reaches: by hand, a minute each for larger territories.
@pytest.mark.parametrize("slug", ["plaine-limagne", "ouest-aveyron"])
def test_in_how_many_variants_places_stay(atlas, slug):
    selection = SELECTIONS[slug]
    facts = atlas.facts(selection)
    indices = needs_by_hand(facts)
    assert [*indices] == [*needs.offered(atlas.release, selection.territory)]
    variants = [
        {place for place, *_ in programme(facts, need, steps=steps)}
        for need in indices.values() for steps in STEPS.values()
    ]  # fmt: skip
    view = where_next(atlas, selection)
    kept = [sum(code in chosen for chosen in variants) for code in codes_of(view)]
    if not kept:
        return
    assert [line[-1] for line in table(places_of(view))] == [f"{n} sur 30" for n in kept]
    assert f"dans {kept[0]} essais sur 30" in plain(view.facts[2])


@DEFAULTS
def test_what_is_covered_is_not_proposed(atlas, selection):
    """A page that says « rien à ajouter » has no place to name."""
    view = where_next(atlas, selection)
    if "rien à ajouter" in view.answer:
        assert "reste parmi" not in plain(" ".join(view.facts))
        assert places_of(view) is None


@DEFAULTS
@pytest.mark.parametrize("places", [3, 5])
def test_the_exact_optimum_is_close(atlas, selection, places):
    facts = atlas.facts(selection)
    need, now = deprivation(facts), facts.counts(12)
    text = atlas.view(exact, selection, Wish(places=places), seconds=20)
    if not enough(facts.located(12)):
        assert plain(text) == facts.lacking(12, "pour recommander une place")
        return
    said = told(facts.located(12), text)
    names = {row["name"]: code for code, row in facts.communes.items()}
    if all(cover > 1 - 1e-9 for cover in covered(facts, now).values()):
        assert said == "Le calcul exact le confirme : aucune place ne couvrirait quelqu’un de plus."
        return
    named = said.rpartition("laces : ")[2].removesuffix(".").replace(" et ", ", ").split(", ")
    assert len({names[name] for name in named}) == places
    before = mass_covered(facts, need, now)
    alone = programme(facts, need, places)
    greedy = sum(gain for _, gain, *_ in alone)
    best = mass_covered(facts, need, now + Counter(names[name] for name in named)) - before
    assert best >= greedy - 1e-6
    proposed = codes_of(where_next(atlas, selection, places=str(places)))
    ours = mass_covered(facts, need, now + Counter(proposed)) - before
    if len(proposed) < places:
        # The page leaves out those that newly cover nobody; the comparison does not.
        assert proposed == tuple(place for place, gain, *_ in alone if gain >= 0.5)
        ours = greedy
    assert ours >= greedy - 1e-6
    # Places one by one are never farther from the best than 1 − 1/e.
    assert greedy >= (1 - exp(-1)) * best - 1e-6
    more = max(0, best / ours - 1)
    if more < 1e-9:
        assert said == f"Le calcul exact ne trouve pas mieux. Places : {listing(named)}."
    else:
        assert said == (
            f"Le calcul exact fait {percent(more, 1)} de mieux que ce programme. Ses places : "
            f"{listing(named)}."
        )
    if places == 3 and len(facts.communes) < 30:
        left = {code: facts.people[code] * need[code] * (1 - c)
                for code, c in covered(facts, now).items()}  # fmt: skip
        reach = {place: {code: 1 - weight(facts.minutes[code].get(place, inf)) for code in left}
                 for place in left}  # fmt: skip
        highest = max(
            sum(n * (1 - prod(reach[place][code] for place in some)) for code, n in left.items())
            for some in combinations(left, places)
        )
        # The solver stops within a millionth of the best.
        assert best == pytest.approx(highest, rel=1e-6)


# Et si ?


def scores(facts, need, counts):
    """Return the lines of the table of scenarios."""
    n, cover = sum(counts.values()), covered(facts, counts)
    mass = sum(facts.people[code] * need[code] for code in need)
    found = times(facts, +counts)
    near = [code for code in found if found[code] <= NEAR]
    top = sorted(counts.values(), reverse=True)[:2]
    favoured = neediest(facts, need)
    done = sum(facts.people[code] * need[code] * cover[code] for code in cover) / mass
    return [
        str(n),
        percent(hoover(counts, facts.people), 1) if n else "pas de donnée",
        percent(sum(top) / n, 1) if n else "pas de donnée",
        percent(done, 1),
        percent(share_of(facts, near), 1),
        str(len(facts.communes) - len(near)),
        percent(sum(counts[code] for code in favoured) / n, 1) if n else "pas de donnée",
    ]


@EVERY
class TestScenarios:
    def moves(self, facts):
        """An action where none is near, or nearly; taken from where most are; moved."""
        now = facts.counts(12)
        found = times(facts, now)
        lonely = max(found, key=lambda code: (found[code], code))
        host = max(now, key=lambda code: (now[code], code), default=None)
        return lonely, host

    def test_scores_before_and_after(self, atlas, selection):
        facts = atlas.facts(selection)
        need, now, (lonely, host) = deprivation(facts), facts.counts(12), self.moves(facts)
        a, after_a = f"p{lonely}.p{lonely}", now + Counter([lonely, lonely])
        b, after_b = "", now
        if host:
            a, after_a = f"{a}.m{host}", after_a - Counter([host])
            b, after_b = f"d{host}-{lonely}", now - Counter([host]) + Counter([lonely])
        view = atlas.view(scenarios.build, selection, Wish(), a, b)
        today, one, other = (scores(facts, need, counts) for counts in (now, after_a, after_b))
        if enough(facts.located(12)):
            assert [line[1:] for line in table(view.scores)] == [
                list(line) for line in zip(today, one, other, strict=True)
            ]
            assert told(facts.located(12), view.said).startswith(
                f"Le scénario A fait passer la couverture du besoin de {today[3]} à {one[3]} et la "
                f"part à déplacer de {today[1]} à {one[1]}."
            )
        else:
            purpose = "pour dire ce qu’un scénario changerait"
            assert plain(view.said) == facts.lacking(12, purpose)
            assert (view.scores, view.effects) == (None, {})
        assert (view.one.refused, view.other.refused) == ((), ())
        name = facts.communes[lonely]["name"]
        assert view.one.steps[:2] == (f"ajouter une action {at(name)}",) * 2
        if host:
            origin = facts.communes[host]["name"]
            assert view.one.steps[2] == f"retirer une action {of(origin)}"
            assert view.other.steps == (f"déplacer une action {of(origin)} vers {name}",)
        assert set(view.hosts["b"]) == {code for code, n in after_b.items() if n}

    def test_refused_moves_are_told_and_the_others_kept(self, atlas, selection):
        facts = atlas.facts(selection)
        now, (lonely, _) = facts.counts(12), self.moves(facts)
        bare = next(code for code in facts.communes if not now[code])
        a = f"m{bare}.p75056.x63125.p{lonely}"
        view = atlas.view(scenarios.build, selection, Wish(), a, "")
        left, outside, unknown = map(plain, view.one.refused)
        assert left.endswith(": il n’y reste aucune action.")
        assert outside == (
            "Ajouter une action à 75056 : cette commune n’est pas dans le périmètre choisi."
        )
        assert unknown == "« x63125 » n’est pas un changement connu."
        assert scenario.written(view.one.moves) == f"p{lonely}"

    def test_a_refused_move_names_the_commune_as_it_is_written(self, atlas, selection):
        facts = atlas.facts(selection)
        bare = next(code for code in facts.communes if not facts.counts(12)[code])
        (told,) = atlas.view(scenarios.build, selection, Wish(), f"m{bare}", "").one.refused
        assert facts.communes[bare]["name"] in told
        assert told[0] == "R"

    def test_more_moves_than_can_be_told_are_refused(self, atlas, selection):
        lonely, _ = self.moves(atlas.facts(selection))
        a = ".".join([f"p{lonely}"] * (scenario.MOST + 2))
        view = atlas.view(scenarios.build, selection, Wish(), a, "")
        assert len(view.one.moves) == scenario.MOST
        assert len(view.one.refused) == 2


@pytest.mark.parametrize("code", [".", "p{0}.", ".p{0}", "p{0}..p{0}"])
def test_a_code_with_an_empty_part_does_not_break_the_page(atlas, code):
    """An address is retyped by hand: « p63125. » is to be told, not to fail."""
    selection = SELECTIONS[TERRITORIES[0]]
    written = code.format(atlas.facts(selection).everyone[0])
    view = atlas.view(scenarios.build, selection, Wish(), written, "")
    assert len(view.one.moves) == written.count("p")
