"""The page that is read before the application: what it says, its links, and what it costs."""

import asyncio
import gzip
import json
import re
from html import unescape
from threading import Event
from urllib.parse import parse_qs, parse_qsl, urlsplit

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from streamlit.runtime.state.query_params import QueryParams

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Parameter
from cls_dash.errors import CrowdedError
from cls_dash.page.demonstration import once
from cls_dash.page.draw import html
from cls_dash.page.draw.first_sight import ON_SCREEN, body
from cls_dash.page.draw.frame import Chosen, Frame
from cls_dash.page.model import Chart, Page
from cls_dash.page.table import Table
from cls_dash.questions import at_address
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.first_sight import Site, canonical, parameters
from cls_dash.questions.open_data.files import CATALOGUE, DESCRIPTION, FILES, PACKAGE
from cls_dash.questions.question import at
from cls_dash.render.libraries import PAGE_STYLES
from cls_dash.render.outlines import outlines
from cls_dash.render.paths import Runs, lines, union
from cls_dash.settings import Settings
from cls_dash.shell import menu
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.web import previews, profile, robots, sights
from cls_dash.web.first_sight import FirstSight, codes_of
from cls_dash.web.first_sight import sights as first_sights
from cls_dash.web.sights import MOST_WAITING, Sights, meant
from tests.seed import CODES
from tests.unit.test_web import fetch

KNOWN = Settings(draws=199, permutations=99, public_url="https://atlas.example.fr")
PAGES = (*menu.TITLES, *menu.FOOT)
EMPTY = Chosen(Parameter("territoire", "Territoire", {"ici": "Ici"}), "ici", {"ici": "Ici"})
HTML = {"accept": "text/html"}
TEXT = re.compile(r"<[^>]+>")
WAITED = re.compile(r"""rel="stylesheet"|<script[^>]* src=""")


def site_of(store, known=KNOWN):
    def ask(build, asked):
        with store.reading() as release:
            return build(release, asked)

    return Site(known, menu.GROUPS, menu.FOOT, ask)


async def shell(_request):
    return HTMLResponse('<html lang="en">')


async def words(_request):
    return PlainTextResponse("des mots")


@pytest.fixture(scope="module")
def patient():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cls_dash.web.first_sight.PATIENCE_S", 60.0)
        yield


@pytest.fixture(scope="module")
def app(store, patient):
    """The site; a page that one test reads is not made again for the next."""
    site = site_of(store)
    answers = first_sights(store, site, profile.shell_page())
    routes = [*previews.routes(store, site), *robots.routes(site)]
    others = [Route("/readyz", words), Route("/{path:path}", shell)]
    sight = Middleware(FirstSight, sights=answers, shell=profile.shell_page())
    return Starlette(routes=[*routes, *others], middleware=[sight])


def read(app, stem, query=""):
    answer = fetch(app, f"/{'' if stem == 'accueil' else stem}", HTML, query=query)
    assert answer.status == 200
    return answer.body.decode()


def plain(page):
    return " ".join(unescape(TEXT.sub(" ", page)).split())


