"""Équité and Zones oubliées: what they say of each territory, counted again by hand."""

import random
from collections import Counter
from itertools import pairwise
from math import comb, inf, log, sqrt

import pytest

from cls_dash.views import equity, forgotten
from cls_dash.views.score_card import Chance
from tests.integration.test_recomputed_facts import (
    DEFAULTS,
    EVERY,
    JUDGED,
    NEAR,
    deprivation,
    figure,
    first_of,
    half_of,
    hoover,
    listing,
    neediest,
    number,
    percent,
    plain,
    share,
    share_of,
    shipped_atlas,
    table,
    times,
)

ENOUGH = 15
"""Located actions without which no verdict is given."""
GROUPS = {
    "prévention": {"prevention", "addictions", "environment"},
    "organisation des soins": {"care_access", "care_pathways", "coordination"},
}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    with shipped_atlas(tmp_path_factory.getbasetemp()) as found:
        yield found


def equity_of(atlas, selection):
    chance = Chance(draws=500, seed=7)
    return atlas.view(equity.build, selection, need="", top=2, chance=chance)


def expected_hoover(n, people):
    """Return the exact mean of Hoover's index when n actions fall at random on inhabitants."""
    total = sum(people.values())
    return sum(
        sum(comb(n, k) * p**k * (1 - p) ** (n - k) * abs(k / n - p) for k in range(n + 1)) / 2
        for p in (inhabitants / total for inhabitants in people.values())
    )


def drawn(n, people, measure, draws=500):
    """Measure random spreads, with draws that owe nothing to those of the code."""
    random_ = random.Random(1)  # noqa: S311 - nothing to keep secret
    codes, weights = list(people), list(people.values())
    return [measure(Counter(random_.choices(codes, weights, k=n))) for _ in range(draws)]


def most(facts, counts):
    """Name the commune that has most, or say how many do."""
    highest = max(counts.values())
    first = [code for code in counts if counts[code] == highest]
    named = f"{len(first)} à égalité" if len(first) > 1 else facts.names(first)[0]
    return f"{named} ({highest})"


def most_served(counts, people, n=2):
    return sorted(people, key=lambda code: (-counts[code], -people[code], code))[:n]


def wilson(part, whole, z=1.959964):
    middle = (part + z * z / 2) / (whole + z * z)
    half = z / (whole + z * z) * sqrt(part * (whole - part) / whole + z * z / 4)
    return middle - half, middle + half


def theil(counts, people):
    """Return Σ a ln(a/p) of shares; 0 ln 0 = 0."""
    n, total = sum(counts.values()), sum(people.values())
    return sum(
        counts[code] / n * log(counts[code] / n * total / people[code])
        for code in people
        if counts[code]
    )


@EVERY
class TestEquity:
    def test_too_few_actions_have_no_verdict(self, atlas, selection):
        n = sum(atlas.facts(selection).counts().values())
        view = equity_of(atlas, selection)
        assert view.card.conclusive == (n >= ENOUGH)
        if n < ENOUGH:
            assert f"{n} actions localisées pour ce choix, il en faut au moins {ENOUGH}" in plain(
                view.answer
            )
            assert (view.facts, view.lorenz, view.funnel, view.epci) == ((), None, None, None)

    def test_contract_by_contract(self, atlas, selection):
        lines = {line[0]: line[1:] for line in table(equity_of(atlas, selection).generations)}
        everything = atlas.facts(type(selection)(selection.territory))
        assert list(lines) == [f"CLS {row['number']}" for row in everything.contracts]
        for contract in everything.contracts:
            one = type(selection)(
                selection.territory,
                contract=contract["contract"],
                documented_only=selection.documented_only,
            )
            facts = atlas.facts(one)
            counts, n = facts.counts(), sum(facts.counts().values())
            told, first, away, chance, verdict = lines[f"CLS {contract['number']}"]
            assert told == str(n)
            if not n:
                assert (first, verdict) == ("", "aucune action localisée")
                continue
            assert first == most(facts, counts)
            if n < ENOUGH:
                assert (away, chance, verdict) == ("", "", "trop peu pour conclure")
                continue
            assert away == percent(hoover(counts, facts.people))
            assert figure(r"(\d+) %", chance) / 100 == pytest.approx(
                expected_hoover(n, facts.people), abs=0.02
            )

    def test_the_balance_of_themes(self, atlas, selection):
        one = type(selection)(selection.territory, documented_only=selection.documented_only)
        facts, said = atlas.facts(one), plain(equity_of(atlas, selection).balance_said)
        shares = []
        for contract in facts.contracts:
            themes = [row["theme"] for row in facts.deployments
                      if row["contract"] == contract["contract"]]  # fmt: skip
            if themes:
                shares.append([
                    percent(sum(theme in group for theme in themes) / len(themes))
                    for group in GROUPS.values()
                ])  # fmt: skip
        (one_p, one_c), (last_p, last_c) = shares[0], shares[-1]
        if len(shares) == 1:
            assert f"La prévention fait {one_p} des actions" in said
            assert f"l’organisation des soins {one_c}." in said
        else:
            assert f"la prévention passe de {one_p} à {last_p} des actions" in said
            assert f"l’organisation des soins de {one_c} à {last_c}." in said


