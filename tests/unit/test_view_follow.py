"""The view of «Suivi des actions» on the seed, completed."""

import pandas as pd
import pytest

from cls_dash.domain.planned import Achieved
from cls_dash.domain.selection import Evidence, Period, Selection
from cls_dash.questions import follow
from cls_dash.questions.follow import (
    achieved,
    asked,
    chain,
    lineage,
    page,
    partners,
    relevance,
    summary,
    timeline,
)
from cls_dash.questions.follow import (
    needs as comparing,
)
from cls_dash.questions.follow.figures import followed
from cls_dash.questions.follow.words import by_evidence, told, where
from cls_dash.store.queries.territories import parties_of
from tests.asking import answered, asking
from tests.follow_seed import follow_frames
from tests.in_memory import changing, release_of

DAMIER = Selection("damier")


@pytest.fixture
def changed():
    """Return a release of the completed seed, changed by the function given."""
    with changing(follow_frames) as changed:
        yield changed


@pytest.fixture(scope="module")
def release():
    with release_of(follow_frames()) as found:
        yield found


def build(release, selection, **codes):
    return answered(release, follow.QUESTION, selection, **codes)


def sections(release, selection, *, vue="chaine", theme="tous", commune="tous"):
    """Return what a view shows, before it is made parts of the page."""
    codes = asking(selection, vue=vue, theme=theme, commune=commune)
    return page.sections(release, followed(release, selection), codes)


def needs(release, selection=DAMIER):
    return {need.indicator: need for need in followed(release, selection).needs}


class TestNeeds:
    def test_a_need_is_compared_with_the_region_the_same_year(self, release):
        poverty = needs(release)["poverty_rate"]
        assert (poverty.verdict, poverty.worse, poverty.compared) == ("stronger", 1, 1)
        assert poverty.reservations == ("coarse",)
        assert (
            poverty.said == "Puy-de-Dôme, 2021 : 20\u00a0%, contre 14\u00a0% (Auvergne-Rhône-Alpes)"
        )

    def test_what_is_known_of_few_inhabitants_is_said_to_be(self, release):
        doctors = needs(release)["gp_accessibility"]
        assert (doctors.verdict, doctors.reservations) == ("stronger", ("partial",))
        assert doctors.known == doctors.compared == pytest.approx(2 / 16)

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("value", "verdict"),
        [(2.0, "not_stronger"), (1.91, "not_stronger"), (1.89, "stronger"), (3.0, "not_stronger")],
    )
    def test_a_small_gap_is_no_need(self, changed, value, verdict):
        def observe(frames):
            local = frames["observation"]["level"].eq("commune")
            frames["observation"].loc[local, "value"] = value

        assert needs(changed(observe))["gp_accessibility"].verdict == verdict

    @pytest.mark.parametrize(("second", "verdict"), [(1.0, "stronger"), (9.0, "stronger")])
    def test_half_of_the_inhabitants_are_enough(self, changed, second, verdict):
        def observe(frames):
            frames["observation"].loc[3, "value"] = second

        assert needs(changed(observe))["gp_accessibility"].verdict == verdict

    def test_under_half_of_the_inhabitants_it_is_not_stronger(self, changed):
        def observe(frames):
            frames["observation"].loc[3, "value"] = 9.0
            frames["commune"].loc[frames["commune"]["code"] == "63001", "population"] = 1001

        found = needs(changed(observe))["gp_accessibility"]
        assert (found.verdict, found.worse) == ("not_stronger", pytest.approx(1000 / 2001))

    def test_another_year_compares_nothing(self, changed):
        def observe(frames):
            frames["observation"].loc[frames["observation"]["level"] == "region", "year"] = "2019"

        found = needs(changed(observe))["poverty_rate"]
        assert (found.verdict, found.compared, found.known) == ("uncompared", 0, 1)
        assert found.said.endswith("sans point de comparaison la même année")

    def test_without_the_region_s_value_the_country_s_is_compared(self, changed):
        def observe(frames):
            region = frames["observation"]["level"] == "region"
            wider = {"level": "pays", "geography": "FR", "name": "France"}
            frames["observation"].loc[region, list(wider)] = list(wider.values())

        poverty = needs(changed(observe))["poverty_rate"]
        assert (poverty.verdict, poverty.compared) == ("stronger", 1)
        assert poverty.said.endswith("contre 14\u00a0% (France)")

    def test_a_commune_s_own_value_comes_before_its_departement_s(self, changed):
        def observe(frames):
            own = {"indicator": "poverty_rate", "level": "commune", "geography": "63000",
                   "name": "Commune 00", "year": "2021", "value": 5.0}  # fmt: skip
            frames["observation"] = pd.concat(
                [frames["observation"], frames["observation"].tail(1).assign(**own)],
                ignore_index=True,
            )

        assert needs(changed(observe))["poverty_rate"].worse == pytest.approx(15 / 16)

    def test_the_latest_value_counts_and_says_when_it_is_old(self, changed):
        def observe(frames):
            old = frames["observation"].head(2).assign(year="2011-2012", value=[1.0, 14.0])
            frames["observation"] = pd.concat([frames["observation"], old], ignore_index=True)

        assert needs(changed(observe))["poverty_rate"].verdict == "stronger"

        def forget(frames):
            frames["observation"]["year"] = "2011-2012"

        old = needs(changed(forget))["poverty_rate"]
        assert old.reservations == ("coarse", "old")

    def test_a_withheld_value_is_no_value(self, changed):
        def observe(frames):
            frames["observation"].loc[0, ["value", "status"]] = [None, "withheld"]

        assert "poverty_rate" not in needs(changed(observe))

    def test_many_places_are_summed_up(self, changed):
        def observe(frames):
            frames["observation"].loc[3, ["name", "value"]] = ["Autre", 1.5]
            third = frames["observation"].loc[[3]].assign(geography="63002", value=9.0, name="Loin")
            frames["observation"] = pd.concat([frames["observation"], third], ignore_index=True)

        said = needs(changed(observe))["gp_accessibility"].said
        assert said.startswith("67\u00a0% des habitants comparés vivent où")

    def test_the_need_that_tells_most_stands_for_its_theme(self, release):
        found = followed(release, DAMIER).needs
        assert comparing.of_theme(found, "deprivation").indicator == "poverty_rate"
        assert comparing.of_theme(found, "youth") is None


