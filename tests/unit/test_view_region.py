"""Who has a contract and who has none: figures, sentences and tables, on a made-up region."""

import csv
from dataclasses import replace
from math import isclose, nan

import pandas as pd
import pytest
from scipy.stats import poisson

from cls_dash.analysis.comparison import Overdispersion
from cls_dash.analysis.rates import PER
from cls_dash.domain.chance import Chance
from cls_dash.domain.regions import REGIONS, SIZES
from cls_dash.domain.selection import Selection
from cls_dash.page.model import Notice
from cls_dash.questions.question import at
from cls_dash.questions.region import QUESTION, maps, rates, tables, words
from cls_dash.questions.region.figures import ENDED, RUNNING, UNTOLD, Figures, figures
from cls_dash.questions.region.needs import Need, needs
from cls_dash.questions.region.rates import Rates
from cls_dash.settings import ROOT
from tests.asking import parts_of

CHANCE = Chance(draws=199, permutations=999, seed=7)
NOTHING = pd.DataFrame(columns=["territory", "action", "commune", "evidence", "deployments"])
MAYOTTE = "06"
"""Seventeen communes."""


def region(communes=17, done=NOTHING):
    """Two contracts, A of three communes and B of two, one of them in both."""
    holders = [("a",), ("a", "b"), ("a",), ("b",)] + [()] * (communes - 4)
    places = pd.DataFrame(
        {
            "name": [f"Commune {n:02}" for n in range(communes)],
            "epci": ["100"] * 4 + ["200"] * 2 + ["300"] * (communes - 6),
            "epci_name": ["Ouest"] * 4 + ["Nord"] * 2 + ["Est"] * (communes - 6),
            "population": [100.0 * (n + 1) for n in range(communes)],
            "holders": pd.Series(holders, dtype=object).to_numpy(),
        },
        index=pd.Index([f"976{n:02}" for n in range(communes)], name="code"),
    )
    contracts = pd.DataFrame(
        {
            "name": ["Alpha", "Bêta"],
            "state": ["Actif", "En élaboration"],
            "told": True,
            "start": [2022.0, nan],
            "end": [2026.0, nan],
            "communes": [3, 2],
            "people": [600.0, 600.0],
        },
        index=["a", "b"],
    )
    return Figures(MAYOTTE, places, contracts, done)


class TestFigures:
    def test_each_commune_and_inhabitant_is_counted_once(self):
        here = region()
        assert (len(here.within), len(here.without), len(here.twice)) == (4, 13, 1)
        assert here.within["population"].sum() == 100 + 200 + 300 + 400
        assert here.whole

    def test_states_are_told_apart_and_a_commune_of_two_contracts_is_under_each(self):
        states = region().states
        assert states.loc["Actif"].to_dict() == {"communes": 3, "people": 600.0, "contracts": 1}
        assert states.loc["En élaboration", "communes"] == 2

    def test_an_epci_without_contract_has_none_of_its_communes_in_one(self):
        epci = region().epci
        # Ouest is left out; Est comes first, the most populated.
        assert epci["name"].tolist() == ["Est", "Nord"]
        assert epci["people"].tolist() == [sum(100.0 * (n + 1) for n in range(6, 17)), 1100.0]

    def test_a_contract_is_told_by_its_source_else_by_its_dates(self, sown):
        def change(frames):
            frames["contract"].loc[2, "state"] = "En élaboration"
            frames["contract"].loc[1, "end_year"] = 2024

        here = figures(sown(change), "84", documented_only=False)
        assert here.contracts["state"].to_dict() == {"damier": ENDED, "voisin": "En élaboration"}
        assert here.contracts["told"].to_dict() == {"damier": False, "voisin": True}

    def test_dates_that_are_not_known_stay_unknown(self, sown):
        def change(frames):
            frames["contract"][["start_year", "end_year"]] = None

        here = figures(sown(change), "84", documented_only=False)
        assert set(here.contracts["state"]) == {UNTOLD}
        assert here.contracts["start"].isna().all()
        table = tables.contracts(here, {})
        assert {line[2] for line in table.lines} == {words.UNDATED}

    def test_a_region_is_whole_where_the_atlas_holds_all_its_communes(self, release):
        here = figures(release, "84", documented_only=False)
        assert (len(here.places), here.whole) == (17, False)
        assert here.contracts["state"].to_dict() == {"damier": RUNNING, "voisin": RUNNING}


