"""Équité and Zones oubliées: what they say of each territory, counted again by hand."""

import random
from collections import Counter
from dataclasses import replace
from itertools import accumulate, pairwise
from math import inf, log, sqrt

import pytest

from cls_dash.domain.chance import Chance
from cls_dash.page.model import Chart
from cls_dash.page.table import Table
from cls_dash.questions import forgotten
from cls_dash.questions.spread import score_card
from tests.asking import answered, parts_of
from tests.fairness import equity_told
from tests.integration.test_recomputed_facts import (
    DEFAULTS,
    DOCUMENTED,
    EVERY,
    JUDGED,
    MIN_LOCATED,
    NEAR,
    at,
    caption,
    deprivation,
    enough,
    figure,
    first_of,
    half_of,
    hoover,
    listing,
    neediest,
    number,
    percent,
    plain,
    plural,
    real_atlas,
    recorded,
    share_of,
    shipped_atlas,
    table,
    times,
    told,
    where_need_is,
)

DRAWS = 500
GROUPS = {
    "prévention": {"prevention", "addictions", "environment"},
    "organisation des soins": {"care_access", "care_pathways", "coordination"},
}


@pytest.fixture(scope="module")
def atlas(shipped):
    with shipped_atlas(shipped) as found:
        yield found


@pytest.fixture(scope="module")
def real(shipped, tmp_path_factory):
    with real_atlas(shipped, tmp_path_factory.mktemp("real") / "cls.gpkg") as found:
        yield found


def equity_of(atlas, selection):
    chance = Chance(draws=DRAWS, permutations=999, seed=7)
    return atlas.view(equity_told, selection, chance=chance)


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
    placed = [
        (n, codes, [*accumulate(people[code] for code in codes)]) for n, codes in series(facts)
    ]
    found = []
    for _ in range(draws):
        spread = Counter()
        for n, codes, sums in placed:
            spread[random_.choices(codes, cum_weights=sums)[0]] += n
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


def adjusted(odds):
    """Adjust p-values together: each becomes the least of p × how many / rank, from it on."""
    ordered, found = sorted(odds.items(), key=lambda item: item[1]), {}
    for rank, (line, _) in enumerate(ordered, 1):
        found[line] = min(
            1, *(p * len(odds) / later for later, (_, p) in enumerate(ordered[rank - 1 :], rank))
        )
    return found


def theil(counts, people):
    """Return Σ a ln(a/p) of shares; 0 ln 0 = 0."""
    n, total = sum(counts.values()), sum(people.values())
    return sum(
        counts[code] / n * log(counts[code] / n * total / people[code])
        for code in people
        if counts[code]
    )


def test_benjamini_and_hochberg_by_hand():
    """The lowest of three is tripled; a higher one is never adjusted below a lower one."""
    assert adjusted({"a": 0.01, "b": 0.03, "c": 0.04}) == pytest.approx(
        {"a": 0.03, "b": 0.04, "c": 0.04}
    )
    assert adjusted({"a": 0.9, "b": 0.5}) == pytest.approx({"a": 0.9, "b": 0.9})


def test_too_few_actions_have_no_verdict(atlas):
    facts = atlas.facts(DOCUMENTED)
    n = sum(facts.counts().values())
    view = equity_of(atlas, DOCUMENTED)
    chance = Chance(draws=DRAWS, permutations=999, seed=7)
    card = atlas.view(score_card.build, DOCUMENTED, chance=chance)
    assert not card.conclusive
    assert f"{n} actions situées pour ce choix, il en faut au moins {MIN_LOCATED}" in plain(
        view.answer
    )
    *need, access = map(plain, view.facts)
    assert tuple(need) == where_need_is(facts)
    assert access.startswith("Accès aux généralistes (DREES, 2023)")
    assert view.need == (card.answer,)
    assert view.charts.keys() <= {"balance"}
    assert view.along == ()
    for shown in (view.generations, view.axes, view.publics):
        assert {line[6] for line in table(shown)} <= {
            "trop peu pour conclure", "aucune action située"
        }  # fmt: skip