class TestAnswer:
    @pytest.mark.parametrize(
        ("selection", "said", "aimed"),
        [
            (
                DAMIER,
                "**Démonstration.** "
                "Sur 2\u00a0fiches-actions, **1** a une réalisation connue d’après les sources "
                "publiques (**3** sur 3 avec les illustratives).",
                "**Démonstration.** Sur 3\u00a0fiches-actions (dont 1\u00a0illustrative), pour "
                "**2**, rien ne dit combien de personnes étaient visées.",
            ),
            (
                Selection("damier", documented_only=True),
                "Sur 2\u00a0fiches-actions, **1** a une réalisation connue d’après les sources "
                "publiques.",
                "Sur 2\u00a0fiches-actions, **aucune** ne dit combien de personnes elle vise.",
            ),
            (Selection("voisin"), "**Aucune fiche-action** n’est connue pour ce choix.", ""),
        ],
    )
    def test_it_says_what_sources_tell_apart_from_what_was_made(
        self, release, selection, said, aimed
    ):
        page = build(release, selection)
        assert page.answer == said
        assert page.facts[0] == aimed if aimed else not any("visées" in fact for fact in page.facts)

    @pytest.mark.parametrize("view", list(asked.VIEWS))
    def test_each_view_says_something_where_nothing_is_known(self, release, view):
        shown = sections(release, Selection("voisin"), vue=view)
        assert [fact for section in shown for fact in section.facts]
        assert [section.draw for section in shown if section.draw] == []

    @pytest.mark.sampled
    @pytest.mark.parametrize("view", list(asked.VIEWS))
    @pytest.mark.parametrize("territory", ["damier", "voisin"])
    def test_nothing_empty_is_drawn(self, changed, territory, view):
        def forget(frames):
            frames["observation"] = frames["observation"].head(0)

        for section in sections(changed(forget), Selection(territory), vue=view):
            assert section.title
            assert section.facts or section.tables
            assert all(section.tables)
            assert all(section.folded.values())

    def test_what_an_action_left_out_did_is_left_out_too(self, changed):
        def document(frames):
            mine = frames["deployment"]["action"] == "damier-2-02"
            frames["deployment"].loc[mine, ["source", "evidence"]] = ["essai", "documented"]

        here = followed(changed(document), Selection("damier", documented_only=True))
        assert set(here.deployments["action"]) == {"damier-1-01"}
        assert "Sur 2\u00a0fiches-actions, **1** a une" in build(changed(document), DAMIER).answer

    def test_a_period_leaves_no_action_out(self, release):
        view = build(release, Selection("damier", period=Period(2019, 2019)))
        assert "Sur 2\u00a0fiches-actions, **0** a une réalisation" in view.answer
        assert len(view.table.lines) == 3

    def test_the_csv_says_what_lacks_and_starts_no_formula(self, changed):
        def rename(frames):
            frames["action"].loc[0, "title"] = "=1+1"

        written = summary.actions_csv(changed(rename), asking(DAMIER))
        lines = written.decode("utf-8-sig").splitlines()
        assert len(lines) == 4
        assert ";'=1+1;" in lines[1]
        assert lines[3].split(";")[-2:] == ["illustrative", "illustrative"]


