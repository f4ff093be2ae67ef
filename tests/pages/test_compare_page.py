"""What a reader reads and chooses on the page «Comparer», on Damier and its neighbours."""

from functools import cache

import pandas as pd
import pytest

from cls_dash.shell import atlas_map
from tests.comparing import more, peopled
from tests.pages.driver import (
    ENGLISH,
    TABS,
    answer,
    choose,
    html,
    listed,
    open_tab,
    table,
    texts,
    titles,
    unmarked,
)
from tests.seed import ALONE, seed_frames, separate, sow_frames

TITLE = "Comment ces territoires se comparent-ils ?"
ADDED = ("tiers", "quart", "quint")


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """The path of a store of five territories."""
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
    return sow_frames(frames, tmp_path_factory.mktemp("five") / "cls.gpkg")


@pytest.fixture
def compared(opened, five):
    """Return a function that opens the page on five territories and expects no failure."""

    def compared(**parameters):
        app = opened(five, "comparer", **parameters)
        assert not app.exception
        return app

    return compared


@pytest.fixture(scope="module")
def well_filled(tmp_path_factory):
    """
    Return a function that gives the path of a store where there is enough of two territories.

    Damier has 19 actions for 16,000 inhabitants, Voisin 15 for 1,000, each a series of its own;
    the list of pharmacies is complete.
    """

    @cache
    def well_filled(*, real):
        frames = seed_frames({}, "Atelier")
        separate(frames, real=real)
        more(frames, "voisin", ALONE, 15)
        frames["completeness"] = pd.DataFrame(
            {"category": ["pharmacy"], "area": "FR", "complete_on": "2025-12", "source": "essai"}
        )
        return sow_frames(frames, tmp_path_factory.mktemp("enough") / "cls.gpkg")

    return well_filled


@pytest.fixture
def judged(opened, well_filled):
    """Return a function that opens the page where there is enough of two territories."""

    def judged(*, real=True, **parameters):
        app = opened(well_filled(real=real), "comparer", **parameters)
        assert not app.exception
        return app

    return judged


def headers(app):
    return [unmarked(header.value) for header in app.header]


def chosen(app):
    return list(listed(app, "avec", "multiselect").value)


