"""What a reader reads and changes on the page of a region and of France."""

import json

import pytest
from streamlit.runtime.state import QueryParamsProxy
from streamlit_folium import generate_leaflet_string

from cls_dash.render import leaflet
from cls_dash.settings import settings
from cls_dash.shell import atlas_map
from tests.pages.driver import (
    ENGLISH,
    TABS,
    answer,
    choose,
    html,
    listed,
    open_tab,
    stripped,
    texts,
)
from tests.small_country import LEFT, share

TITLE = "Comment se situe le territoire, de la commune à la France ?"
DENSITY = (
    "Densité (2022) : la moitié des communes du territoire sont à 27\xa0hab./km² ou plus, comme "
    "sur toute la carte."
)


@pytest.fixture
def france(opened, country_file):
    """Return a function that opens the page on the country and expects no failure."""

    def france(**parameters):
        app = opened(country_file, "france", **parameters)
        assert not app.exception
        return app

    return france


class Drawn:
    """What the map is drawn with, and what is chosen in it: the driver runs no JavaScript."""

    answer, asked = None, 0

    def __call__(self, base, **options):
        self.base, self.options = base, options
        return self.answer

    def choose(self, app, layer, level="commune"):
        """Choose in the map, as its browser tells the page."""
        self.asked += 1
        self.answer = {"layer": layer, "level": level, "asked": self.asked}
        app.session_state[self.options["key"]] = self.answer
        app.run()
        assert not app.exception
        return app

    def click(self, app, code):
        """Click on a place."""
        self.asked += 1
        self.answer = {**(self.answer or {}), "selected": code, "at": self.asked}
        app.session_state[self.options["key"]] = self.answer
        app.run()
        assert not app.exception


@pytest.fixture
def drawn(monkeypatch):
    replaced = Drawn()
    monkeypatch.setattr(atlas_map, "st_folium", replaced)
    return replaced


def chosen(app):
    lists = {key: listed(app, key).value for key in ("etendue", "points")}
    return lists | {key: app.session_state[key] for key in ("couleur", "maille")}


def sent(drawn):
    """Return what the last run sent to the map."""
    script = generate_leaflet_string(drawn.options["feature_group_to_add"], base_id="group")
    start = script.index("JSON.parse(") + len("JSON.parse(")
    literal, _ = json.JSONDecoder().raw_decode(script, start)
    return json.loads(literal)


def map_options(drawn):
    (layer,) = [
        child for child in drawn.base._children.values() if isinstance(child, leaflet.AreaLayer)
    ]
    return json.loads(layer.options)


class TestReading:
    def test_it_opens_on_all_of_france_and_answers(self, france):
        app = france()
        assert [title.value for title in app.title] == [TITLE]
        assert answer(app).startswith(DENSITY)
        assert chosen(app) == {
            "etendue": "france", "couleur": "population_density", "maille": "commune",
            "points": "rien",
        }  # fmt: skip
        assert app.query_params == {
            "territoire": "damier", "couleur": "population_density", "maille": "commune",
        }  # fmt: skip

    @pytest.mark.parametrize("layer", ["population_density", "revenu", "n.rpps:10"])
    def test_it_says_no_english_word(self, france, layer):
        app = france(couleur=layer, points="actions")
        read = [text for name in TABS for text in texts(open_tab(app, name))]
        assert len(read) > 20
        assert [text for text in read if ENGLISH.search(text)] == []

    def test_the_bars_the_note_and_the_table_speak_of_the_map(self, france):
        app = france(couleur="depistage", etendue="region-94")
        noted = "\n".join(texts(app))
        open_tab(app, "Tableau")
        read = noted + "\n".join(texts(app))
        assert "Dépistage (2021). Participation." in read
        assert "Part des communes de chaque couleur" in read
        (table,) = [value for value in html(app) if "<table><caption>Dépistage" in value]
        assert "% des personnes" in stripped(table)
        highest = max(share(code) for code in ("2A001", "2A002", "2A003"))
        assert f"{highest:.1f}".replace(".", ",") in stripped(table)
        assert "63000" not in stripped(table)

    def test_without_any_value_it_says_so(self, opened, seeded_file):
        app = opened(seeded_file, "france")
        assert not app.exception
        assert [title.value for title in app.title] == [TITLE]
        assert answer(app).startswith("Aucun indicateur n’est connu dans assez de lieux")


