"""What the page of a region offers: extents, a place, a file, and points over the map."""

import csv
import io
import json
from collections import Counter
from itertools import accumulate

import pandas as pd
import pytest

from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.errors import UnknownLayerError
from cls_dash.page.table import ShareTable
from cls_dash.questions.country import choropleth, extents, place, points, tables
from cls_dash.questions.country.choropleth import Colouring
from cls_dash.questions.country.figures import figures
from cls_dash.render import palette
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.web import country as fetched
from tests.asking import parts_of
from tests.seed import CODES
from tests.small_country import COUNTLESS, EMPTY, EVERY, ISLAND, LEFT, share
from tests.tables import cells
from tests.unit.test_view_country import built

DOCTORS, PHARMACISTS = "n.medecins", "n.rpps:10"
COMMUNES = Colouring("france", "commune", "n.medecins")
SCREENED = Colouring("france", "commune", "depistage")


@pytest.fixture
def release(country_readings):
    return country_readings


def placed(release, asked, code):
    """Return what is said of a place of a map, to the readers of a territory."""
    return place.place(release, figures(release, "damier", asked), code, "damier")


class TestExtents:
    def test_the_territory_comes_first_then_what_holds_it_then_the_others(self, release):
        found = extents.offered(release, "damier")
        assert list(found.items())[:6] == [
            ("territoire", "Ce territoire"),
            ("epci-200000001", "CC 01"),
            ("epci-200000002", "CC 02"),
            ("departement-63", "Département : Puy-de-Dôme"),
            ("region-84", "Région : Auvergne-Rhône-Alpes"),
            ("france", "Toute la France"),
        ]
        assert set(list(found)[6:]) == {
            "departement-03", "departement-2A", "departement-29", "region-94", "region-53",
        }  # fmt: skip

    def test_a_code_of_the_address_names_an_extent(self):
        assert extents.read("territoire", "damier") == Extent("territory", "damier")
        assert extents.read("france", "damier") == FRANCE
        assert extents.read("departement-2A", "damier") == Extent("departement", "2A")

    def test_each_has_a_map(self, release):
        for code in extents.offered(release, "damier"):
            ground, _ = extents.shown(release, extents.read(code, "damier"))
            assert asset_of(release, asset_digest(release, ground.asset))

    @pytest.mark.parametrize(
        "extent", [FRANCE, Extent("region", "84"), Extent("departement", "2A")]
    )
    def test_a_map_of_its_own_opens_on_all_of_it(self, release, extent):
        assert extents.shown(release, extent) == (extent, None)

    def test_an_epci_is_shown_among_its_neighbours(self, release):
        ground, (west, south, east, north) = extents.shown(release, Extent("epci", "200000001"))
        assert ground == Extent("departement", "63")
        margin = extents.MARGIN_DEG
        # The west is two squares wide and four high.
        assert (west, south) == pytest.approx((3.05 - margin, 45.05 - margin))
        assert (east, north) == pytest.approx((3.15 + margin, 45.35 + margin))

    @pytest.mark.parametrize(
        ("moved", "expected"),
        [(("03", "84"), Extent("region", "84")), (("2A", "94"), FRANCE)],
    )
    def test_across_a_border_it_is_shown_in_what_holds_it(self, changed_country, moved, expected):
        def change(frames):
            first = frames["commune"]["code"] == CODES[0]
            frames["commune"].loc[first, ["departement", "region"]] = moved

        ground, box = extents.shown(changed_country(change), Extent("epci", "200000001"))
        assert ground == expected
        assert box is not None

    def test_an_epci_without_any_point_opens_on_the_whole_map(self, changed_country):
        def change(frames):
            west = frames["commune"]["epci"] == "200000001"
            frames["commune"].loc[west, ["longitude", "latitude"]] = None

        _, box = extents.shown(changed_country(change), Extent("epci", "200000001"))
        assert box is None


