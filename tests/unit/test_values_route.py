"""What the browser fetches of values and points: kept for ever, the same as the page says."""

import gzip
import json
from collections import Counter
from itertools import pairwise

import pytest
from starlette.applications import Starlette

from cls_dash.domain.extent import FRANCE
from cls_dash.questions.country import layers
from cls_dash.questions.country.asked import colours
from cls_dash.questions.country.choropleth import Colouring, choropleth
from cls_dash.questions.country.maps import shared
from cls_dash.store.open import open_store
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.web import values
from tests.conftest import opened
from tests.seed import sow_frames
from tests.small_country import country_frames, sow_country
from tests.unit.test_web import fetch

ASKED = [
    ("france", "commune", "depistage"),
    ("france", "epci", "revenu"),
    ("france", "commune", "n.rpps:10"),
    ("france", "departement", "n.rpps:10"),
    ("damier", "commune", "n.medecins"),
    ("region:94", "commune", "population_density"),
]
GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def store(country_file):
    with opened(f"sqlite:///{country_file}") as store:
        yield store


@pytest.fixture
def app(store):
    return Starlette(routes=values.routes(store))


@pytest.fixture
def release(store):
    with store.reading() as release:
        yield release


def view(release, layer="depistage", level="commune", over="rien"):
    return shared(release, Colouring(FRANCE.asset, level, layer), "damier", over)


def address_of(shown, what="values"):
    """Return where what a shared map shows is fetched."""
    return f"{shown.values}/{shown.level}/{shown.layer}/{what}.json"


def told(app, address):
    answer = fetch(app, f"/assets/{address}")
    assert answer.status == 200
    return json.loads(answer.body)


class TestHeaders:
    @pytest.mark.parametrize("over", ["actions", "hospital"])
    def test_compressed_or_not_it_is_the_same_and_kept_for_ever(self, app, release, over):
        shown = view(release, over=over)
        for address in (
            shown.choices, address_of(shown), address_of(shown, "figures"),
            shown.points.address, shown.perimeters.address,
        ):  # fmt: skip
            compressed = fetch(app, f"/assets/{address}", GZIP)
            whole = fetch(app, f"/assets/{address}")
            assert compressed.headers["content-encoding"] == "gzip"
            assert "content-encoding" not in whole.headers
            assert gzip.decompress(compressed.body) == whole.body
            for answer in (compressed, whole):
                assert answer.status == 200
                assert answer.headers["content-type"] == "application/json"
                assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
                assert answer.headers["vary"] == "Accept-Encoding"
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert int(answer.headers["content-length"]) == len(answer.body)

    @pytest.mark.parametrize(
        ("part", "wrong"),
        [
            ("values/", "values/0"), ("/values.json", "/choices.json"),
            ("france", "nulle-part"), ("france", "region:99"), ("france", "population:1000"),
            ("france", "drop:table"), ("france", "epci:1"),
            ("commune", "epci"), ("commune", "quartier"), ("commune", "code"),
            ("depistage", "absent"), ("depistage", "n.absent"), ("depistage", "malades"),
            ("depistage", "rare"),
            ("values.json", "absent.json"), ("values.json", "places.json"),
            ("values.json", "ranks.json"), ("values.json", "names.json"),
        ],
    )  # fmt: skip
    def test_what_is_not_there_is_not_found_and_not_for_ever(self, app, release, part, wrong):
        address = address_of(view(release))
        assert part in address
        answer = fetch(app, f"/assets/{address.replace(part, wrong, 1)}")
        assert answer.status == 404
        assert "immutable" not in answer.headers.get("cache-control", "")

    @pytest.mark.parametrize("wrong", ["absent", "rien", "health_centre", "depistage"])
    def test_nor_are_points_of_which_there_are_none(self, app, release, wrong):
        address = view(release, over="hospital").points.address
        assert fetch(app, f"/assets/{address}").status == 200
        assert fetch(app, f"/assets/{address.replace('hospital', wrong)}").status == 404

    @pytest.mark.parametrize("what", ["values", "figures", "absent"])
    def test_points_have_no_classes(self, app, release, what):
        address = view(release, over="hospital").points.address
        assert fetch(app, f"/assets/{address.replace('places', what)}").status == 404

    def test_an_absent_store_is_unavailable_and_not_for_ever(self, app, release, tmp_path):
        path = tmp_path / "cls.gpkg"
        absent = open_store(f"sqlite:///{path}")
        empty = Starlette(routes=values.routes(absent))
        address = f"/assets/{address_of(view(release))}"
        answer = fetch(empty, address)
        assert answer.status == 503
        assert "immutable" not in answer.headers.get("cache-control", "")
        sow_country(path)
        assert fetch(empty, address).body == fetch(app, address).body
        absent.engine.dispose()

    def test_a_page_of_before_is_never_given_the_values_of_another_release(self, tmp_path):
        path = tmp_path / "cls.gpkg"
        sow_frames(country_frames(), path, release="before")
        store = open_store(f"sqlite:///{path}")
        app = Starlette(routes=values.routes(store))
        with store.reading() as release:
            seen, unseen = (address_of(view(release), what) for what in ("values", "figures"))
        body = fetch(app, f"/assets/{seen}").body
        store.engine.dispose()
        sow_frames(country_frames(), path, release="after")
        with store.reading() as release:
            assert address_of(view(release)) != seen
        assert fetch(app, f"/assets/{seen}").body == body
        assert fetch(app, f"/assets/{unseen}").status == 404
        store.engine.dispose()