class TestSizes:
    @pytest.mark.parametrize(
        ("code", "departements"),
        [
            ("84", {"01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"}),
            ("94", {"2A", "2B"}),
            ("53", {"22", "29", "35", "56"}),
            ("04", {"974"}),
            (MAYOTTE, {"976"}),
        ],
    )
    def test_they_are_those_of_the_official_codes(self, code, departements):
        with (ROOT / "data" / "geography" / "cog.csv").open(encoding="utf-8", newline="") as rows:
            mine = [row for row in csv.DictReader(rows) if row["departement"] in departements]
        assert SIZES[code] == (len(mine), sum(int(row["population"] or 0) for row in mine))

    def test_each_region_has_one(self):
        assert set(SIZES) == set(REGIONS)


class TestWords:
    def test_the_answer_counts_those_who_have_none(self):
        people = SIZES[MAYOTTE][1]
        left = sum(100 * (n + 1) for n in range(4, 17))
        said = words.answer(region()).replace("\u202f", " ")
        assert said.startswith("Région Mayotte : **13** des 17 communes et **14 300** des 256 518")
        assert said.endswith("n’ont **aucun** des 2\u00a0contrats connus.")
        assert f"({100 * left / people:.0f}\u00a0%)" in said

    def test_a_city_only_some_arrondissements_of_which_have_one_is_said_to_be_without(self):
        here = replace(
            region(), parted={"Lyon": ["Lyon 7e Arrondissement", "Lyon 8e Arrondissement"]}
        )
        assert (
            "**Lyon** est comptée sans contrat : seulement Lyon 7e Arrondissement et Lyon 8e "
            "Arrondissement en ont un." in words.facts(here)
        )

    def test_where_the_region_is_not_whole_nobody_is_said_to_have_none(self):
        here = region(communes=8)
        said = words.answer(here)
        assert said.startswith("Région Mayotte : **2\u00a0contrats connus** de l’atlas, pour **4**")
        assert "des 17 communes" in said
        assert "aucun" not in said
        assert words.without(here) == (
            "L’atlas n’a pas toute la région : les communes sans contrat sont inconnues.",
        )
        assert list(words.needs(here, {"poverty_rate": None})) == []

    def test_what_is_not_entered_and_not_dated_is_said(self):
        told = words.facts(region())
        assert "Dates inconnues pour **1\u00a0contrat** : aucune n’est supposée." in told
        assert "Aucune action saisie pour **2\u00a0contrats** : ce n’est pas zéro." in told
        assert "**1\u00a0commune** dans deux contrats, ou plus." in told

    def test_a_need_that_is_not_loaded_is_no_absence_of_need(self):
        need = Need("APL", "consultations", "2023", 1, "better", 2.5, nan, pd.Series(), pd.Series())
        known, lacking = words.needs(region(), {"gp_accessibility": need, "poverty_rate": None})
        assert known.endswith("2,5 sans contrat connu, trop peu connu avec.")
        assert lacking.startswith("Pour la région, n’est pas chargé : pauvreté.")


class TestTables:
    def test_an_action_not_entered_is_no_zero(self):
        done = pd.DataFrame(
            {"territory": "a", "action": "a-1", "commune": ["97600", None],
             "evidence": ["documented", "illustrative"], "deployments": [2, 3]}
        )  # fmt: skip
        alpha, beta = tables.contracts(region(done=done), {}).lines
        assert alpha[:5] == ("Alpha", "Actif", "2022-2026", "3", "600")
        assert alpha[5] == "2\u00a0actions documentées et 3\u00a0illustratives"
        assert beta[5:] == (words.NO_ACTION, words.EMPTY)
        assert "0" not in beta[5]

    def test_a_commune_of_two_contracts_names_both(self):
        assert tables.twice(region()).lines == (("Commune 01", "Alpha et Bêta", "200"),)

    def test_the_file_has_each_commune_with_its_contracts(self):
        lines = tables.communes_csv(region()).decode("utf-8-sig").splitlines()
        assert len(lines) == 18
        assert "Alpha ; Bêta" in lines[2]
        assert ";200;" in lines[2], "inhabitants are whole numbers"


class TestMap:
    def test_states_two_contracts_and_none_each_have_a_colour(self):
        values = maps.contracts(region())
        assert len(set(values.classes[:4])) == 3
        assert set(values.classes[4:]) == {"0"}
        assert [line.label for line in values.legend.classes][-2:] == [maps.TWO, maps.NONE]

    def test_a_tooltip_names_every_contract_and_its_state(self):
        tips = maps.contracts(region()).tips
        assert tips[1] == ("Alpha : Actif", "Bêta : En élaboration")
        assert tips[5] == ("Sans contrat connu",)


