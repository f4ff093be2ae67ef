"""The page of a region or of France: what it compares, and what it says of it."""

from collections import Counter
from statistics import median

import pandas as pd
import pytest

from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.domain.selection import Selection
from cls_dash.errors import UnknownLayerError
from cls_dash.page.model import Facts
from cls_dash.page.table import ShareTable
from cls_dash.questions.country import QUESTION, asked, choropleth, extents, points
from cls_dash.questions.country.choropleth import Colouring
from cls_dash.render import classes, palette
from cls_dash.store.queries import country as store_country
from tests.asking import answered, parts_of
from tests.seed import CODES
from tests.small_country import (
    CORSICA,
    COUNTLESS,
    EMPTY,
    EVERY,
    LEFT,
    NORTH,
    country_frames,
    share,
)

HERE = Extent("territory", "damier")
AUVERGNE, ALLIER, CORSE = (
    Extent("region", "84"),
    Extent("departement", "03"),
    Extent("region", "94"),
)
DOCTORS, PHARMACISTS = "n.medecins", "n.rpps:10"
PER = "pour 10\u202f000 habitants"


def built(release, extent, level, layer, *, over=points.NONE, territory="damier"):
    where = extents.HERE if extent.kind == "territory" else extent.name.replace(":", "-")
    codes = {"etendue": where, "maille": level, "couleur": layer, "points": over}
    return answered(release, QUESTION, Selection(territory), **codes)


@pytest.fixture
def release(country_readings):
    return country_readings