@JUDGED
class TestVerdicts:
    def test_answer(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, said = facts.counts(), plain(equity_of(atlas, selection).answer)
        n, people = sum(counts.values()), facts.people
        away = hoover(counts, people)
        assert f"il faudrait en déplacer {number(away * n)} sur {n}" in said
        told = figure(r"tirage au sort en demanderait déjà ([\d ]+) ", said)
        assert told == pytest.approx(expected_hoover(n, people) * n, abs=0.5 + 0.02 * n)
        by_chance = [found >= away - 1e-9 for found in
                     drawn(n, people, lambda spread: hoover(spread, people))]  # fmt: skip
        p = figure(r"p [=<] ([\d,]+)", said)
        assert p == pytest.approx(sum(by_chance) / len(by_chance), abs=0.06)
        first = most_served(counts, people)
        named = (
            f"surtout à {listing(facts.names(first))} "
            f"({percent(sum(counts[code] for code in first) / n)} des actions, "
            f"{percent(share_of(facts, first))} des habitants)"
        )
        assert (named in said) == said.startswith("Les actions sont plus concentrées")
        assert said.startswith("L’écart entre communes peut venir du hasard") == (named not in said)
        assert p <= 0.05 if named in said else p >= 0.05

    def test_the_most_served(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, said = facts.counts(), plain(equity_of(atlas, selection).facts[0])
        n, first = sum(counts.values()), most_served(counts, facts.people)
        assert said.startswith(
            f"{percent(sum(counts[code] for code in first) / n)} des actions localisées se "
            f"déroulent à {listing(facts.names(first))}, qui réunissent "
            f"{percent(share_of(facts, first))} de la population."
        )
        alone = drawn(n, facts.people, lambda spread: sum(
            spread[code] for code in most_served(spread, facts.people)) / n, draws=200)  # fmt: skip
        told = figure(r"environ ([\d,]+) %", said)
        assert told / 100 == pytest.approx(sum(alone) / len(alone), abs=0.02)

    def test_effective_numbers_and_communes_without(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, said = facts.counts(), [plain(fact) for fact in equity_of(atlas, selection).facts]
        actions, people = (
            sum(values.values()) ** 2 / sum(n * n for n in values.values())
            for values in (counts, facts.people)
        )
        assert f"comme si {number(actions)} communes" in said[1]
        assert f"vivait dans {number(people)}" in said[1]
        none = [code for code in facts.communes if not counts[code]]
        assert f"{len(none)} communes sur {len(facts.communes)} n’ont aucune" in said[3]
        assert f"{percent(share_of(facts, none))} des habitants y vivent" in said[3]

    def test_between_intercommunalities(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, view = facts.counts(), equity_of(atlas, selection)
        actions, people = Counter(), Counter()
        for code, row in facts.communes.items():
            actions[row["epci_name"]] += counts[code]
            people[row["epci_name"]] += row["population"]
        if len(people) == 1:
            assert view.facts[2].startswith("Une seule intercommunalité")
            assert view.epci is None
            return
        between = theil(actions, people) / theil(counts, facts.people)
        assert plain(view.facts[2]).startswith(f"{percent(1 - between)} de l’inégalité")
        assert f", {percent(between)} entre intercommunalités" in plain(view.facts[2])
        bars, marks, _ = view.epci.data
        n, everyone = sum(actions.values()), sum(people.values())
        due = {name: round(n * people[name] / everyone, 1) for name in people}
        assert dict(zip(bars.y, bars.x, strict=True)) == actions
        assert dict(zip(marks.y, marks.x, strict=True)) == due
        assert list(marks.x) == sorted(due.values(), reverse=True)

    def test_by_need(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, said = facts.counts(), plain(equity_of(atlas, selection).need)
        need, n = deprivation(facts), sum(counts.values())
        weighted = {code: people * need[code] for code, people in facts.people.items()}
        plainly, by_need = hoover(counts, facts.people), hoover(counts, weighted)
        assert f"il faudrait déplacer {percent(plainly)} des actions" in said
        assert f"(défavorisation, 2021), {percent(by_need)} (hasard" in said
        assert f"soit {number(by_need * n)} sur {n}" in said
        assert f"suit {'mieux' if by_need < plainly else 'moins bien'} le besoin" in said
        for rank, people in enumerate((facts.people, weighted)):
            told = figure(r"hasard : [\d,]+ %.*hasard : ([\d,]+) %" if rank else
                          r"hasard : ([\d,]+) %", said)  # fmt: skip
            assert told / 100 == pytest.approx(expected_hoover(n, people), abs=0.02)

    def test_the_neediest_fifth(self, atlas, selection):
        facts = atlas.facts(selection)
        counts, said = facts.counts(), plain(equity_of(atlas, selection).facts[5])
        chosen, n = neediest(facts, deprivation(facts)), sum(counts.values())
        part = sum(counts[code] for code in chosen)
        low, high = wilson(part, n)
        assert said == (
            f"{percent(part / n)} des actions (entre {percent(low)} et {percent(high)}, à 95 %) "
            f"se déroulent dans les {len(chosen)} communes où le besoin est le plus fort, qui "
            f"réunissent {percent(share_of(facts, chosen))} des habitants (défavorisation, 2021)."
        )

    def test_near_and_left_out(self, atlas, selection):
        facts = atlas.facts(selection)
        said = [plain(fact) for fact in equity_of(atlas, selection).facts]
        near = [code for code, t in times(facts, facts.counts(12)).items() if t <= NEAR]
        assert said[4].startswith(f"{share(share_of(facts, near))} des habitants ont eu")
        left = [code for code, t in times(facts, facts.counts(24)).items() if t > NEAR]
        left.sort(key=lambda code: (-facts.people[code], code))
        if not left:
            assert said[6].startswith("Aucune commune n’est à plus de 20 minutes")
            return
        assert figure(r"^(\d+) communes?", said[6]) == len(left)
        assert said[6].endswith(f" connus : {first_of(facts.names(left), 5)}.")


@DEFAULTS
class TestGroups:
    def groups(self, facts, label):
        """Count located deployments by commune, in each group."""
        found = {}
        for row in facts.deployments:
            if row["commune"] in facts.communes:
                found.setdefault(label(row) or "non précisé", Counter())[row["commune"]] += 1
        return {group: (str(sum(n.values())), most(facts, n)) for group, n in found.items()}

    def test_by_public(self, atlas, selection):
        told = {line[0]: (line[1], line[2]) for line in table(equity_of(atlas, selection).publics)}
        facts = atlas.facts(selection)
        assert told == self.groups(facts, lambda row: row["public_reached"])

    def test_by_axis(self, atlas, selection):
        told = {line[0]: (line[1], line[2]) for line in table(equity_of(atlas, selection).axes)}
        facts = atlas.facts(selection)
        numbers = {row["contract"]: row["number"] for row in facts.contracts}
        assert told == self.groups(
            facts, lambda row: f"CLS {numbers[row['contract']]} · {row['axis']}"
        )


@EVERY
@pytest.mark.parametrize("months", ["12", "24"])
class TestForgotten:
    def test_answer(self, atlas, selection, months):
        facts = atlas.facts(selection)
        view, counts = (
            atlas.view(forgotten.build, selection, months=months),
            facts.counts(int(months)),
        )
        said = plain(view.answer)
        if not counts:
            assert said.startswith("Aucune action localisée et datée")
            return
        left = [code for code, t in times(facts, counts).items() if t > NEAR]
        if not left:
            assert said.startswith("Toutes les communes ont eu une action à 20 minutes")
            return
        left.sort(key=lambda code: (-facts.people[code], facts.communes[code]["name"]))
        assert figure(r"^(\d+) communes? sur", said) == len(left)
        assert f"sur {len(facts.communes)} " in said
        assert f": {share(share_of(facts, left))} des habitants." in said
        assert said.endswith(f" {first_of(facts.names(left), 6)}.")

    def test_facts(self, atlas, selection, months):
        facts = atlas.facts(selection)
        view = atlas.view(forgotten.build, selection, months=months)
        for said, window in zip(view.facts, (12, 24), strict=True):
            counts = facts.counts(window)
            found = times(facts, counts)
            near, half = [code for code in found if found[code] <= NEAR], half_of(facts, found)
            written = "hors de portée" if half == inf else f"{round(half)} minute"
            assert plain(said).startswith(f"{share(share_of(facts, near))} des habitants")
            assert f"temps médian d’un habitant : {written}" in plain(said)
            assert figure(r"\((\d+) actions? localisées?\)", said) == sum(counts.values())

    def test_tables(self, atlas, selection, months):
        facts = atlas.facts(selection)
        view = atlas.view(forgotten.build, selection, months=months)
        found = {window: times(facts, facts.counts(int(window))) for window in ("12", "24")}
        order = sorted(facts.communes, key=lambda code: (-facts.people[code],
                                                         facts.communes[code]["name"]))  # fmt: skip
        lines = {
            code: [
                facts.communes[code]["name"],
                facts.communes[code]["epci_name"],
                number(facts.people[code]),
                *("hors de portée" if t == inf else f"{number(t)} min"
                  for t in (window[code] for window in found.values())),
            ]
            for code in order
        }  # fmt: skip
        assert table(view.everyone) == list(lines.values())
        assert table(view.table) == [lines[code] for code in order if found[months][code] > NEAR]

    def test_legend(self, atlas, selection, months):
        facts = atlas.facts(selection)
        legend = atlas.view(forgotten.build, selection, months=months).values.legend.classes
        found = times(facts, facts.counts(int(months))).values()
        edges = (-1, 10, 15, 20, 30, inf)
        counted = [sum(low < min(t, 1e9) <= high for t in found)
                   for low, high in pairwise(edges)]  # fmt: skip
        assert [int(line.count) for line in legend[:5]] == counted[::-1]
        outside = len(facts.everyone) - len(facts.communes)
        assert [int(line.count) for line in legend[5:]] == ([outside] if outside else [])