class TestChain:
    def test_needs_without_action_and_actions_without_need_are_named(self, release):
        first = sections(release, DAMIER)[0]
        assert first.facts[0] == "**Besoins sans fiche-action** : taux de pauvreté."
        assert first.facts[1].startswith(
            "**Démonstration.** "
            "**2\u00a0fiches-actions (dont 1\u00a0illustrative) sans besoin chiffré** "
            "(prévention et promotion de la santé et vieillissement)"
        )
        assert "Thèmes d’axes sans fiche-action connue** : précarité" in first.facts[2]

    def test_one_theme_with_an_action_answers_a_need(self, changed):
        def observe(frames):
            frames["indicator"].loc[0, ["code", "themes"]] = ["breast_screening", "prevention"]
            poverty = frames["observation"]["indicator"] == "poverty_rate"
            frames["observation"].loc[poverty, "indicator"] = "breast_screening"

        first = sections(changed(observe), DAMIER)[0]
        assert first.facts[0] == "Chaque besoin chiffré ici a au moins une fiche-action."

    def test_themes_count_each_evidence_apart(self, release):
        found = chain.themes(followed(release, DAMIER))
        prevention = found.loc["prevention"]
        assert (prevention["actions"], prevention["told"], prevention["done"]) == (1, 1, 1)
        assert (prevention["documented"], prevention["illustrative"]) == (2, 3)
        assert prevention["deployments"] == "4\u00a0documentées et 16\u00a0illustratives"
        ageing = found.loc["ageing"]
        assert (ageing["told"], ageing["done"]) == (0, 1)
        assert found.loc["deprivation", ["axes", "actions"]].tolist() == [1, 0]
        assert "youth" not in found.index

    def test_from_a_theme_down_to_its_communes(self, release):
        chain = sections(release, DAMIER, theme="ageing")[0]
        (line,) = chain.tables[0].lines
        assert line[0] == "Équilibre"
        assert line[4:] == ("2\u00a0illustratives", "illustratif : Commune 23 et Commune 33")

    def test_from_a_commune_back_to_the_need(self, release):
        chain = sections(release, DAMIER, commune="63033")[0]
        assert chain.title.startswith("Ce qui s’est passé à Commune 33")
        first, second = chain.tables[0].lines
        assert (first[0], first[3]) == (
            "Consultations avancées", "Médecins : besoin plus fort qu’ailleurs",
        )  # fmt: skip
        assert (second[0], second[4:]) == ("Équilibre", ("1\u00a0illustrative", "2021"))

    def test_a_commune_says_when_and_what_has_no_date(self, release):
        (chain,) = sections(release, DAMIER, commune="63001")
        assert chain.tables[0].lines[0][5] == "2021 et date inconnue"

    def test_a_commune_where_nothing_is_known_is_not_blamed(self, release):
        chain = sections(release, DAMIER, commune="63012")[0]
        assert "ne veut pas dire que rien n’a été fait" in chain.facts[0]
        assert not chain.tables
        assert not chain.folded

    def test_the_whole_chain_is_folded(self, release):
        chain = sections(release, DAMIER)[1]
        (whole,) = chain.folded.values()
        assert len(whole.lines) == 3
        assert not chain.tables

    def test_lists_offer_what_is_known(self, release):
        assert list(asked.commune(release, DAMIER, {"vue": "chaine"}).options) == [
            "tous", "63000", "63001", "63010", "63023", "63033",
        ]  # fmt: skip
        assert list(asked.theme(release, DAMIER, {"vue": "chaine"}).options) == [
            "tous", "prevention", "care_access", "ageing", "deprivation",
        ]  # fmt: skip