class TestLayers:
    def test_needs_come_first_then_the_most_finely_known_then_what_is_counted(self, release):
        assert list(asked.colours(release).items()) == [
            ("population_density", "Densité"),
            ("depistage", "Dépistage"),
            ("revenu", "Revenu"),
            (DOCTORS, "Médecins généralistes, par habitant"),
            (PHARMACISTS, "Pharmacien, par habitant"),
        ]

    @pytest.mark.parametrize(
        ("layer", "expected"),
        [
            ("depistage", ["Communes"]),
            ("revenu", ["Intercommunalités"]),
            (DOCTORS, ["Communes", "Intercommunalités", "Départements", "Régions"]),
        ],
    )
    def test_a_layer_has_the_levels_at_which_it_is_known(self, release, layer, expected):
        assert list(asked.levels(release, layer).values()) == expected

    @pytest.mark.parametrize("known", [4, 5])
    def test_it_must_be_known_in_five_places_at_least(self, changed_country, known):
        def change(frames):
            rows = frames["observation"]
            out = (rows["indicator"] == "revenu") & (rows.groupby("indicator").cumcount() >= known)
            frames["observation"] = rows[~out]

        assert ("revenu" in asked.colours(changed_country(change))) == (known == 5)

    def test_it_opens_on_what_is_known_of_the_territory(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            here = rows["indicator"].eq("population_density") & rows["geography"].isin(CODES)
            frames["observation"] = rows[~here]

        release = changed_country(change)
        everywhere, here = asked.colours(release), asked.colours(release, "damier")
        assert next(iter(everywhere)) == "population_density"
        assert next(iter(here)) == "depistage"
        assert sorted(here) == sorted(everywhere)

    def test_a_store_without_values_offers_nothing(self, sown):
        assert asked.colours(sown(lambda _: None)) == {}

    @pytest.mark.parametrize(
        "asked",
        [
            Colouring("france", "commune", "absent"),
            Colouring("france", "epci", "depistage"),
            Colouring("france", "quartier", DOCTORS),
            Colouring("nulle-part", "commune", "depistage"),
            Colouring("region:99", "commune", "depistage"),
            Colouring("population:1000", "commune", "depistage"),
        ],
    )
    def test_what_is_not_known_is_refused(self, release, asked):
        with pytest.raises(UnknownLayerError):
            choropleth.choropleth(release, asked)


def naive_counts(release, service, level):
    """Sum the rows of the latest year, place by place."""
    category, year = {"medecins": ("bpe:D201", 2018), "rpps:10": ("rpps:10", 2024)}[service]
    of = store_country.places(release, FRANCE)
    counts = Counter()
    for row in country_frames()["provider_count"].itertuples():
        if (row.category, row.year) == (category, year) and row.commune in of.index:
            counts[row.commune if level == "commune" else of[level][row.commune]] += row.n
    return counts


def naive_rates(release, category, level):
    """Count and divide, place by place."""
    counts = naive_counts(release, category, level)
    people = store_country.population(release, level)
    return {
        place: 10_000 * counts.get(place, 0) / n if n == n and n > 0 else None
        for place, n in sorted(people.items())
    }


def naive_marks(values, *, k, digits, zero):
    """Class values one by one as they are read, the bounds being interpolated by hand."""
    values = [v if v is None or not round(v, digits) else round(v, digits) for v in values]
    known = sorted(v for v in values if v is not None and not (zero and v == 0))
    ranks = [(len(known) - 1) * part / k for part in range(1, k)]
    cuts = [known[int(r)] + (r % 1) * (known[min(int(r) + 1, len(known) - 1)] - known[int(r)])
            for r in ranks]  # fmt: skip
    bounds = sorted({round(cut, digits) for cut in cuts})
    kept = [cut for cut in bounds if known[0] <= cut < round(known[-1], digits)]
    kept = [cut for before, cut in zip([-1.0, *kept], kept, strict=False)
            if any(before < v <= cut for v in known)]  # fmt: skip
    kept = [0.0, *kept] if zero else kept
    return "".join("-" if v is None else str(sum(v > cut for cut in kept)) for v in values)


class TestClasses:
    @pytest.mark.parametrize("level", ["commune", "epci", "departement", "region"])
    @pytest.mark.parametrize("category", ["medecins", "rpps:10"])
    def test_rates_are_classed_as_by_hand_and_a_gap_stays_a_gap(self, release, category, level):
        found = choropleth.choropleth(release, Colouring("france", level, f"n.{category}"))
        rates = naive_rates(release, category, level)
        shown = found.measured.figures
        assert shown.index.tolist() == list(rates)
        assert shown.dropna().to_dict() == pytest.approx(
            {place: rate for place, rate in rates.items() if rate is not None}
        )
        k = min(5, len({rate for rate in rates.values() if rate is not None}))
        expected = naive_marks(rates.values(), k=k, digits=found.digits, zero=True)
        assert found.classes.marks == expected
        gaps = {place for place, mark in zip(rates, expected, strict=True) if mark == "-"}
        assert gaps == {"commune": {COUNTLESS, EMPTY}, "epci": {NORTH[EMPTY]}}.get(level, set())

    def test_an_indicator_is_classed_as_by_hand(self, release):
        found = choropleth.choropleth(release, Colouring("france", "commune", "depistage"))
        latest = store_country.latest(release, "depistage", "commune")["value"]
        values = [v if (v := latest.get(code)) == v else None for code in sorted(EVERY)]
        expected = naive_marks(values, k=5, digits=found.digits, zero=False)
        assert found.classes.marks == expected
        assert Counter(expected)["-"] == len(NORTH) + 1
        assert found.measured.year == "2020 à 2021"

    def test_each_map_has_classes_of_its_own(self, release):
        whole = choropleth.choropleth(release, Colouring("france", "commune", "depistage"))
        part = choropleth.choropleth(release, Colouring("damier", "commune", "depistage"))
        assert len(part.classes.marks) == 16
        assert not whole.classes.marks.startswith(part.classes.marks)
        assert part.classes.labels != whole.classes.labels

    @pytest.mark.parametrize(
        ("layer", "level", "darkest"),
        [("depistage", "commune", "lowest"), ("revenu", "epci", "highest"),
         ("population_density", "commune", "highest")],
    )  # fmt: skip
    def test_the_darkest_is_the_least_favourable_or_the_highest(
        self, release, layer, level, darkest
    ):
        colours = choropleth.choropleth(release, Colouring("france", level, layer)).colours
        expected = palette.SEQUENTIAL if darkest == "highest" else palette.SEQUENTIAL[::-1]
        assert colours == expected

    def test_what_has_none_is_of_the_colour_of_nothing(self, release):
        found = choropleth.choropleth(release, Colouring("france", "commune", DOCTORS))
        assert (found.classes.labels[0], found.colours[0]) == ("aucun", palette.ZERO)
        assert len(set(found.colours)) == len(found.classes.labels)

    @pytest.mark.parametrize(
        ("values", "digits"),
        [
            ([1.0, 2.0, 3.0], 0), ([0.5, 1500.0], 0), ([12.34, 56.78], 1), ([1.23, 4.56], 2),
            ([0.0012, 0.0034], 3), ([0.0, 0.0], 0), ([None, None], 0), ([123.4, 567.8], 0),
        ],
    )  # fmt: skip
    def test_three_figures_are_written(self, values, digits):
        assert classes.decimals(pd.Series(values, dtype=float)) == digits


class TestAnswer:
    def said(self, release, *asked, **options):
        return built(release, *asked, **options).answer

    def test_providers_are_counted_all_together_by_inhabitant(self, release):
        counts = naive_counts(release, "medecins", "commune")
        people = store_country.population(release, "commune")
        here = [code for code in CODES if code != LEFT]
        rates = []
        for codes in (here, [code for code in EVERY if people[code] > 0]):
            n = sum(counts.get(code, 0) for code in codes)
            rates.append(f"{10_000 * n / sum(people[code] for code in codes):.0f}")
        none = sum(code not in counts for code in here)
        assert self.said(release, FRANCE, "commune", DOCTORS) == (
            f"Médecins généralistes, par habitant (2018) : **{rates[0]} {PER}** dans le "
            f"territoire, contre **{rates[1]}** sur la carte."
        )
        note = built(release, FRANCE, "commune", DOCTORS).opening.note
        assert f"Il n’y en a aucun dans {none} des 15 communes du territoire." in note

    def test_that_some_have_none_is_said_only_where_some_have(self, release):
        page = built(release, FRANCE, "epci", PHARMACISTS)
        assert page.answer.endswith("** sur la carte.")
        assert "aucun dans" not in page.opening.note

    def test_the_middle_of_the_territory_and_of_the_map(self, release):
        density = store_country.latest(release, "population_density", "commune")["value"]
        here = f"{median(density[[code for code in CODES if code != LEFT]]):.0f}"
        assert here == f"{median(density):.0f}"
        assert self.said(release, FRANCE, "commune", "population_density") == (
            "Densité (2022) : la moitié des communes du territoire sont à "
            f"**{here}\xa0hab./km²** ou plus, comme sur toute la carte."
        )

    def test_it_says_for_how_many_when_part_is_known(self, release):
        known = sorted([1.0] * 4 + [share(c) for c in EVERY[4:16] if c not in {"63010", LEFT}])
        own = f"{median(known):.1f}".replace(".", ",")
        assert self.said(release, FRANCE, "commune", "depistage").startswith(
            "Dépistage (2020 à 2021) : la moitié des communes du territoire dont la valeur est "
            f"connue (**14** sur 15) sont à **{own}\xa0% des personnes** ou plus, contre **"
        )

    def test_one_place_has_its_own_value(self, release):
        own = f"{share('63040'):.1f}".replace(".", ",")
        said = self.said(release, FRANCE, "commune", "depistage", territory="voisin")
        assert said.startswith(
            f"Dépistage (2020 à 2021) : **{own} % des personnes** (Commune 40) ; la moitié des "
            "**20** communes connues de cette carte sont à **"
        )

    def test_it_says_the_ends_and_the_colour_that_it_has_far_oftener(self, release):
        page = built(release, FRANCE, "commune", "population_density")
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        (shares,) = parts_of(page, ShareTable)
        low, high = (f"{3**rank:,}".replace(",", "\u202f") for rank in (0, 6))
        assert facts[0].startswith(f"Dans le territoire, du plus bas au plus haut : de **{low}** (")
        assert f") à **{high}** (" in facts[0]
        told = [each for each in facts if each.startswith("Couleur")]
        far = [
            each for each in shares.classes
            if each[2][0] >= 1.5 * each[2][1] and round(each[2][0] * 15) >= 5
        ]  # fmt: skip
        assert len(told) == bool(far)

    def test_a_colour_that_it_has_far_oftener_is_told_with_both_shares(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            here = rows["indicator"].eq("population_density") & rows["geography"].isin(CODES[:12])
            frames["observation"] = rows.assign(value=rows["value"].mask(here, 5_000.0))

        page = built(changed_country(change), FRANCE, "commune", "population_density")
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        communes = len([code for code in CODES[:12] if code != LEFT])
        own = f"{communes / (len(CODES) - 1):.0%}".replace("%", "\xa0%")
        everywhere = f"{12 / len(EVERY):.0%}".replace("%", "\xa0%")
        assert facts[1] == (
            f"Couleur « 5\u202f000 » : **{own}** des communes du territoire, "
            f"contre **{everywhere}** sur toute la carte."
        )

    def test_one_place_in_a_class_is_not_the_colour_of_a_territory(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            density = rows["indicator"].eq("population_density")
            value = rows["value"].mask(density, 0.0)
            alone = density & rows["geography"].eq(CODES[0])
            frames["observation"] = rows.assign(value=value.mask(alone, 5_000.0))

        page = built(changed_country(change), FRANCE, "commune", "population_density")
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        (shares,) = parts_of(page, ShareTable)
        assert any(own > 1.5 * wider > 0 for _, _, (own, wider) in shares.classes)
        assert not [each for each in facts if each.startswith("Couleur")]

    def test_what_is_the_same_on_the_whole_map_is_not_opposed_to_it(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            density = rows["indicator"].eq("population_density")
            ranks = rows["geography"].rank(method="dense") % 3
            frames["observation"] = rows.assign(value=rows["value"].mask(density, 25.7 + ranks))

        page = built(changed_country(change), FRANCE, "commune", "population_density")
        assert "contre" not in page.answer

    def test_ends_of_what_is_partly_known_are_those_of_what_is_known(self, release):
        page = built(release, FRANCE, "commune", "depistage")
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        assert facts[0].startswith(
            "Parmi les **14** communes connues du territoire, du plus bas au plus haut : de **"
        )

    def test_where_the_map_is_partly_known_the_colour_is_beside_what_is_known(
        self, changed_country
    ):
        def change(frames):
            rows = frames["observation"]
            here = rows["indicator"].eq("population_density") & rows["geography"].isin(CODES[:12])
            rows = rows.assign(value=rows["value"].mask(here, 5_000.0))
            away = rows["indicator"].eq("population_density") & rows["geography"].isin(CORSICA)
            frames["observation"] = rows[~away]

        page = built(changed_country(change), FRANCE, "commune", "population_density")
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        assert facts[1].endswith(
            f" des **{len(EVERY) - len(CORSICA)}** communes connues de cette carte."
        )

    @pytest.mark.parametrize("territory", ["voisin", "damier"])
    def test_few_places_or_the_whole_map_have_no_colour_of_their_own(self, release, territory):
        extent = FRANCE if territory == "voisin" else HERE
        page = built(release, extent, "commune", "depistage", territory=territory)
        facts = [sentence for part in parts_of(page, Facts) for sentence in part.sentences]
        assert not [each for each in facts if each.startswith("Couleur")]

    def test_departements_are_said_to_be_known_in_the_masculine(self, changed_country):
        def change(frames):
            rows = frames["provider_count"]
            frames["provider_count"] = rows[~rows["commune"].isin(CORSICA)]

        page = built(changed_country(change), FRANCE, "departement", DOCTORS)
        assert "départements connues" not in f"{page.answer} {page.opening.note}"

    def test_one_known_among_several_is_said_to_be_alone(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            away = rows["geography"].isin([*EVERY[:3], *EVERY[4:16]])
            frames["observation"] = rows[~(away & (rows["indicator"] == "depistage"))]

        assert self.said(changed_country(change), FRANCE, "commune", "depistage").startswith(
            "Dépistage (2020 à 2021) : **1,0 % des personnes** (Commune 03, seule valeur connue "
            "sur 15) ; "
        )

    def test_nothing_known_of_the_territory(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            away = rows["geography"].isin(EVERY[:16]) & (rows["indicator"] == "depistage")
            frames["observation"] = rows[~away]
            more = rows[rows["indicator"] == "population_density"].assign(
                indicator="depistage", year="2024", value=10.0
            )
            more = more[~more["geography"].isin(EVERY[:16])]
            frames["observation"] = pd.concat([frames["observation"], more])

        release = changed_country(change)
        assert self.said(release, FRANCE, "commune", "depistage") == (
            "Dépistage (2024) : **aucune valeur connue** pour les communes du territoire ; **13** "
            "des **13** communes connues de cette carte sont à **10\xa0% des personnes**."
        )
        (shares,) = parts_of(built(release, FRANCE, "commune", "depistage"), ShareTable)
        assert shares.wholes == ("Toute la carte",)

    def test_nothing_known_at_all(self, release):
        assert self.said(release, ALLIER, "commune", "depistage") == (
            "Dépistage : **aucune valeur connue** ici."
        )
        page = built(release, ALLIER, "commune", "depistage")
        assert parts_of(page, ShareTable) == []
        legend = page.map.values.legend
        assert [(line.colour, line.count) for line in legend.classes] == [(None, "8")]

    def test_elsewhere_or_alone_there_is_nothing_to_compare(self, release):
        assert self.said(release, HERE, "epci", "revenu") == (
            "Revenu (2021) : la moitié des intercommunalités du territoire sont à "
            "**20\u202f350\xa0€ par UC** ou plus."
        )
        middle = f"{median(map(share, CORSICA)):.1f}".replace(".", ",")
        assert self.said(release, CORSE, "commune", "depistage") == (
            "Dépistage (2021) : la moitié des communes de cette carte sont à "
            f"**{middle}\xa0% des personnes** ou plus."
        )

    def test_of_one_place_nobody_is_above_the_middle(self, release):
        (rate,) = [
            rate
            for place, rate in naive_rates(release, "rpps:10", "region").items()
            if place == "84"
        ]
        written = f"**{rate:.1f} {PER}**".replace(".", ",")
        assert self.said(release, AUVERGNE, "region", PHARMACISTS) == (
            f"Pharmacien, par habitant (2024) : {written} dans le territoire."
        )
        assert self.said(release, AUVERGNE, "region", PHARMACISTS, territory="absent") == (
            f"Pharmacien, par habitant (2024) : {written}, la seule valeur connue de cette carte."
        )