class TestChoices:
    def test_the_address_says_each_choice_and_restores_it(self, france, drawn):
        app = choose(france(), "etendue", "region-84")
        drawn.choose(app, "n.medecins", "epci")
        choose(app, "points", "hospital")
        said = {"etendue": "region-84", "couleur": "n.medecins", "maille": "epci",
                "points": "hospital"}  # fmt: skip
        assert app.query_params == {"territoire": "damier", **said}
        again = france(**said)
        assert chosen(again) == said
        assert answer(again) == answer(app)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"etendue": "region-99"}, {"etendue": "population-1000"}, {"couleur": "malades"},
            {"couleur": "' OR 1=1"}, {"maille": "quartier"}, {"maille": "epci"},
            {"points": "<b>"}, {"lieu": "75056"}, {"lieu": "<b>"},
        ],
    )  # fmt: skip
    def test_an_unknown_code_falls_back_to_the_default(self, france, wrong):
        app = france(**wrong)
        assert answer(app).startswith(DENSITY)
        assert app.query_params == {
            "territoire": "damier", "couleur": "population_density", "maille": "commune",
        }  # fmt: skip

    def test_a_level_at_which_the_layer_is_not_known_gives_way(self, france, drawn):
        app = france(couleur="n.rpps:10", maille="region")
        assert app.query_params["maille"] == "region"
        drawn.choose(app, "revenu", "region")
        assert app.query_params["maille"] == "epci"
        assert answer(app).startswith(
            "Revenu (2021) : la moitié des intercommunalités du territoire"
        )

    def test_a_choice_is_heard_once_and_the_map_is_told_so(self, france, drawn):
        app = france()
        assert sent(drawn)["heard"] == 0
        drawn.choose(app, "depistage")
        assert (sent(drawn)["layer"], sent(drawn)["heard"]) == ("depistage", drawn.asked)
        # The map says its last choice again with each click: it does not undo a link.
        app.session_state["couleur"] = "population_density"
        app.run()
        assert sent(drawn)["layer"] == "population_density"

    @pytest.mark.parametrize(
        "told",
        [
            {"layer": "malades", "level": "commune", "asked": 1},
            {"layer": ["depistage"], "level": None, "asked": 1},
            {"layer": "depistage", "level": "commune", "asked": "1"},
            {"layer": "depistage", "level": "commune"},
            "depistage",
        ],
    )
    def test_what_no_map_would_say_changes_nothing(self, france, drawn, told):
        app = france()
        app.session_state[drawn.options["key"]] = told
        app.run()
        assert not app.exception
        assert answer(app).startswith(DENSITY)

    def test_another_territory_is_compared_on_the_same_map(self, france):
        app = choose(france(couleur="depistage", etendue="france"), "territoire", "voisin")
        own = f"{share('63040'):.1f}".replace(".", ",")
        assert answer(app).startswith(
            f"Dépistage (2020 à 2021) : {own}\u00a0% des personnes (Commune 40)"
        )
        assert app.session_state["couleur"] == "depistage"

    def test_an_extent_of_the_former_territory_does_not_stay(self, france):
        app = choose(france(etendue="epci-200000001"), "territoire", "voisin")
        assert listed(app, "etendue").value == "france"
        assert "etendue" not in app.query_params