class TestPlace:
    def test_its_value_its_rank_its_count_and_its_inhabitants(self, release):
        known = placed(release, COMMUNES, "63001")
        rates = choropleth.choropleth(release, COMMUNES).measured.figures
        below = sum(rate < 10.0 for rate in rates if rate == rate)
        share_below = f"{100 * below / (len(EVERY) - 3):.0f}\u00a0%"
        assert (known.name, known.commune) == ("Commune 01", "63001")
        assert known.facts == (
            "Médecins généralistes, par habitant (2018) : **10 pour 10\u202f000 habitants**.",
            f"Au-dessous : {share_below} des **27** communes connues de cette carte.",
            "Nombre recensé : **1**.",
            "Population : 1\u202f000.",
        )

    @pytest.mark.parametrize(("code", "people"), [(COUNTLESS, "pas de donnée"), (EMPTY, "0")])
    def test_what_is_missing_is_said_to_be(self, release, code, people):
        known = placed(release, COMMUNES, code)
        assert known.facts[0] == "Médecins généralistes, par habitant (2018) : **pas de donnée**."
        assert known.facts[-1] == f"Population : {people}."
        assert not [fact for fact in known.facts if "Au-dessous" in fact]

    @pytest.mark.parametrize("code", [LEFT, "63040", ISLAND])
    def test_only_a_member_has_a_sheet(self, release, code):
        assert placed(release, SCREENED, code).commune is None

    def test_a_group_is_named_and_has_no_sheet(self, release):
        for level, code, name in (
            ("epci", "200000020", "CC 20"),
            ("departement", "2A", "Corse-du-Sud"),
            ("region", "53", "Bretagne"),
        ):
            asked = Colouring("france", level, "n.rpps:10")
            known = placed(release, asked, code)
            assert (known.name, known.commune) == (name, None)

    @pytest.mark.parametrize("code", ["", "75056", "200000001", "<b>"])
    def test_elsewhere_nothing_is_known(self, release, code):
        assert placed(release, COMMUNES, code) is None
        elsewhere = Colouring("departement:03", "commune", "n.medecins")
        assert placed(release, elsewhere, "63000") is None


class TestFile:
    def read(self, release, question):
        text = tables.values_csv(release, question).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    def test_each_place_has_a_line_and_a_gap_is_empty(self, release):
        lines = self.read(release, SCREENED)
        assert [line["code"] for line in lines] == sorted(EVERY)
        by_code = {line["code"]: line for line in lines}
        assert by_code["63011"]["valeur"] == f"{share('63011')}".replace(".", ",")
        assert by_code["63010"]["valeur"] == by_code[COUNTLESS]["valeur"] == ""
        assert by_code["63011"] | {"valeur": ""} == {
            "code": "63011", "nom": "Commune 11", "valeur": "", "indicateur": "Dépistage",
            "unite": "% des personnes", "annee": "2020 à 2021",
        }  # fmt: skip

    def test_rates_come_with_what_they_are_made_of(self, release):
        lines = self.read(release, Colouring("france", "epci", "n.rpps:10"))
        (line,) = [line for line in lines if line["code"] == "200000001"]
        assert line["nombre"] == str(sum(1 + n % 6 for n in range(8)))
        assert line["valeur"] == "30,0"

    def test_the_table_begins_with_the_highest_and_keeps_the_unit_s_capitals(self, release):
        page = built(release, FRANCE, "epci", "revenu")
        assert "€ par UC" in page.table.header
        values = cells(page.table)
        assert values.index("24\u202f200") < values.index("20\u202f000")


class TestPoints:
    def decoded(self, body):
        told = json.loads(body)
        east, north = (accumulate(told["steps"][axis::2]) for axis in (0, 1))
        return [(x * told["scale"], y * told["scale"]) for x, y in zip(east, north, strict=True)]

    def test_what_may_be_laid_over(self, release):
        assert list(points.offered(release).items()) == [
            ("rien", "Rien de plus"),
            ("actions", "Actions situées"),
            ("etablissements", "Tous les établissements recensés"),
            ("hospital", "hôpital"),
            ("pharmacy", "pharmacie"),
        ]

    def test_places_of_care_are_sent_with_their_names_in_one_order(self, release):
        points = self.decoded(fetched.places(release, "etablissements"))
        names = json.loads(fetched.names(release, "etablissements"))["names"]
        assert dict(zip(names, points, strict=True)) == {
            "Hôpital du Damier": pytest.approx((3.06, 45.06), abs=5e-5),
            "Pharmacie": pytest.approx((3.35, 45.35), abs=5e-5),
        }

    @pytest.mark.parametrize(
        ("layer", "expected"),
        [
            ("actions", {"63000": 11, "63001": 6, "63010": 1, "63033": 1}),
            ("actions-documentees", {"63000": 1, "63001": 1}),
        ],
    )
    def test_actions_weigh_as_many_as_they_are(self, release, layer, expected):
        body = fetched.places(release, layer)
        weights = json.loads(body)["weights"]
        found = {
            f"630{round(10 * (x - 3.05))}{round(10 * (y - 45.05))}": weight
            for (x, y), weight in zip(self.decoded(body), weights, strict=True)
        }
        assert found == expected
        assert "recensés" not in str(points.shown(release, layer).many)
        assert "action" in points.shown(release, layer).many

    @pytest.mark.parametrize("layer", ["rien", "health_centre", "absent"])
    def test_others_are_not_known(self, release, layer):
        with pytest.raises(UnknownLayerError):
            fetched.places(release, layer)

    def test_documented_actions_alone_are_shown_when_only_they_are_asked_for(self):
        assert points.chosen("actions", documented_only=True) == points.DOCUMENTED
        assert points.chosen("actions", documented_only=False) == "actions"
        assert points.chosen("hospital", documented_only=True) == "hospital"

    def test_nothing_over_is_nothing_in_the_legend(self, release):
        assert points.shown(release, "rien") is None
        assert points.legend(release, "rien") is None
        assert points.legend(release, "hospital")["title"] == "hôpital"
        actions = points.legend(release, "actions")
        assert actions["title"] == "Démonstration : actions situées"
        documented = points.legend(release, "actions-documentees")
        assert documented["title"].startswith("Actions situées, ")
        labels = [size["label"] for size in actions["sizes"]]
        assert labels == ["une", "plusieurs, et combien"]