class TestRates:
    N, PEOPLE = [30.0, 3.0, 90.0, 5.0], [10_000.0, 1_000.0, 10_000.0, 1_500.0]

    def found(self):
        index = ["a", "b", "c", "d"]
        n, people = pd.Series(self.N, index), pd.Series(self.PEOPLE, index)
        return rates._rates("Pharmacies", "2026", n, people, pd.Series(1.0, index), made=False)

    def test_shrunk_rates_are_those_of_a_plain_gamma_poisson_recomputation(self):
        total, people = sum(self.N), sum(self.PEOPLE)
        mean = total / people
        pairs = list(zip(self.N, self.PEOPLE, strict=True))
        spread = sum(p * (n / p - mean) ** 2 for n, p in pairs) / people
        prior = spread - mean / (people / len(pairs))
        # A gamma of mean m and variance A: shape m²/A, rate m/A; x among n gives (m²/A+x)/(m/A+n).
        plain = [(mean**2 / prior + n) / (mean / prior + p) * PER for n, p in pairs]
        assert prior > 0
        shrunk = self.found().table["shrunk"].tolist()
        assert all(isclose(a, b, rel_tol=1e-9) for a, b in zip(shrunk, plain, strict=True))
        crude = [n / p * PER for n, p in pairs]
        assert abs(shrunk[1] - crude[1]) > abs(shrunk[2] - crude[2]), "the small one moves most"

    def test_flags_are_those_of_plain_poisson_tails(self):
        mean = sum(self.N) / sum(self.PEOPLE)
        table = self.found().table
        plain = [
            next(
                (
                    flag
                    for flag, tail, limit in (
                        ("very_high", poisson.sf(n - 1, mean * people), 0.001),
                        ("high", poisson.sf(n - 1, mean * people), 0.025),
                        ("very_low", poisson.cdf(n, mean * people), 0.001),
                        ("low", poisson.cdf(n, mean * people), 0.025),
                    )
                    if tail < limit
                ),
                "none",
            )
            for n, people in zip(self.N, self.PEOPLE, strict=True)
        ]
        assert table["flag"].tolist() == plain == ["very_low", "none", "very_high", "none"]

    def test_who_does_not_stand_apart_has_no_rank(self):
        found = self.found()
        _, apart, spread = words.compared(found)
        assert "**2\u00a0contrats** hors de ce que permet le hasard" in apart
        assert "les 2 autres ne se distinguent pas" in apart
        assert "ensemble, les contrats diffèrent plus que par hasard" in spread
        here = region()
        contracts = pd.concat([here.contracts, here.contracts.set_axis(["c", "d"])])
        table = tables.rates(Figures(MAYOTTE, here.places, contracts, NOTHING), found)
        assert [line[0] for line in table.lines] == sorted(line[0] for line in table.lines)
        assert {line[4] for line in table.lines} >= {words.ALIKE}

    def test_what_chance_explains_is_not_said_to_differ(self):
        """A dispersion above 1 is no test: of three contracts, chance gives 1,8 one time in six."""
        found = replace(self.found(), apart=Overdispersion(1.8, 0.16))
        assert not [said for said in words.compared(found) if "plus que par hasard" in said]

    def test_what_is_made_up_earns_no_verdict(self):
        table = self.found().table
        made = Rates("Actions", "", True, table, 1.0, 1.0, Overdispersion(2.0, 0.01))
        assert words.compared(made)[1].startswith("Aucun verdict")


class TestPage:
    def test_it_answers_on_the_seed_and_says_what_it_cannot_compare(self, release):
        page = at(release, QUESTION, Selection("damier"), {}, chance=CHANCE)
        assert "Région Auvergne-Rhône-Alpes : **2\u00a0contrats connus**" in page.answer
        assert page.map is not None
        assert page.map.digest
        (notice,) = parts_of(page, Notice)
        assert notice.text == words.NOT_COMPARED
        assert [line[0] for line in page.table.lines] == ["Damier", "Voisin"]

    def test_of_two_contracts_one_apart_leaves_the_other(self):
        table = self.two()
        found = Rates("Actions", "", False, table, 1.0, 1.0, Overdispersion(0.5, 0.9))
        said = words.compared(found)[1]
        assert "**1\u00a0contrat** hors" in said
        assert "l’autre ne se distingue pas de l’ensemble" in said

    @staticmethod
    def two():
        flags = [next(iter(words._FLAGS)), "none"]
        return pd.DataFrame({"n": [9.0, 1.0], "people": [1e3, 1e3], "flag": flags})

    def test_nothing_is_loaded_for_most_of_the_region(self, release):
        assert set(needs(release, "84").values()) == {None}