class TestAchieved:
    def test_evidences_are_never_added(self, release):
        here = followed(release, DAMIER)
        aim = achieved.target(here.actions.loc["damier-1-01"].to_dict(), here.of("damier-1-01"))
        assert aim.counts == {
            Evidence.DOCUMENTED: Achieved(4, False), Evidence.ILLUSTRATIVE: Achieved(16, False),
        }  # fmt: skip
        assert aim.best == (Evidence.DOCUMENTED, Achieved(4, False))

    def test_a_withheld_count_makes_a_minimum(self, release):
        section = sections(release, DAMIER, vue="prevu")[0]
        workshops, people = section.tables[0].lines
        assert workshops[2:] == (
            "Ateliers tenus : 20", "4", "", "16", "cible pas atteinte à ce jour",
        )  # fmt: skip
        assert people[2:] == (
            "Personnes accueillies : 100", "", "", "au moins 60",
            "cible pas atteinte à ce jour, compte partiel (illustratif)",
        )  # fmt: skip
        assert "65" not in section.tables[0]
        assert section.facts[0].startswith(
            "**Démonstration.** **2\u00a0fiches-actions (dont 1\u00a0illustrative)** sur 3"
        )
        assert section.facts[1].startswith(
            "**Démonstration.** **0** cible est atteinte sur 2 qui se comparent, dont 1 sur des "
            "données illustratives"
        )

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("measure", "target", "said"),
        [
            ("Ateliers", 4, "cible atteinte"),
            ("Forums", 4, "rien n’est compté dans cette unité"),
            ("Satisfaction", 4, "les mots de la mesure ne disent pas ce qui est compté"),
            ("Ateliers", 0, "cible atteinte"),
        ],
    )
    def test_a_target_is_judged_in_its_unit(self, changed, measure, target, said):
        def plan(frames):
            frames["action"].loc[0, ["planned_measure", "planned_target"]] = [measure, target]

        section = sections(changed(plan), DAMIER, vue="prevu")[0]
        assert section.tables[0].lines[0][-1] == said

    def test_without_any_target_it_is_said(self, release):
        selection = Selection("damier", axis="damier-2-a1")
        section = sections(release, selection, vue="prevu")[0]
        assert section.facts[0].startswith("**Rien de prévu n’est chiffré** (1\u00a0fiche-action)")
        assert section.draw is None

    def test_publics_are_compared_each_evidence_apart(self, release):
        section = sections(release, DAMIER, vue="prevu")[1]
        assert section.facts[0].startswith(
            "**Démonstration.** "
            "**1\u00a0réalisation** sur 23 (1\u00a0illustrative) touche un public plus large"
        )
        assert "pour **4** (4\u00a0documentées)" in section.facts[0]
        (folded,) = section.folded.values()
        assert folded.lines[2] == (
            "Équilibre", "Personnes âgées", "public visé (1) et public plus large (1)", "", "",
            "au moins 60 personnes et une partie sous secret statistique",
        )  # fmt: skip