class TestShares:
    @pytest.mark.parametrize(
        ("extent", "level", "layer"),
        [
            (FRANCE, "commune", DOCTORS),
            (FRANCE, "commune", "depistage"),
            # All have some: nothing is in the class of those that have none.
            (FRANCE, "epci", PHARMACISTS),
            (Extent("region", "84"), "commune", PHARMACISTS),
        ],
    )
    def test_they_are_those_of_the_places_of_each_colour(self, release, extent, level, layer):
        page = built(release, extent, level, layer)
        found = choropleth.choropleth(release, Colouring(extent.asset, level, layer))
        marks = dict(zip(found.measured.figures.index, found.classes.marks, strict=True))
        mine = CODES if level == "commune" else ("200000001", "200000002")
        expected = []
        for rank, label in reversed(list(enumerate(found.classes.labels))):
            shares = []
            for places in ([p for p in mine if p != LEFT], marks):
                known = [marks[code] for code in places if marks[code] != "-"]
                shares.append(known.count(str(rank)) / len(known))
            expected.append((found.colours[rank], label, pytest.approx(tuple(shares))))
        (shares,) = parts_of(page, ShareTable)
        assert list(shares.classes) == expected
        assert shares.wholes == ("Territoire", "Toute la carte")

    def test_the_legend_counts_the_same_places(self, release):
        page = built(release, FRANCE, "commune", DOCTORS)
        classes = choropleth.choropleth(release, COMMUNES).classes
        legend = page.map.values.legend
        marks = Counter(classes.marks)
        counts = [int(line.count) for line in legend.classes]
        ranks = reversed(range(len(classes.labels)))
        assert counts == [*(marks[str(rank)] for rank in ranks), marks["-"]]
        assert sum(counts) == len(EVERY)

    def test_a_map_without_the_territory_has_no_share_of_it(self, release):
        page = built(release, Extent("region", "94"), "commune", DOCTORS)
        (shares,) = parts_of(page, ShareTable)
        assert shares.wholes == ("Toute la carte",)
        assert all(len(parts) == 1 for _, _, parts in shares.classes)


class TestOpening:
    def test_the_map_opens_on_france_where_most_of_it_is_known(self, release):
        assert extents.opening(release, "damier", "population_density") == "france"

    def test_it_opens_on_the_territory_where_the_rest_would_be_grey(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            mine = rows["geography"].isin(CODES) | (rows["indicator"] != "population_density")
            frames["observation"] = rows[mine]

        release = changed_country(change)
        assert extents.opening(release, "damier", "population_density") == extents.HERE

    def test_a_geography_that_lacks_a_departement_is_not_called_france(self, changed_country):
        assert extents.offered(changed_country(lambda _: None), "damier")["france"] == (
            "Toute la France"
        )

        def change(frames):
            more = frames["departement"].head(1).assign(departement="75", name="Paris")
            frames["departement"] = pd.concat([frames["departement"], more])

        found = extents.offered(changed_country(change), "damier")
        assert found["france"] == "Toutes les communes de l’atlas"


class TestSecrecy:
    def test_what_is_withheld_has_its_colour_its_count_and_its_word(self, changed_country):
        def change(frames):
            rows = frames["observation"]
            hidden = (rows["indicator"] == "depistage") & rows["geography"].isin(["63000", "63001"])
            frames["observation"].loc[hidden, ["value", "status"]] = [None, "withheld"]

        release = changed_country(change)
        found = choropleth.choropleth(release, SCREENED)
        assert found.classes.labels[0] == "secret statistique"
        assert found.classes.counts[0] == 2
        assert found.colours[0] == palette.GAPS["withheld"]
        page = built(release, FRANCE, "commune", "depistage")
        assert "Sous secret statistique : 2 communes du territoire." in page.opening.note
        known = placed(release, SCREENED, "63000")
        assert known.facts[0].endswith(": **secret statistique**.")
