"""The public site, whatever is asked of it: it answers in French and changes nothing."""

from hashlib import file_digest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cls_dash.settings import ROOT
from cls_dash.shell import menu
from tests.pages.driver import ENGLISH, badge, texts
from tests.seed import sow

PAGES = [*menu.TITLES, *menu.FOOT]
KNOWN = ["damier", "voisin", "tous", "1", "2", "2021-2022", "documentees", "63000", "12", "24",
         "epci", "france", "territoire", "actions", "3", "toutes", "true"]  # fmt: skip
HARM = ["' OR 1=1 --", "1; DROP TABLE commune", "../../etc/passwd", "<script>alert(1)</script>",
        "${7*7}", "{{7*7}}", "%00", "\x00", "𝕊", "-1", "NaN", "9" * 400, ""]  # fmt: skip
VALUES = st.sampled_from(KNOWN) | st.sampled_from(HARM) | st.text(max_size=40)
ADDRESSES = st.dictionaries(
    st.sampled_from(sorted(menu.PARAMETERS - {"embed"})), VALUES, max_size=6
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return sow(tmp_path_factory.mktemp("public") / "cls.gpkg")


@pytest.fixture
def public(opened, monkeypatch):
    """Return a function that opens a page of the public site."""
    monkeypatch.setenv("CLS_PROFILE", "public")
    return opened


def digest(path):
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest(), sorted(path.parent.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("stem", PAGES)
def test_no_address_breaks_a_page_or_changes_the_store(public, path, stem):
    before = digest(path)
    public(path, stem)  # What follows shares its answers, as visitors of one process do.

    @settings(max_examples=6)
    @given(ADDRESSES)
    def asked(parameters):
        app = AppTest.from_file(ROOT / "cls_dash/shell/frame.py", default_timeout=60)
        for name, code in parameters.items():
            app.query_params[name] = code
        app.switch_page(str(menu.script(stem))).run()
        assert not app.exception
        assert not app.error
        assert app.title

    asked()
    assert digest(path) == before


def test_what_is_made_for_the_demonstration_is_not_shown(public, path):
    app = public(path, "carte_actions", territoire="damier", preuves="toutes")
    assert badge(app) == "4\u00a0actions documentéesdonnées de démonstration écartées de ce site"
    assert "preuves" not in [box.key for box in app.selectbox]


def test_it_is_shown_where_the_deployment_says_so(public, path, monkeypatch):
    monkeypatch.setenv("CLS_SHOW_ILLUSTRATIVE", "true")
    assert "17\u00a0illustratives" in badge(public(path, "carte_actions", territoire="damier"))


@pytest.mark.parametrize("stem", menu.FOOT)
def test_a_page_of_the_foot_speaks_french_without_the_store(public, tmp_path, stem):
    app = public(tmp_path / "absent.gpkg", stem)
    assert not app.exception
    assert not app.info
    assert [word for text in texts(app) for word in ENGLISH.findall(text)] == []


def test_every_page_leads_to_them(public, path):
    for stem in PAGES:
        links = [link.label for link in public(path, stem).get("page_link")]
        for other, title in menu.FOOT.items():
            # The site map names every page, itself at no foot.
            assert (title in links) == (other != stem or stem == "plan_du_site")


def test_no_sign_begins_a_line_of_the_site_map(public, path):
    links = [link.label for link in public(path, "plan_du_site").get("page_link")]
    assert "Où agir\xa0? · Où mener les prochaines actions\xa0?" in links


def test_the_legal_page_says_what_is_missing_then_what_is_known(public, path, monkeypatch):
    missing = public(path, "mentions_legales")
    assert len(missing.warning) == 1
    assert "Éditeur\xa0: non renseigné par la personne qui gère ce site" in legal(missing)
    for name in ("PUBLISHER", "HOST", "CONTACT"):
        monkeypatch.setenv(f"CLS_{name}", f"<b>{name}</b>")
    known = public(path, "mentions_legales")
    assert not known.warning
    assert "Éditeur\xa0: <b>PUBLISHER</b>" in legal(known)
    assert "<b>CONTACT</b>" in "".join(legal(public(path, "accessibilite")))


def legal(app):
    return [element.value for element in app.text]


def test_the_accessibility_page_does_not_claim_what_was_not_audited(public, path):
    read = " ".join(element.value for element in public(path, "accessibilite").markdown)
    assert "pas été audité" in read
    assert "axe-core" in read