class TestRelevance:
    @pytest.fixture
    def judged(self, release):
        return {one.action["action"]: one for one in relevance.judged(followed(release, DAMIER))}

    def test_the_three_questions(self, judged):
        found = {
            action: [one.verdicts[question].code for question in one.verdicts]
            for action, one in judged.items()
        }
        assert found == {
            "damier-1-01": ["unmeasured", "intended", "short"],
            "damier-2-01": ["stronger", "intended", "untold"],
            "damier-2-02": ["unmeasured", "wider", "short"],
        }

    def test_doubts_are_named(self, judged):
        balance = judged["damier-2-02"]
        assert balance.verdicts["population"].reservations == ("illustrative", "few")
        assert balance.verdicts["objectives"].reservations == ("illustrative", "at_least")
        assert balance.said("objectives") == (
            "cible pas atteinte à ce jour (confiance faible : réalisations illustratives, faites "
            "pour la démonstration ; compte partiel : c’est un minimum)"
        )
        assert judged["damier-1-01"].verdicts["objectives"].confidence == "strong"
        assert judged["damier-2-01"].said("objectives") == "rien de prévu n’est chiffré"

    def test_what_lacks_is_what_no_one_wrote(self, judged):
        assert judged["damier-1-01"].lacks == ("need", "date", "commune", "reached", "count")
        assert judged["damier-2-01"].lacks == ("objective", "target", "carriers", "count")
        # A withheld count was written down.
        assert judged["damier-2-02"].lacks == ("need",)

    def test_what_sources_say_judges_before_what_was_made(self, changed):
        def tell(frames):
            first = frames["deployment"].index[frames["deployment"]["deployment"] == "damier-d020"]
            frames["deployment"].loc[first, "public_reached"] = "Femmes"
            frames["action"].loc[0, "intended_public"] = "Enfants"

        one = relevance.judged(followed(changed(tell), DAMIER))[0]
        assert one.verdicts["population"].code == "other"
        assert one.verdicts["population"].reservations == ("few_said",)

    def test_an_axis_of_our_own_lessens_confidence(self, changed):
        def attach(frames):
            frames["action"].loc[1, "axis_basis"] = "editorial"

        one = relevance.judged(followed(changed(attach), DAMIER))[1]
        assert one.verdicts["needs"].reservations == ("partial", "editorial")

    def test_an_action_of_which_nothing_is_known_lacks_a_deployment(self, release):
        selection = Selection("damier", period=Period(2019, 2019))
        one = relevance.judged(followed(release, selection))[0]
        assert "deployment" in one.lacks
        assert "date" not in one.lacks
        assert [one.verdicts[name].code for name in ("population", "objectives")] == [
            "unknown", "nothing",
        ]  # fmt: skip

    def test_it_says_how_many_can_be_judged(self, release):
        first, rules = sections(release, DAMIER, vue="evaluation")
        assert first.facts[0] == "**Répond-elle à un besoin ?** 1 sur 3 se juge."
        assert any("3 sur 3 se jugent, dont 3 sur des données illustratives" in fact
                   for fact in first.facts)  # fmt: skip
        (folded,) = first.folded.values()
        assert folded.lines[0][5] == "2\u00a0communes, 12\u00a0% des habitants"
        assert folded.lines[2][5] == "2\u00a0communes, 12\u00a0% des habitants (illustratif)"
        assert "moins de trois réalisations" in next(iter(rules.folded.values()))