def lines_of(atlas, selection):
    """Return the facts of each line of the tables of Équité, by caption and label."""
    facts, found = atlas.facts(selection), {}
    numbers = {row["contract"]: row["number"] for row in facts.contracts}
    for contract, number_ in numbers.items():
        alone = atlas.facts(replace(selection, contract=contract))
        found["Chaque contrat, face à la population de son périmètre", f"CLS {number_}"] = alone
    labels = {
        "Répartition par axe": lambda row: f"CLS {numbers[row['contract']]} · {row['axis']}",
        "Répartition par public touché": lambda row: row["public_reached"] or "non précisé",
    }
    for named, label in labels.items():
        groups = {}
        for row in facts.located():
            groups.setdefault((named, label(row)), []).append(row)
        found |= {line: replace(facts, deployments=rows) for line, rows in groups.items()}
    return found


def odds_of(facts):
    """Say how often chance moves as much away from its mean as the actions are."""
    due = expected(facts, facts.people)
    gap = hoover(facts.counts(), due)
    by_chance = drawn(facts, facts.people, lambda spread: hoover(spread, due))
    return sum(one >= gap - 1e-9 for one in by_chance) / len(by_chance)


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
            located, grouped, first, away, chance, verdict = lines[f"CLS {contract['number']}"]
            assert (located, grouped) == (str(n), str(len(series(facts))))
            assert first == most(facts, counts)
            due = expected(facts, facts.people)
            gap = hoover(counts, due)
            assert away == percent(gap)
            by_chance = drawn(facts, facts.people, lambda spread, due=due: hoover(spread, due))
            assert figure("# %", chance) / 100 == pytest.approx(
                sum(by_chance) / len(by_chance), abs=0.02
            )
            assert "ajustée" in verdict

    def test_verdicts_are_adjusted_together(self, real, selection):
        """Between what the lowest and the highest p-values that draws allow would give."""
        groups, view = lines_of(real, selection), equity_of(real, selection)
        judged = {line: facts for line, facts in groups.items() if enough(facts.located())}
        odds = {line: odds_of(facts) for line, facts in judged.items()}
        # Four standard errors of a share of draws, here and there.
        wide = {line: 4 * sqrt((p * (1 - p) + 1 / 400) * (1 / 400 + 1 / DRAWS))
                for line, p in odds.items()}  # fmt: skip
        least = adjusted({line: max(0, p - wide[line]) for line, p in odds.items()})
        most = adjusted({line: min(1, p + wide[line]) for line, p in odds.items()})
        seen = set()
        for shown in (view.generations, view.axes, view.publics):
            named = caption(shown)
            for label, n, grouped, *_, verdict in table(shown):
                line = named.partition(".")[0], label.removesuffix(", en vigueur")
                if line[1] == "Tous contrats réunis":
                    continue
                seen.add(line)
                facts = groups[line]
                assert (n, grouped) == (str(len(facts.located())), str(len(series(facts))))
                if line not in judged:
                    assert verdict == ("trop peu pour conclure" if facts.located() else
                                       "aucune action située")  # fmt: skip
                    continue
                p = figure("p [=<] #, ajustée", verdict)
                assert least[line] - 0.006 <= p <= most[line] + 0.006
                assert verdict.startswith(
                    "plus concentrées que par hasard" if p < 0.05 else "peut venir du hasard"
                )
            if any(line in judged for line in groups if line[0] == named.partition(".")[0]):
                assert f"Les p de {plural(len(judged), 'verdict')} de cette page" in named
        assert seen == set(groups)

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
            assert f"les soins de {one_c} à {last_c}." in said


