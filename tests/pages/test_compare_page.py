"""What a reader reads and chooses on the page «Comparer», on Damier and its neighbours."""

import pandas as pd
import pytest

from cls_dash.shell import atlas_map
from tests.pages.driver import ENGLISH, answer, choose, html, stripped, texts
from tests.seed import ALONE, seed_frames, sow_frames

TITLE = "Comment ces territoires se comparent-ils ?"
ADDED = ("tiers", "quart", "quint")


@pytest.fixture
def compared(opened, tmp_path):
    """Return a function that opens the page on five territories and expects no failure."""
    frames = seed_frames({}, "Atelier")
    codes = ["63033", "63032", "63031"]
    members, territory = frames["perimeter"], frames["territory"].iloc[[1]]
    members.loc[members["commune"].isin(codes), "territory"] = list(ADDED)
    others = [territory.assign(slug=s, name=s.title(), short_name=s.title()) for s in ADDED]
    frames["territory"] = pd.concat([frames["territory"], *others], ignore_index=True)
    assets = frames["map_asset"]
    one = assets[assets["name"] == "voisin"]
    drawn = [one.assign(name=slug, digest=f"{slug:0<64}") for slug in ADDED]
    frames["map_asset"] = pd.concat([assets, *drawn], ignore_index=True)
    path = sow_frames(frames, tmp_path / "cls.gpkg", release="five")

    def compared(**parameters):
        app = opened(path, "comparer", **parameters)
        assert not app.exception
        return app

    return compared


def headers(app):
    return [header.value for header in app.header]


def table(app, caption):
    (found,) = [value for value in html(app) if f"<caption>{caption}" in value]
    return stripped(found.replace("</td>", "|").replace("</tr>", "\n"))


def chosen(app):
    return list(app.multiselect(key="_avec").value)


class TestReading:
    def test_it_asks_and_answers_with_its_uncertainty(self, page):
        app = page("comparer")
        assert [title.value for title in app.title] == [TITLE]
        assert answer(app).startswith("Actions localisées : les territoires ne se distinguent pas")
        assert "17 sont illustratives" in "\n".join(texts(app))
        assert headers(app) == [
            "Damier", "Voisin", "Des périmètres inégaux", "Tous les indicateurs",
            "Les écarts dépassent-ils le hasard ?", "Damier face à ses repères",
            "Qu’est-ce qui change d’année en année ?", "Actions et budgets par thème",
        ]  # fmt: skip

    def test_the_territory_of_the_bar_comes_first(self, page):
        app = page("comparer", territoire="voisin")
        assert headers(app)[:2] == ["Voisin", "Damier"]
        assert chosen(app) == ["damier"]

    @pytest.mark.parametrize("layer", ["actions", "actions_an", "lieux"])
    def test_it_says_no_english_word(self, page, layer):
        app = page("comparer", couleur=layer)
        for key in ("lire", "tableau", "telecharger", "lien"):
            app.session_state[key] = True
        read = list(texts(app.run()))
        assert len(read) > 20
        assert [text for text in read if ENGLISH.search(text)] == []

    def test_charts_follow_the_maps(self, page, browser):
        app = page("comparer")
        assert len(app.get("plotly_chart")) == 0
        browser.answer = {"painted": True}
        app.run()
        assert not app.exception
        assert len(app.get("plotly_chart")) == 4

    def test_what_is_compared_is_chosen_and_kept_in_the_address(self, page):
        app = choose(page("comparer"), "couleur", "lieux")
        assert answer(app).startswith("Trop peu pour comparer : lieux de soins et de prévention")
        assert app.query_params["couleur"] == "lieux"
        assert "Ce chiffre" not in "\n".join(texts(app))

    def test_the_filters_of_one_territory_are_said_not_to_hold(self, page):
        app = page("comparer", contrat="2")
        assert "propres à un territoire" in "\n".join(texts(app))
        assert "Damier|16|16\u202f000|2|" in table(app, "Ce qui est comparé")

    def test_a_territory_alone_has_nothing_to_be_compared_with(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        for name in ("territory", "perimeter", "contract"):
            key = "slug" if name == "territory" else "territory"
            frames[name] = frames[name][frames[name][key] == "damier"]
        app = opened(sow_frames(frames, tmp_path / "cls.gpkg", release="alone"), "comparer")
        assert not app.exception
        assert answer(app).startswith("L’atlas ne connaît qu’un territoire")

    def test_a_click_on_a_map_opens_the_sheet_in_its_territory(self, page, monkeypatch):
        def clicked(*_args, key, **_kwargs):
            return {"selected": ALONE, "at": 1} if key.startswith("comparer-voisin") else None

        monkeypatch.setattr(atlas_map, "st_folium", clicked)
        app = page("comparer", territoire="damier")
        assert app.selectbox(key="territoire").value == "voisin"
        assert "Commune 40" in answer(app)


class TestChoosing:
    def test_at_first_the_first_three_others_are_compared(self, compared):
        app = compared()
        assert headers(app)[:4] == ["Damier", "Quart", "Quint", "Tiers"]
        assert "avec" not in app.query_params

    def test_an_address_names_them(self, compared):
        app = compared(avec="voisin.tiers")
        assert headers(app)[:3] == ["Damier", "Voisin", "Tiers"]
        assert app.query_params["avec"] == "voisin.tiers"

    @pytest.mark.parametrize("avec", ["damier", "nulle-part", "tiers.tiers", "", "<b>.tiers"])
    def test_an_address_that_names_no_other_territory_is_as_if_it_named_none(self, compared, avec):
        assert chosen(compared(avec=avec)) == ["quart", "quint", "tiers"]

    def test_one_is_removed_and_another_added(self, compared):
        app = compared()
        app.multiselect(key="_avec").set_value(["tiers", "voisin"]).run()
        assert not app.exception
        assert headers(app)[:3] == ["Damier", "Tiers", "Voisin"]
        assert app.query_params["avec"] == "tiers.voisin"

    def test_there_are_three_at_most_and_one_at_least(self, compared):
        app = compared()
        app.multiselect(key="_avec").set_value(["voisin", "tiers", "quart", "quint"]).run()
        assert chosen(app) == ["voisin", "tiers", "quart"]
        app.multiselect(key="_avec").set_value([]).run()
        assert not app.exception
        assert chosen(app) == ["quart"]

    def test_a_territory_of_the_bar_is_no_longer_compared_with_itself(self, compared):
        app = choose(compared(avec="tiers"), "territoire", "tiers")
        assert headers(app)[0] == "Tiers"
        assert "tiers" not in chosen(app)