class TestPartners:
    def test_actions_that_stand_alone(self, release):
        here = followed(release, DAMIER)
        stands = partners.standing(here.actions, parties_of(release, "damier"))
        assert stands.tolist() == ["alone", "unnamed", "shared"]
        facts = sections(release, DAMIER, vue="partenaires")[0].facts
        assert facts[0].startswith(
            "**Démonstration.** "
            "Sur 3\u00a0fiches-actions (dont 1\u00a0illustrative), **1** est portée par la "
            "coordination seule ; pour **1**"
        )
        assert facts[1].startswith("**1\u00a0signataire** ne porte aucune fiche-action connue.")

    @pytest.mark.parametrize(
        ("carriers", "stands"),
        [("Régie", "alone"), ("regie; REGIE", "alone"), ("Régie;Ville", "shared"),
         ("Ville", "shared"), (None, "unnamed"), (" ; ", "unnamed")],
    )  # fmt: skip
    def test_one_other_carrier_is_enough(self, carriers, stands):
        actions = pd.DataFrame({"contract": ["c"], "carriers": [carriers]}, index=["a"])
        parties = pd.DataFrame(
            {"contract": "c", "organisation": ["Régie", "Ville"], "role": ["coordinator", "funder"]}
        )
        assert partners.standing(actions, parties).tolist() == [stands]

    def test_each_organisation_has_its_parts(self, release):
        people = sections(release, DAMIER, vue="partenaires")[1].tables[0]
        assert people.lines == (
            ("ARS d’essai", "oui", "", "", "", "1", "documentée"),
            ("CC de l’Est", "", "", "", "", "1", "illustrative"),
            ("Hôpital du Damier", "", "oui", "", "", "1", "documentée"),
            ("CC de l’Ouest", "oui", "", "", "", "", "documentée"),
        )

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [("Hôpital  d’Ambert", "hopital d'ambert", True), ("Unafam", "Unafam Cantal", False)],
    )
    def test_spellings(self, one, other, same):
        assert (partners.key(one) == partners.key(other)) == same

    def test_a_contract_has_its_own_organisations(self, release):
        selection = Selection("damier", contract="damier-2")
        people = sections(release, selection, vue="partenaires")[1].tables[0]
        assert "Hôpital du Damier" not in people

    def test_documented_only_leaves_out_what_was_made(self, release):
        selection = Selection("damier", documented_only=True)
        people = sections(release, selection, vue="partenaires")[1].tables[0]
        assert "CC de l’Est" not in people


class TestLineage:
    def test_an_axis_goes_on_or_is_dropped_and_new_ones_are_new(self, release):
        (section,) = sections(release, DAMIER, vue="suite")
        assert section.tables[0].lines == (
            ("Prévention", "Bouger", "prévention et promotion de la santé", "repris", "source"),
            ("Précarité", "", "précarité et publics vulnérables", "abandonné", "atlas"),
            ("", "Accès aux soins", "accès aux soins", "nouveau, ou suite non publiée", ""),
        )
        assert section.facts[0].startswith(
            "Sur **2\u00a0axes** nés dans un contrat passé, **1** se suit jusqu’au dernier contrat "
            "et **1** est dit abandonné."
        )
        assert not any("la suite n’est pas publiée" in fact for fact in section.facts)

    @staticmethod
    def threads(numbers, links):
        axes = pd.DataFrame({"number": numbers}, index=list("abcdef")[: len(numbers)])
        links_of = pd.DataFrame(
            [
                (old, new, kind, "source", axes["number"][old], axes["number"].get(new))
                for old, new, kind in links
            ],
            columns=["previous", "axis", "relation", "basis", "previous_number", "number"],
        )
        return [
            ("".join(one.axes.values()), one.relations, one.ended)
            for one in lineage.threads(axes, links_of)
        ]

    def test_axes_merge_and_split_and_skip_a_contract(self):
        found = self.threads(
            [1, 1, 2, 3, 3],
            [("a", "d", "merged"), ("b", "c", "kept"), ("c", "d", "merged"), ("c", "e", "kept")],
        )
        assert found == [
            ("ad", ("merged",), False),
            ("bcd", ("kept", "merged"), False),
            ("bce", ("kept", "kept"), False),
        ]

    def test_a_link_that_goes_back_is_not_followed_for_ever(self):
        links = [("c", "a", "kept"), ("a", "b", "kept"), ("b", "a", "kept")]
        assert self.threads([2, 3, 1], links) == [("cab", ("kept", "kept"), False)]

    def test_one_contract_alone_compares_nothing(self, release):
        (section,) = sections(release, Selection("voisin"), vue="suite")
        assert section.facts[0].startswith("**Un seul contrat est connu**")

    def test_an_axis_chooses_its_thread(self, release):
        selection = Selection("damier", contract="damier-2", axis="damier-2-a3")
        (section,) = sections(release, selection, vue="suite")
        assert [line[:2] for line in section.tables[0].lines] == [("Prévention", "Bouger")]