@JUDGED
class TestVerdicts:
    def test_answer(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).answer)
        n, people = sum(counts.values()), facts.people
        due = expected(facts, people)
        away = hoover(counts, due)
        view = equity_of(real, selection)
        move, overall, reading = plain(view.facts[1]), plain(view.facts[2]), plain(view.reading)
        assert move.startswith(f"Il faudrait déplacer {number(away * n)} des {n} actions")
        found = drawn(facts, people, lambda spread: hoover(spread, due))
        mean = figure("le seul hasard en déplacerait #", move)
        assert mean == pytest.approx(sum(found) / len(found) * n, abs=0.5 + 0.02 * n)
        assert f"(indice de Hoover) : {percent(away)} des actions" in reading
        by_chance = [one >= away - 1e-9 for one in found]
        p = figure("par hasard : p [=<] # pour la part à déplacer", reading)
        assert p == pytest.approx(sum(by_chance) / len(by_chance), abs=0.06)
        first = most_served(counts, people)
        named = (
            f", surtout {listing([at(name) for name in facts.names(first)])} : "
            f"{percent(sum(counts[code] for code in first) / n)} des actions, "
            f"{percent(share_of(facts, first))} des habitants."
        )
        judged = "Les actions sont plus concentrées que par hasard"
        assert (named in said) == said.startswith(judged)
        assert said.startswith("L’écart entre communes peut venir du hasard") == (named not in said)
        assert (p < 0.05) == (named in said)
        verdict = "le hasard ne l’explique pas" if named in said else "l’écart peut venir du hasard"
        assert overall == f"Pour l’ensemble des communes : {verdict}."

    def test_the_most_served(self, real, selection):
        facts, view = real.facts(selection), equity_of(real, selection)
        counts, said, reading = facts.counts(), plain(view.facts[0]), plain(view.reading)
        n, first = sum(counts.values()), most_served(counts, facts.people)
        served = sum(counts[code] for code in first) / n
        assert (
            f"{percent(served)} des actions situées sont "
            f"{listing([at(name) for name in facts.names(first)])}, qui réunissent "
            f"{percent(share_of(facts, first))} des habitants. "
        ) in said
        assert "Population : celle de 2022." in reading
        if len(facts.contracts) > 1:
            head = "Dans le CLS" if selection.contract else "Tous contrats réunis, "
            assert said.startswith(head)
        alone = drawn(facts, facts.people, lambda spread: sum(
            spread[code] for code in most_served(spread, facts.people)) / n)  # fmt: skip
        mean = figure("les mieux servies auraient environ # %", reading)
        assert mean / 100 == pytest.approx(sum(alone) / len(alone), abs=0.02)
        p = figure("p [=<] # pour les communes les mieux servies", reading)
        as_much = sum(one >= served - 1e-9 for one in alone) / len(alone)
        assert p == pytest.approx(as_much, abs=0.06)
        verdict = "Le hasard ne l’explique pas." if p < 0.05 else "L’écart peut venir du hasard."
        assert said.endswith(verdict)

    def test_effective_numbers_and_communes_without(self, real, selection):
        facts, view = real.facts(selection), equity_of(real, selection)
        counts = facts.counts()
        actions, people = (
            sum(values.values()) ** 2 / sum(n * n for n in values.values())
            for values in (counts, facts.people)
        )
        assert (
            f"Nombre équivalent de communes : {number(actions, 1)} pour les actions, "
            f"{number(people, 1)} pour la population."
        ) in plain(view.reading)
        none, said = [code for code in facts.communes if not counts[code]], plain(view.facts[3])
        assert f"{len(none)} communes sur {len(facts.communes)} n’ont aucune" in said
        assert f"{percent(share_of(facts, none))} des habitants y vivent" in said

    def test_between_intercommunalities(self, real, selection):
        facts = real.facts(selection)
        counts, view = facts.counts(), equity_of(real, selection)
        due = expected(facts, facts.people)
        actions, people = Counter(), Counter()
        for code, row in facts.communes.items():
            actions[row["epci_name"]] += counts[code]
            people[row["epci_name"]] += due[code]
        if len(people) == 1:
            assert view.facts[4].startswith("Une seule intercommunalité")
            assert "Theil" not in view.reading
            assert "epci" not in view.charts
            return
        between = theil(actions, people) / theil(counts, due)
        assert (
            f"Indice de Theil : {percent(1 - between)} de l’inégalité entre communes d’une même "
            f"intercommunalité, {percent(between)} entre intercommunalités."
        ) in plain(view.reading)
        where = (
            "surtout entre communes d’une même intercommunalité"
            if between <= 0.4
            else "surtout d’une intercommunalité à l’autre"
            if between >= 0.6
            else "à la fois entre intercommunalités et à l’intérieur de chacune"
        )
        assert view.facts[4] == f"L’écart est {where}."
        bars, marks, _ = view.charts["epci"].data
        assert dict(zip(bars.y, bars.x, strict=True)) == actions
        assert dict(zip(marks.y, marks.x, strict=True)) == pytest.approx(dict(people), abs=0.051)
        assert list(marks.x) == sorted(marks.x, reverse=True)

    def test_by_need(self, real, selection):
        facts = real.facts(selection)
        counts, (said, closer) = facts.counts(), map(plain, equity_of(real, selection).need)
        need, n = deprivation(facts), sum(counts.values())
        weighted = {code: people * need[code] for code, people in facts.people.items()}
        plainly, by_need = (hoover(counts, expected(facts, by)) for by in (facts.people, weighted))
        assert said.startswith(
            "Pour suivre le besoin (défavorisation, 2021), déplacer "
            f"{number(by_need * n)} des {n} actions ;"
        )
        due = expected(facts, weighted)
        found = drawn(facts, weighted, lambda spread: hoover(spread, due))
        mean = figure("le seul hasard en déplacerait #", said)
        assert mean == pytest.approx(sum(found) / len(found) * n, abs=0.5 + 0.02 * n)
        assert closer == (
            f"La répartition suit {'mieux' if by_need < plainly else 'moins bien'} le besoin que "
            "la population."
        )

    def test_the_neediest_fifth(self, real, selection):
        facts = real.facts(selection)
        counts, said = facts.counts(), plain(equity_of(real, selection).along[1])
        chosen, n = neediest(facts, deprivation(facts)), sum(counts.values())
        part = sum(counts[code] for code in chosen) / n
        # Sessions of a series are not independent: as many as that would tell as much (Kish).
        alone = n**2 / sum(size**2 for size, _ in series(facts))
        low, high = wilson(part * alone, alone)
        where = (
            f"{at(facts.names(chosen)[0])}, la commune où le besoin est le plus fort, qui réunit"
            if len(chosen) == 1
            else f"dans les {len(chosen)} communes où le besoin est le plus fort, qui réunissent"
        )
        assert said == (
            f"{percent(part).capitalize()} des actions (entre {percent(low)} et {percent(high)}) "
            f"sont {where} {percent(share_of(facts, chosen))} des habitants."
        )
        assert "où se tient la part, à 95 %" in plain(equity_of(real, selection).reading)

    def test_near_and_left_out(self, real, selection):
        # What is near is so whichever contract it is of.
        every = real.facts(type(selection)(selection.territory)).deployments
        facts = replace(real.facts(selection), deployments=every)
        near_said, left_said = map(plain, equity_of(real, selection).facts[5:])
        near = [code for code, t in times(facts, facts.counts(12)).items() if t <= NEAR]
        assert near_said == (
            f"{percent(share_of(facts, near)).capitalize()} des habitants ont eu une action à 20 "
            f"minutes ou moins, {facts.when(12)}."
        )
        left = [code for code, t in times(facts, facts.counts(24)).items() if t > NEAR]
        if not left:
            assert left_said == (
                "Aucune commune n’est à plus de 20 minutes d’une action des 24 derniers mois "
                f"connus ({facts.when(24)})."
            )
            return
        assert left_said == (
            f"{plural(len(left), 'commune')} {'sont' if len(left) > 1 else 'est'} à plus de 20 "
            f"minutes de toute action des 24 derniers mois connus ({facts.when(24)})."
        )


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