class TestPlace:
    def test_a_click_shows_the_place_and_the_address_says_it(self, france, drawn):
        app = france()
        assert not app.header
        drawn.click(app, "63010")
        assert [header.value for header in app.header] == ["Commune 10"]
        assert app.query_params["lieu"] == "63010"
        assert "Ouvrir sa fiche" in [link.label for link in app.get("page_link")]
        drawn.click(app, LEFT)
        assert [header.value for header in app.header] == ["Commune 33"]
        assert "Ouvrir sa fiche" not in [link.label for link in app.get("page_link")]

    def test_the_place_stays_when_the_layer_changes_and_in_a_link(self, france, drawn):
        app = france()
        drawn.click(app, "63011")
        drawn.choose(app, "depistage")
        assert [header.value for header in app.header] == ["Commune 11"]
        own = f"{share('63011'):.1f}".replace(".", ",")
        assert f"Dépistage (2020 à 2021) : {own}\u00a0% des personnes." in "\n".join(texts(app))
        drawn.answer = None
        again = france(lieu="63011", couleur="depistage")
        assert [header.value for header in again.header] == ["Commune 11"]

    def test_a_place_that_is_not_on_the_map_goes_away(self, france, drawn):
        app = france()
        drawn.click(app, "63011")
        choose(app, "etendue", "region-94")
        assert not app.header
        assert "lieu" not in app.query_params

    def test_a_group_is_a_place(self, france, drawn):
        app = france(couleur="revenu")
        drawn.click(app, "200000020")
        assert [header.value for header in app.header] == ["CC 20"]
        assert "Ouvrir sa fiche" not in [link.label for link in app.get("page_link")]


class TestMap:
    def test_it_is_drawn_anew_only_for_another_extent(self, france, drawn):
        app = france()
        first = drawn.options["key"]
        drawn.choose(app, "n.rpps:10", "departement")
        assert drawn.options["key"] == first
        assert map_options(drawn)["box"] is None
        choose(app, "etendue", "epci-200000001")
        assert drawn.options["key"] != first
        west, south, east, north = map_options(drawn)["box"]
        assert (west < 3.05 < 3.15 < east, south < 45.05 < 45.35 < north) == (True, True)

    def test_the_map_is_told_where_to_fetch_and_nothing_more(self, france, drawn):
        france(couleur="n.medecins", points="hospital")
        values = sent(drawn)
        assert (values["layer"], values["level"]) == ("n.medecins", "commune")
        release, asset = values["values"].removeprefix("values/").split("/")
        assert asset == "france"
        assert values["choices"] == f"values/{release}/choices.json"
        assert values["points"]["address"] == f"points/{release}/hospital/places.json"
        assert values["perimeters"]["chosen"] == "damier"
        assert len(json.dumps(values)) < 1_500

    @pytest.mark.parametrize(
        ("evidence", "layer"), [("toutes", "actions"), ("documentees", "actions-documentees")]
    )
    def test_illustrative_actions_are_left_out_when_the_reader_leaves_them_out(
        self, france, drawn, evidence, layer
    ):
        app = france(points="actions", preuves=evidence)
        assert sent(drawn)["points"]["address"].endswith(f"/{layer}/places.json")
        assert listed(app, "points").value == "actions"

    def test_no_other_host_is_offered_by_default(self, france, drawn):
        france()
        assert map_options(drawn)["background"] is None
        assert "https://" not in drawn.base.get_root().render()

    def test_a_deployment_may_offer_a_background(self, france, drawn, monkeypatch):
        monkeypatch.setenv("CLS_BACKGROUND", "ign")
        france()
        background = map_options(drawn)["background"]
        assert background["address"].startswith("https://data.geopf.fr/wmts?")
        assert {"{z}", "{x}", "{y}"} <= {background["address"][at : at + 3] for at in
                                         range(len(background["address"]))}  # fmt: skip
        assert "IGN" in background["credits"]

    def test_no_other_background_is_known(self, monkeypatch):
        monkeypatch.setenv("CLS_BACKGROUND", "osm")
        settings.cache_clear()
        with pytest.raises(ValueError, match="background"):
            settings()
        settings.cache_clear()


def test_the_url_is_said_again_only_when_the_run_before_said_another(france, monkeypatch):
    app = france(couleur="depistage")
    said, kept = [], QueryParamsProxy.from_dict
    monkeypatch.setattr(
        QueryParamsProxy, "from_dict", lambda self, now: (said.append(now), kept(self, now))
    )
    app.run()
    assert said == []
    app.session_state["_said"] = app.session_state["_said"] | {"maille": "epci"}
    app.run()
    assert [now["maille"] for now in said] == ["commune"]