class TestTimeline:
    def test_each_line_has_its_years_and_its_days(self, release):
        first, *_ = found = timeline.lines(followed(release, DAMIER))
        assert [line.label for line in found] == [
            "CLS 1 · Dépistage", "CLS 2 · Consultations avancées", "CLS 2 · Équilibre",
        ]  # fmt: skip
        assert (first.first, first.last) == (2020, 2022)
        assert len(first.days) == 19
        assert [kind for *_, kind in first.days].count("illustrative") == 16

    def test_an_action_without_any_date_is_not_drawn_and_counted(self, changed):
        def forget(frames):
            years = ["start_year", "end_year"]
            frames["action"][years] = frames["action"][years].astype(object)
            frames["action"].loc[2, years] = None
            mine = frames["deployment"]["action"] == "damier-2-02"
            frames["deployment"].loc[mine, ["starts_on", "ends_on"]] = None

        here = followed(changed(forget), DAMIER)
        assert len(timeline.lines(here)) == 2
        (section,) = timeline.sections(here)
        assert "1\u00a0fiche-action sans aucune date" in section.facts[1]

    def test_what_has_no_date_is_counted(self, release):
        (section,) = sections(release, DAMIER, vue="calendrier")
        last = "la dernière réalisation documentée ou saisie commence le 1er juin 2021"
        assert last in section.facts[0]
        assert section.facts[1] == (
            "Non dessiné, faute de date : 1\u00a0réalisation non datée (1\u00a0documentée)."
        )


class TestSaying:
    FOUND = pd.DataFrame(
        {
            "evidence": ["documented", "illustrative", "illustrative"],
            "commune": ["a", "b", None],
            "commune_name": ["Thiers", "Ambert", None],
            "scope": ["commune", "commune", "remote"],
        }
    )

    def test_evidences_are_said_apart(self):
        assert by_evidence(self.FOUND) == "1\u00a0documentée et 2\u00a0illustratives"
        assert by_evidence(self.FOUND[:0]) == "aucune connue"
        assert where(self.FOUND) == "Thiers ; illustratif : Ambert et à distance"
        supplied = self.FOUND.assign(evidence=["supplied", "documented", "illustrative"])
        assert by_evidence(supplied) == "1\u00a0documentée, 1\u00a0saisie et 1\u00a0illustrative"

    def test_three_places_are_named_and_the_others_counted(self):
        names = ["Ambert", "Job", "Olmet", "Thiers"]
        found = pd.DataFrame(
            {"evidence": "documented", "commune": names, "commune_name": names, "scope": "commune"}
        )
        assert where(found).startswith("Ambert, Job, Olmet et ")
        assert "Thiers" not in where(found)

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (slice(0, 1), "1\u00a0fiche-action"),
            (slice(0, 2), "2\u00a0fiches-actions (dont 1\u00a0illustrative)"),
            (slice(1, 2), "1\u00a0fiche-action (illustrative)"),
            (slice(1, 3), "2\u00a0fiches-actions (toutes illustratives)"),
        ],
    )
    def test_illustrative_actions_are_counted(self, rows, said):
        assert told(self.FOUND[rows]) == said