PURPOSE = "pour dire qui est loin de toute action récente"


@EVERY
@pytest.mark.parametrize("months", ["12", "24"])
class TestForgotten:
    def test_answer(self, atlas, selection, months):
        facts, view = both(atlas, selection, months)
        recent = facts.located(int(months))
        assert bool(parts_of(view, Chart)) == enough(recent)
        if not enough(recent):
            assert plain(view.answer) == facts.lacking(int(months), PURPOSE)
            return
        said = told(recent, view.answer)
        left = [code for code, t in times(facts, facts.counts(int(months))).items() if t > NEAR]
        if not left:
            assert said.startswith("Toutes les communes ont eu une action à 20 minutes")
            return
        left.sort(key=lambda code: (-facts.people[code], facts.communes[code]["name"]))
        assert figure("^# communes? sur", said) == len(left)
        assert f"sur {len(facts.communes)} " in said
        assert said.endswith(f": {percent(share_of(facts, left))} des habitants.")
        assert told(recent, view.facts[-1]) == (
            f"Les plus peuplées d’abord : {first_of(facts.names(left), 6)}."
        )

    def test_facts(self, atlas, selection, months):
        facts, view = both(atlas, selection, months)
        # Where the months asked are too few to conclude, the answer says so; others may be told.
        windows = [
            window
            for window in (12, 24)
            if enough(facts.located(int(months))) or enough(facts.located(window))
        ]
        named = enough(facts.located(int(months))) and any(
            t > NEAR for t in times(facts, facts.counts(int(months))).values()
        )
        said_of = view.facts[:-1] if named else view.facts
        for text, window in zip(said_of, windows, strict=True):
            recent, found = facts.located(window), times(facts, facts.counts(window))
            if not enough(recent):
                assert plain(text) == facts.lacking(window, PURPOSE)
                continue
            said = told(recent, text)
            near, half = [code for code in found if found[code] <= NEAR], half_of(facts, found)
            minutes = plural(round(half), "minute") if half != inf else ""
            written = f" ; la moitié, à {minutes} ou moins" if minutes else ""
            assert said.startswith(f"{percent(share_of(facts, near)).capitalize()} des habitants")
            assert said.endswith(f" en {window} mois{written}.")
            if enough(facts.located(int(months))):
                note = plain(view.opening.note)
                assert f"{window} derniers mois : {plural(len(recent), 'action')} situées." in note

    def test_tables(self, atlas, selection, months):
        facts, view = both(atlas, selection, months)
        if not enough(facts.located(int(months))):
            assert parts_of(view, Table) == ([view.table] if view.table else [])
            assert sorted(table(view.table)) == sorted(recorded(facts))
            told(facts.located(), caption(view.table))
            return
        known = [window for window in (12, 24) if enough(facts.located(window))]
        found = {window: times(facts, facts.counts(window)) for window in known}
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
        assert table(view.table) == list(lines.values())
        told(facts.located(int(months)), caption(view.table))
        far = [lines[code] for code in order if found[int(months)][code] > NEAR]
        assert [table(part) for part in parts_of(view, Table)] == ([far] if far else [])

    def test_legend(self, atlas, selection, months):
        facts, view = both(atlas, selection, months)
        legend = [int(line.count) for line in view.map.values.legend.classes]
        outside = len(facts.everyone) - len(facts.communes)
        gap = [outside] if outside else []
        if not enough(facts.located(int(months))):
            counts = facts.counts()
            kinds = Counter(sum(counts[code] >= least for least in (1, 2, 5))
                            for code in facts.communes)  # fmt: skip
            told = (kinds[3], kinds[2], kinds[1], kinds[0])
            assert legend == [*filter(None, told), *gap]  # A class of nobody is not told.
            return
        found = times(facts, facts.counts(int(months))).values()
        edges = (-1, 10, 15, 20, 30, inf)
        counted = [sum(low < min(t, 1e9) <= high for t in found)
                   for low, high in pairwise(edges)]  # fmt: skip
        assert legend == [*filter(None, counted[::-1]), *gap]


def forgotten_told(release, selection, **codes):
    return answered(release, forgotten.QUESTION, selection, **codes)


def both(atlas, selection, months):
    """Return what a selection holds, and what the page says of it."""
    return atlas.facts(selection), atlas.view(forgotten_told, selection, recul=months)