class TestPages:
    @pytest.mark.parametrize("stem", PAGES)
    def test_each_has_its_title_its_question_and_starts_the_application(self, app, stem):
        page = read(app, stem)
        title = {**menu.TITLES, **menu.FOOT}[stem]
        assert f"<title>{title} · " in page
        assert page.count("<h1>") == 1
        assert page.count("<title>") == page.count('name="description"') == 1
        assert '<div id="root"></div>' in page
        # The shell adds its own to the head: ours rule because they come after it.
        assert all(page.rindex(style) > page.index('type="module"') for style in PAGE_STYLES)
        assert page.index('id="premiere-vue"') < page.index('type="module"')
        # Its scripts, and our styles for it, wait in a template until that is painted.
        waiting = page[page.index('<template id="application">') : page.index("</template>")]
        assert waiting.count('type="module"') == page.count('type="module"') == 1
        assert 'rel="modulepreload"' in waiting
        assert all(style in waiting for style in PAGE_STYLES)
        # No style or script of another file is waited for before it is painted.
        assert not WAITED.search(page[: page.index("<h1>")])
        assert '<html lang="fr">' in page

    @pytest.mark.parametrize("stem", [*QUESTIONS])
    def test_each_says_the_figures_of_its_page(self, app, store, stem):
        codes = {"territoire": "damier"}
        told = plain(read(app, stem, "territoire=damier"))
        with store.reading() as release:
            selection, _ = at_address.selection(release, codes, stem)
            page = once(at(release, QUESTIONS[stem], selection, codes, chance=Chance.of(KNOWN)))
        assert re.search(r"Démo\s: \d+ vraies? sur \d+", told)
        assert plain(html.answer(page.answer)) in told
        for fact in page.facts:
            if fact != page.warning:
                assert plain(html.facts([fact])) in told
        if page.table:
            for line in page.table.lines[:10]:
                assert " ".join(" ".join(line).split()) in told

    @pytest.mark.parametrize("stem", ["carte_actions", "equite", "comparer"])
    @pytest.mark.usefixtures("patient")
    def test_none_draws_the_charts_of_its_page(self, store, stem, monkeypatch):
        selected = {"territoire": "damier"}
        with store.reading() as release:
            selection, _ = at_address.selection(release, selected, stem)
            page = at(release, QUESTIONS[stem], selection, selected, chance=Chance.of(KNOWN))
        charts = [part for part in page.all() if isinstance(part, Chart)]
        assert all(chart.figure.data for chart in charts)
        monkeypatch.setattr(Chart, "figure", property(lambda _: pytest.fail("a chart is drawn")))
        told = read(anew(store), stem, "territoire=damier")
        assert told.count("Il se dessine dans la version interactive") == len(charts) > 0

    @pytest.mark.parametrize("stem", [*QUESTIONS, "seance"])
    def test_none_asks_for_what_the_screen_alone_can_do(self, app, stem):
        page = read(app, stem, "territoire=damier").partition("<main")[2].partition("</main")[0]
        assert "liquez" not in plain(page)
        # No title stands above nothing.
        assert not re.search(r"</h2>(?:<h2|\s*</main|$)|</summary>\s*</details>", page)

    def test_what_is_under_a_title_on_the_screen_alone_is_said(self, app):
        assert f"Rouvrir une séance {ON_SCREEN}" in plain(read(app, "seance", "territoire=damier"))

    @pytest.mark.parametrize(("n", "said"), [(151, "1 autre ligne :"), (152, "2 autres lignes :")])
    def test_the_rows_left_out_are_counted(self, n, said):
        page = Page(
            "Quoi ?", "", table=Table.of(("Lieu",), [(str(i),) for i in range(n)], caption="Tout")
        )
        frame = Frame("x", "Ici", "./", {}, (), EMPTY, (), {}, {}, {}, {})
        assert said in plain(body(page, frame, lambda _: "")).replace("\u00a0", " ")

    def test_every_link_and_every_form_is_one_that_the_site_answers(self, app):
        addresses = set()
        for stem in PAGES:
            page = read(app, stem, "territoire=damier")
            found = re.findall(r'(?:href|action)="(\./[^"]*)"', page)
            addresses |= {unescape(each) for each in found}
        asked = {urlsplit(each).path.removeprefix("./") for each in addresses}
        pages = {each for each in asked if not each.startswith(("assets/", "static/", "favicon"))}
        described = (*FILES, PACKAGE, CATALOGUE, DESCRIPTION)
        assert pages <= {"", *PAGES, *(f"donnees/{name}" for name in described)}
        assert {"", "ma_commune", "carte_actions"} <= pages
        keys = {key for each in addresses for key, _ in parse_qsl(urlsplit(each).query)}
        assert keys <= menu.PARAMETERS

    def test_a_commune_of_the_table_leads_to_its_sheet(self, app):
        page = read(app, "carte_actions", "territoire=damier")
        link = unescape(re.search(r'href="\./(ma_commune\?[^"]*commune=63000)"', page)[1])
        sheet = read(app, "ma_commune", urlsplit(link).query)
        assert "63000" in sheet
        assert '<option value="63000" selected' in sheet

    def test_a_commune_of_another_territory_with_the_same_name_is_no_link(self, app):
        page = read(app, "comparer", "territoire=damier")
        rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
        theirs = [row for row in rows if ">Voisin<" in row]
        assert theirs
        assert not any("href" in row for row in theirs)

    def test_the_frame_of_another_site_has_neither_menu_nor_foot_and_keeps_its_links(self, app):
        page = read(app, "carte_actions", "embed=true&territoire=damier")
        assert 'class="sight-head' not in page
        assert "plan_du_site" not in page
        links = re.findall(r'href="(\./ma_commune[^"]*)"', page)
        assert links
        assert all("embed=true" in link for link in links)

    def test_what_an_address_names_and_is_not_there_is_said_with_the_nearest(self, app):
        page = read(app, "carte_actions", "territoire=damie")
        assert "« damie » n’est pas un territoire de cet atlas" in plain(page)
        assert re.search(r'Vous cherchiez peut-être : <a href="[^"]*territoire=damier"', page)

    def test_what_was_typed_in_an_address_is_only_text(self, app):
        page = read(app, "carte_actions", "territoire=%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_another_address_of_the_site_starts_the_application_alone(self, app):
        answer = fetch(app, "/rien", HTML)
        assert '<div id="root"></div>' in answer.body.decode()
        assert fetch(app, "/readyz", HTML).body == b"des mots"
        assert fetch(app, "/carte_actions", {"accept": "application/json"}).body == (
            b'<html lang="en">'
        )

    @pytest.mark.usefixtures("patient")
    def test_without_what_was_made_up_the_page_has_none(self, store):
        site = anew(store)
        everything = read(site, "carte_actions", "preuves=toutes&territoire=damier")
        documented = read(site, "carte_actions", "preuves=documentees&territoire=damier")
        assert "Démonstration" in everything
        assert "Démonstration" not in plain(documented.partition("<main")[2])

    def test_bodies_are_compressed_once_and_told_apart_by_a_tag(self, app):
        asked = {**HTML, "accept-encoding": "gzip"}
        answer = fetch(app, "/carte_actions", asked)
        assert gzip.decompress(answer.body).startswith(b"<!DOCTYPE html>")
        again = fetch(app, "/carte_actions", {**asked, "if-none-match": answer.headers["etag"]})
        assert (again.status, again.body) == (304, b"")


def anew(store):
    """Return a site whose pages are still to be made."""
    answers = first_sights(store, site_of(store), profile.shell_page())
    sight = Middleware(FirstSight, sights=answers, shell=profile.shell_page())
    return Starlette(routes=[Route("/{path:path}", shell)], middleware=[sight])


class TestAddresses:
    def test_two_that_show_the_same_are_one(self, store):
        with store.reading() as release:
            short = canonical(release, "carte_actions", {})
            whole = canonical(
                release,
                "carte_actions",
                {"axe": "tous", "preuves": "toutes", "territoire": "damier", "projecteur": "x"},
            )
        assert {k: v for k, v in whole.codes if k != "territoire"} == {
            k: v for k, v in short.codes if k != "territoire"
        }
        assert dict(whole.codes)["territoire"] == "damier"

    def test_of_a_choice_that_is_said_twice_the_last_counts_as_on_the_screen(self):
        for query in ("axe=a&axe=b&contrat=1", "axe=a&axe=", "axe=&axe=b", "axe=a&commune"):
            streamlit = QueryParams()
            for key, codes in parse_qs(query, keep_blank_values=True).items():
                streamlit.set_with_no_forward_msg(key, codes)
            said = {key: code for key, code in streamlit.to_dict().items() if code}
            scope = {"query_string": query.encode()}
            assert {key: code for key, code in codes_of(scope).items() if code} == said

    def test_what_means_nothing_is_no_part_of_it(self):
        raw = meant({"commune": "63000", "utm_source": "x", "axe": "a" * 5_000})
        assert raw == (("commune", "63000"),)

    def test_the_lists_are_those_of_the_page(self, store):
        with store.reading() as release:
            shared, own = parameters(release, "ma_commune", {"territoire": "damier"})
        assert [each.key for each in own] == ["commune"]
        assert shared[0].key == "territoire"


class TestSights:
    def sights(self, store, make, patience_s=5.0):
        return Sights(store, site_of(store), make, builders=1, patience_s=patience_s)

    def test_a_page_is_computed_once_for_all_who_wait(self, store):
        made, ready = [], Event()

        def make(_release, asked, _site):
            made.append(asked)
            ready.wait(5)
            return b"page"

        async def crowd():
            answers = self.sights(store, make)
            waiting = [
                asyncio.create_task(answers.answer("carte_actions", {"axe": f"{n}"}))
                for n in range(3)
            ]
            waiting += [asyncio.create_task(answers.answer("carte_actions", {})) for _ in range(20)]
            await asyncio.sleep(0.3)
            ready.set()
            return await asyncio.gather(*waiting)

        found = asyncio.run(crowd())
        assert {answer.body for answer in found} == {b"page"}
        assert len([asked for asked in made if not asked.unknown]) == 1

    def test_a_page_that_is_long_goes_on_and_is_kept_for_who_asks_again(self, store):
        go = Event()

        def make(*_asked):
            go.wait(5)
            return b"page"

        async def asked():
            answers = self.sights(store, make, patience_s=0.2)
            with pytest.raises(TimeoutError):
                await answers.answer("carte_actions", {})
            go.set()
            await asyncio.sleep(0.2)
            return await answers.answer("carte_actions", {})

        assert asyncio.run(asked()).body == b"page"

    def test_too_many_at_once_are_refused(self, store):
        go = Event()
        answers = self.sights(store, lambda *_: go.wait(5) and b"page")
        asked = [(("commune", code), ("territoire", "damier")) for code in CODES]
        assert len(asked) == MOST_WAITING
        for raw in asked:
            answers.find("ma_commune", raw)
        with pytest.raises(CrowdedError):
            answers.find("accueil", ())
        go.set()

    def test_what_is_kept_is_bounded_and_no_mistake_is(self, store, monkeypatch):
        monkeypatch.setattr(sights, "KEPT_BYTES", 1_500)
        answers = self.sights(store, lambda *_: b"x" * 1_000)
        answers.find("accueil", ()).result()
        answers.find("carte_actions", ()).result()
        assert len(answers._kept) == 1
        answers.find("equite", (("axe", "rien"),)).result()
        assert [asked.unknown for asked in answers._kept] == [()]

    def test_a_failure_is_told_and_the_next_one_tries_again(self, store):
        times = []

        def make(*_asked):
            times.append(1)
            if len(times) == 1:
                raise RuntimeError
            return b"page"

        answers = self.sights(store, make)
        with pytest.raises(RuntimeError):
            answers.find("accueil", ()).result()
        assert answers.find("accueil", ()).result().body == b"page"


class TestRobots:
    def test_each_page_is_named_once_where_the_site_knows_its_address(self, app):
        told = fetch(app, "/robots.txt").body.decode()
        assert "Disallow: /*?\n" in told
        assert "Sitemap: https://atlas.example.fr/sitemap.xml\n" in told
        found = re.findall("<loc>(.*?)</loc>", fetch(app, "/sitemap.xml").body.decode())
        assert len(found) == len(set(found)) == len(PAGES)
        assert all(read(app, urlsplit(each).path.strip("/")) for each in found[:3])

    def test_a_shared_address_has_a_picture_of_its_answer(self, app):
        page = read(app, "carte_actions", "territoire=damier")
        image = unescape(re.search(r'property="og:image" content="([^"]*)"', page)[1])
        parts = urlsplit(image)
        assert parts.netloc == "atlas.example.fr"
        picture = fetch(app, parts.path, query=parts.query)
        assert picture.headers["content-type"] == "image/png"
        assert picture.body[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
        assert fetch(app, "/apercu/rien.png").status == 404

    def test_what_is_published_is_described_and_may_close_no_element(self, app):
        page = read(app, "accueil")
        told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
        dataset = json.loads(told)
        assert dataset["@type"] == "Dataset"
        assert "Damier" in " ".join(dataset["spatialCoverage"])
        assert "<" not in told
        assert dataset["url"] == KNOWN.public_url


class TestPaths:
    def test_areas_together_have_no_border_between_them(self, store):
        with store.reading() as release:
            asset = asset_of(release, asset_digest(release, "damier"))
        drawn = outlines(asset)
        areas = drawn.layers["areas"]
        runs = Runs.of((drawn.points * 1e6).round().astype(np.int32), drawn.lengths)
        one, all_of_them = union(areas.arcs_of([0]), runs), union(areas.arcs, runs)
        assert one.count("M") == one.count("z") == 1
        assert all_of_them.count("M") == 1
        alone = (union(areas.arcs_of([rank]), runs) for rank in range(len(areas.names)))
        assert len(all_of_them) < sum(map(len, alone))

    def test_a_line_goes_backwards_where_a_ring_does_and_a_point_is_no_line(self):
        points = [[0, 0], [4, 0], [4, 3], [4, 3], [0, 0], [0, 9], [4, 3], [7, 7], [7, 7]]
        runs = Runs.of(np.array(points, dtype=np.int32), np.array([4, 3, 2]))
        assert lines(np.arange(3), runs) == "M0 0l4 0 0 3M0 0l0 9 4-6"
        assert union(np.array([0, 1, 2]), runs) == "M0 0l4 0 0 3-4 6z"
        assert union(np.array([0, 1, 0, 1]), runs) == ""