class TestReading:
    def test_it_asks_and_answers_with_its_uncertainty(self, page):
        app = page("comparer")
        assert titles(app) == [TITLE]
        assert answer(app).startswith(
            "Actions situées : rien à comparer encore. Il faut 15 actions situées, en 8 séries, "
            "dans deux territoires."
        )
        read = "\n".join(text for tab in TABS for text in texts(open_tab(app, tab)))
        assert (
            "Hors de la comparaison : Damier (trop peu saisi : 19\u00a0actions situées en 4\u00a0"
            "séries) et Voisin (pas encore saisie)."
        ) in read
        assert "Sur 19\u00a0actions situées, 17 sont illustratives" in read
        assert "Rien n’est encore compté : rien n’est comparé au hasard." in read
        assert "Aucun chiffre n’est encore connu de Damier." in read

    def test_its_parts_come_in_the_order_in_which_they_are_read(self, page):
        app = page("comparer")
        every_tab = [
            "Damier",
            "Voisin",
            "Les écarts dépassent-ils le hasard ?",
            "Damier face à ses repères",
            "Qu’est-ce qui change d’année en année ?",
            "Actions et budgets par thème",
        ]
        assert {tab: headers(open_tab(app, tab)) for tab in TABS} == {
            "Essentiel": every_tab,
            "Graphiques": [*every_tab, "Actions et budgets par thème"],
            "Tableau": [
                *every_tab,
                "Des périmètres inégaux",
                "Tous les indicateurs",
                "Actions et budgets par thème",
            ],
            "Télécharger": every_tab,
        }

    def test_enough_real_actions_are_judged_all_territories_together(self, judged):
        app = judged()
        assert answer(app) == (
            "Actions situées, pour 10\u202f000 habitants : Voisin 150,0 et Damier 11,9. Le hasard "
            "ne l’explique pas."
        )
        # 15 / 1,000 and 19 / 16,000, with Garwood's exact limits.
        read = "\n".join(texts(app))
        assert "Voisin : 150,0 (83,9 à 247,4)" in read
        assert "Damier : 11,9 (7,1 à 18,5)" in read

    def test_illustrative_actions_are_shown_and_never_judged(self, judged):
        said = answer(judged(real=False))
        assert said.startswith("Démonstration. Actions situées, pour 10\u202f000 habitants : ")
        assert "Pas de verdict : des actions illustratives sont comptées." in said
        assert "hasard" not in said

    def test_the_territory_of_the_bar_comes_first(self, page):
        app = page("comparer", territoire="voisin")
        assert headers(app)[:2] == ["Voisin", "Damier"]
        assert chosen(app) == ["damier"]

    @pytest.mark.parametrize("enough", [True, False])
    @pytest.mark.parametrize("layer", ["actions", "n.pharmacies"])
    def test_it_says_no_english_word(self, page, judged, layer, enough):
        app = judged(couleur=layer) if enough else page("comparer", couleur=layer)
        read = [text for name in TABS for text in texts(open_tab(app, name))]
        assert len(read) > 20
        assert [text for text in read if ENGLISH.search(text)] == []

    @pytest.mark.parametrize(("enough", "charts"), [(True, 4), (False, 1)])
    def test_charts_wait_for_their_tab(self, page, judged, enough, charts):
        app = judged() if enough else page("comparer")
        assert len(app.get("plotly_chart")) == 0
        open_tab(app, "Graphiques")
        assert len(app.get("plotly_chart")) == charts

    def test_what_is_compared_is_chosen_and_kept_in_the_address(self, judged):
        app = choose(judged(), "couleur", "n.pharmacies")
        assert answer(app).startswith("Trop peu pour comparer : pharmacies, 1 en tout")
        assert app.query_params["couleur"] == "n.pharmacies"
        assert "Ce chiffre" not in "\n".join(texts(app))

    def test_a_list_that_is_not_known_to_be_complete_is_not_offered(self, page):
        app = page("comparer", couleur="n.pharmacies")
        assert listed(app, "couleur").options == ["Actions situées"]
        assert "couleur" not in app.query_params

    def test_the_filters_of_one_territory_are_said_not_to_hold(self, page):
        app = page("comparer", contrat="2")
        assert "ne valent pas ici : tous les contrats comptent" in "\n".join(texts(app))
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

    def test_the_legend_stands_once_above_the_maps(self, page, monkeypatch):
        drawn = []
        monkeypatch.setattr(atlas_map, "atlas_map", lambda _, values, **__: drawn.append(values))
        app = page("comparer")
        assert [values.legend.classes for values in drawn] == [(), ()]
        assert len([value for value in html(app) if 'aria-label="Légende"' in value]) == 1

    def test_where_a_territory_cannot_be_compared_another_is_chosen(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        peopled(frames, {ALONE: 0})
        app = opened(sow_frames(frames, tmp_path / "cls.gpkg", release="empty"), "comparer")
        assert not app.exception
        assert len(app.info) == 1
        assert chosen(app) == ["voisin"]


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
        listed(app, "avec", "multiselect").set_value(["tiers", "voisin"]).run()
        assert not app.exception
        assert headers(app)[:3] == ["Damier", "Tiers", "Voisin"]
        assert app.query_params["avec"] == "tiers.voisin"

    def test_there_are_many_and_one_at_least(self, compared):
        app = compared()
        others = ["voisin", "tiers", "quart", "quint"]
        listed(app, "avec", "multiselect").set_value(others).run()
        assert chosen(app) == others
        listed(app, "avec", "multiselect").set_value([]).run()
        assert not app.exception
        assert chosen(app) == ["quart"]

    def test_a_territory_of_the_bar_is_no_longer_compared_with_itself(self, compared):
        app = choose(compared(avec="tiers"), "territoire", "tiers")
        assert headers(app)[0] == "Tiers"
        assert "tiers" not in chosen(app)