class TestContent:
    @pytest.mark.parametrize("asked", ASKED)
    def test_what_is_fetched_is_what_the_legend_counts(self, app, release, asked):
        question = Colouring(*asked)
        found = choropleth(release, question)
        stem = view(release).values.split("/")[1]
        shown = told(app, f"values/{stem}/{'/'.join(asked)}/values.json")
        marks = shown["classes"]
        assert len(marks) == len(found.measured.figures)
        counts = Counter(marks)
        assert [counts[str(rank)] for rank in range(len(found.classes.labels))] == list(
            found.classes.counts
        )
        assert counts["-"] == found.classes.missing
        assert shown["palette"] == list(found.colours)
        legend = {line["colour"]: line for line in shown["legend"]["classes"]}
        for rank, (colour, label) in enumerate(
            zip(found.colours, found.classes.labels, strict=True)
        ):
            if not counts[str(rank)]:  # A class of nobody is not told.
                assert colour not in legend
                continue
            assert legend[colour]["label"] == label
            assert legend[colour]["count"] == str(counts[str(rank)])

    def test_each_choice_that_is_offered_may_be_fetched(self, app, release):
        known = told(app, view(release).choices)
        assert [each["code"] for each in known["layers"]] == list(colours(release))
        stem = view(release).values
        for each in known["layers"]:
            assert set(each["levels"]) <= set(known["levels"])
            for level in each["levels"]:
                shown = told(app, f"{stem}/{level}/{each['code']}/values.json")
                assert shown["legend"]["title"].startswith(each["title"])
                assert told(app, shown["figures"]["address"])["columns"]

    @pytest.mark.parametrize("layer", ["depistage", "n.medecins"])
    def test_marks_are_in_the_order_of_the_map_s_areas(self, app, release, layer):
        shown = view(release, layer)
        asset = json.loads(gzip.decompress(asset_of(release, asset_digest(release, "france"))))
        total, areas = 0, []
        for step in asset["objects"]["areas"]["codes"]:
            total += step
            areas.append(total)
        known = layers.measured(release, layers.offered(release)[layer], "commune", FRANCE).figures
        by_area = {int(code, 36): value for code, value in known.items()}
        marks = told(app, address_of(shown))["classes"]
        values_by_mark = {}
        for area, mark in zip(areas, marks, strict=True):
            values_by_mark.setdefault(mark, []).append(by_area[area])
        assert all(value != value for value in values_by_mark.pop("-"))
        ranked = [values_by_mark[mark] for mark in sorted(values_by_mark)]
        assert len(ranked) > 3
        for lower, higher in pairwise(ranked):
            assert max(lower) < min(higher)

    @pytest.mark.parametrize("asked", ASKED)
    def test_figures_are_the_values_as_they_are_written(self, app, release, asked):
        asset, level, layer = asked
        found = choropleth(release, Colouring(*asked))
        stem = view(release).values.split("/")[1]
        columns = told(app, f"values/{stem}/{asset}/{level}/{layer}/figures.json")["columns"]
        sent = [found.measured.figures]
        if found.measured.counts is not None:
            sent.append(found.measured.counts)
        assert len(columns) == len(sent)
        for column, known, digits in zip(columns, sent, (found.digits, 0), strict=False):
            assert [n is None for n in column] == known.isna().tolist()
            for n, value in zip(column, known, strict=True):
                assert n is None or abs(n / 10**digits - value) <= 0.5 / 10**digits + 1e-9
        lines = told(app, f"values/{stem}/{asset}/{level}/{layer}/values.json")["figures"]["lines"]
        assert [line["digits"] for line in lines] == [found.digits] + [0] * (len(columns) - 1)

    def test_points_and_names_are_fetched_together(self, app, release):
        points = view(release, over="etablissements").points
        assert (
            len(told(app, points.address)["steps"])
            == 2 * len(told(app, points.names)["names"])
            == 4
        )
        actions = view(release, over="actions").points
        assert actions.names is None
        assert sum(told(app, actions.address)["weights"]) == 19
