"""Équité and Zones oubliées: what they say of each territory, counted again by hand."""

import random
from collections import Counter
from itertools import pairwise
from math import inf, log, sqrt

import pytest

from cls_dash.views import equity, forgotten
from cls_dash.views.score_card import Chance
from tests.integration.test_recomputed_facts import (
    DEFAULTS,
    DOCUMENTED,
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
    real_atlas,
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


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with real_atlas(tmp_path_factory.getbasetemp()) as found:
        yield found


def equity_of(atlas, selection):
    chance = Chance(draws=500, seed=7)
    return atlas.view(equity.build, selection, need="", top=2, chance=chance)


def series(facts):
    """Return the size of each series and the communes where the perimeter was at its dates."""
    groups = {}
    for row in facts.deployments:
        if row["commune"] in facts.communes:
            groups.setdefault((row["action"], row["commune"]), []).append(row)
    years = {row["contract"]: row for row in facts.contracts}
    found = []
    for (_, own), rows in groups.items():
        spans = [(row["starts_on"], row["ends_on"]) for row in rows if row["starts_on"]]
        if not spans:
            contract = years[rows[0]["contract"]]
            spans = [
                (f"{contract['start_year'] or 1}-01-01", f"{contract['end_year'] or 9999}-12-31")
            ]
        could = {
            code
            for code in facts.communes
            if all(
                any(start <= last and (end is None or end >= first)
                    for start, end in facts.spells[code])
                for first, last in spans
            )
        }  # fmt: skip
        found.append((len(rows), sorted(could | {own})))
    return found


def expected(facts, people):
    """Return what each commune would have if each series fell on its communes by inhabitant."""
    found = dict.fromkeys(facts.communes, 0.0)
    for n, codes in series(facts):
        total = sum(people[code] for code in codes)
        for code in codes:
            found[code] += n * people[code] / total
    return found


def drawn(facts, people, measure, draws=400):
    """Measure random spreads of whole series, with draws that owe nothing to those of the code."""
    random_ = random.Random(1)  # noqa: S311 - nothing to keep secret
    placed = [(n, codes, [people[code] for code in codes]) for n, codes in series(facts)]
    found = []
    for _ in range(draws):
        spread = Counter()
        for n, codes, weights in placed:
            spread[random_.choices(codes, weights)[0]] += n
        found.append(measure(spread))
    return found


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


def test_too_few_actions_have_no_verdict(atlas):
    n = sum(atlas.facts(DOCUMENTED).counts().values())
    view = equity_of(atlas, DOCUMENTED)
    assert not view.card.conclusive
    assert f"{n} actions localisées pour ce choix, il en faut au moins {ENOUGH}" in plain(
        view.answer
    )
    assert (view.facts, view.lorenz, view.funnel, view.epci) == ((), None, None, None)


@JUDGED
class TestEquity:
    def test_contract_by_contract(self, real, selection):
        found = table(equity_of(real, selection).generations)
        lines = {line[0].removesuffix(", en vigueur"): line[1:] for line in found}
        everything = real.facts(type(selection)(selection.territory))
        numbers = [f"CLS {row['number']}" for row in everything.contracts]
        # Here the last contract is in force: it comes first, then the others, then all of them.
        together = ["Tous contrats réunis"] if len(numbers) > 1 else []
        assert list(lines) == [*reversed(numbers), *together]
        assert found[0][0] == f"{numbers[-1]}, en vigueur"
        if together:
            assert lines["Tous contrats réunis"][-1] == "pas de verdict : contrats mêlés"
        for contract in everything.contracts:
            facts = real.facts(type(selection)(selection.territory, contract=contract["contract"]))
            counts, n = facts.counts(), sum(facts.counts().values())
            told, grouped, first, away, chance, verdict = lines[f"CLS {contract['number']}"]
            assert (told, grouped) == (str(n), str(len(series(facts))))
            assert first == most(facts, counts)
            due = expected(facts, facts.people)
            gap = hoover(counts, due)
            assert away == percent(gap)
            by_chance = drawn(facts, facts.people, lambda spread, due=due: hoover(spread, due))
            assert figure(r"(\d+) %", chance) / 100 == pytest.approx(
                sum(by_chance) / len(by_chance), abs=0.02
            )
            # Adjusted, a p-value is at least what it was alone.
            alone = sum(one >= gap - 1e-9 for one in by_chance) / len(by_chance)
            assert figure(r"p [=<] ([\d,]+)", verdict) >= alone - 0.06
            assert "ajustée" in verdict

    def test_the_balance_of_themes(self, real, selection):
        one = type(selection)(selection.territory, documented_only=selection.documented_only)
        facts, said = real.facts(one), plain(equity_of(real, selection).balance_said)
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
    def test_answer(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).answer)
        n, people = sum(counts.values()), facts.people
        due = expected(facts, people)
        away = hoover(counts, due)
        assert f"il faudrait en déplacer {number(away * n)} sur {n}" in said
        found = drawn(facts, people, lambda spread: hoover(spread, due))
        told = figure(r"tirage au sort en demanderait déjà ([\d ]+) ", said)
        assert told == pytest.approx(sum(found) / len(found) * n, abs=0.5 + 0.02 * n)
        by_chance = [one >= away - 1e-9 for one in found]
        p = figure(r"p [=<] ([\d,]+)", said)
        assert p == pytest.approx(sum(by_chance) / len(by_chance), abs=0.06)
        first = most_served(counts, people)
        named = (
            f"surtout à {listing(facts.names(first))} "
            f"({percent(sum(counts[code] for code in first) / n)} des actions, "
            f"{percent(share_of(facts, first))} des habitants de 2022)"
        )
        assert (named in said) == said.startswith("Les actions sont plus concentrées")
        assert said.startswith("L’écart entre communes peut venir du hasard") == (named not in said)
        assert p <= 0.05 if named in said else p >= 0.05

    def test_the_most_served(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).facts[0])
        n, first = sum(counts.values()), most_served(counts, facts.people)
        assert (
            f"{percent(sum(counts[code] for code in first) / n)} des actions localisées se "
            f"déroulent à {listing(facts.names(first))}, qui réunissent "
            f"{percent(share_of(facts, first))} de la population de 2022."
        ) in said
        if len(facts.contracts) > 1:
            head = "Dans le CLS" if selection.contract else "Tous contrats réunis, "
            assert said.startswith(head)
        alone = drawn(facts, facts.people, lambda spread: sum(
            spread[code] for code in most_served(spread, facts.people)) / n, draws=200)  # fmt: skip
        told = figure(r"environ ([\d,]+) %", said)
        assert told / 100 == pytest.approx(sum(alone) / len(alone), abs=0.02)

    def test_effective_numbers_and_communes_without(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), [plain(fact) for fact in equity_of(real, selection).facts]
        actions, people = (
            sum(values.values()) ** 2 / sum(n * n for n in values.values())
            for values in (counts, facts.people)
        )
        assert f"comme si {number(actions)} communes" in said[1]
        assert f"vivait dans {number(people)}" in said[1]
        none = [code for code in facts.communes if not counts[code]]
        assert f"{len(none)} communes sur {len(facts.communes)} n’ont aucune" in said[3]
        assert f"{percent(share_of(facts, none))} des habitants y vivent" in said[3]

    def test_between_intercommunalities(self, real, selection):
        facts = real.facts(selection)
        counts, view = facts.counts(), equity_of(real, selection)
        due = expected(facts, facts.people)
        actions, people = Counter(), Counter()
        for code, row in facts.communes.items():
            actions[row["epci_name"]] += counts[code]
            people[row["epci_name"]] += due[code]
        if len(people) == 1:
            assert view.facts[2].startswith("Une seule intercommunalité")
            assert view.epci is None
            return
        between = theil(actions, people) / theil(counts, due)
        assert plain(view.facts[2]).startswith(f"{percent(1 - between)} de l’inégalité")
        assert f", {percent(between)} entre intercommunalités" in plain(view.facts[2])
        bars, marks, _ = view.epci.data
        assert dict(zip(bars.y, bars.x, strict=True)) == actions
        assert dict(zip(marks.y, marks.x, strict=True)) == pytest.approx(dict(people), abs=0.051)
        assert list(marks.x) == sorted(marks.x, reverse=True)

    def test_by_need(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).need)
        need, n = deprivation(facts), sum(counts.values())
        weighted = {code: people * need[code] for code, people in facts.people.items()}
        dues = [expected(facts, by) for by in (facts.people, weighted)]
        plainly, by_need = (hoover(counts, due) for due in dues)
        assert f"il faudrait déplacer {percent(plainly)} des actions" in said
        assert f"(défavorisation, 2021), {percent(by_need)} (hasard" in said
        assert f"soit {number(by_need * n)} sur {n}" in said
        assert f"suit {'mieux' if by_need < plainly else 'moins bien'} le besoin" in said
        for rank, (people, due) in enumerate(zip((facts.people, weighted), dues, strict=True)):
            found = drawn(facts, people, lambda spread, due=due: hoover(spread, due))
            told = figure(r"hasard : [\d,]+ %.*hasard : ([\d,]+) %" if rank else
                          r"hasard : ([\d,]+) %", said)  # fmt: skip
            assert told / 100 == pytest.approx(sum(found) / len(found), abs=0.02)

    def test_the_neediest_fifth(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).facts[5])
        chosen, n = neediest(facts, deprivation(facts)), sum(counts.values())
        part = sum(counts[code] for code in chosen)
        low, high = wilson(part, n)
        assert said == (
            f"{percent(part / n)} des actions (entre {percent(low)} et {percent(high)}, à 95 %) "
            f"se déroulent dans les {len(chosen)} communes où le besoin est le plus fort, qui "
            f"réunissent {percent(share_of(facts, chosen))} des habitants (défavorisation, 2021)."
        )

    def test_near_and_left_out(self, real, selection):
        facts = real.facts(selection)
        said = [plain(fact) for fact in equity_of(real, selection).facts]
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

    def test_by_public(self, real, selection):
        told = {line[0]: (line[1], line[3]) for line in table(equity_of(real, selection).publics)}
        facts = real.facts(selection)
        assert told == self.groups(facts, lambda row: row["public_reached"])

    def test_by_axis(self, real, selection):
        told = {line[0]: (line[1], line[3]) for line in table(equity_of(real, selection).axes)}
        facts = real.facts(selection)
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
