"""What is made for the demonstration never leaves a store opened without it."""

import pytest
from sqlalchemy import func, select

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.questions import at_address, choices
from cls_dash.questions.portrait import portrait
from cls_dash.questions.sources import files, provenance
from cls_dash.store.model import CommuneRow, DeploymentRow
from cls_dash.store.open import open_store
from cls_dash.store.queries import country, extracts
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.deployments import deployments_of, located_by_commune
from cls_dash.store.queries.territories import territories_of
from tests.conftest import ENGINES, seeded_on
from tests.postgis import as_reader

HERE = Selection("damier")


@pytest.fixture(params=ENGINES)
def public(request):
    """Release of the chequered territory as the public site has them."""
    store = open_store(as_reader(seeded_on(request.param, request)), without_illustrative=True)
    with store.reading() as release:
        yield release
    store.engine.dispose()


def test_no_question_sees_it(public):
    assert choices.evidence_counts(public, HERE) == {
        "documented": 4, "supplied": 0, "illustrative": 0,
    }  # fmt: skip
    assert located_by_commune(public, HERE).to_dict() == {"63000": 1, "63001": 1}
    assert set(deployments_of(public, HERE)["evidence"]) == {"documented"}
    assert country.actions(public)["weight"].sum() == 2
    assert extracts.row_counts(public)["deployment"] == 4


@pytest.mark.parametrize("name", extracts.EXTRACTS)
def test_no_extract_holds_it(public, name):
    frame = extracts.extract(public, name)
    assert "illustrative" not in set(frame.get("evidence", []))


def test_no_download_holds_it(public):
    written = files.deployments_file(public, HERE).decode("utf-8-sig")
    assert ";documentée;" in written
    assert "illustrative" not in written


def test_documents_say_that_it_is_left_out(public):
    asked, offered = at_address.selection(public, {"territoire": "damier"})
    assert "actions documentées ou saisies seulement" in provenance.counted(asked, offered)
    report = portrait.build(public, "damier", chance=Chance(draws=99, permutations=999, seed=1))
    assert "actions documentées ou saisies seulement" in report.subtitle


def test_no_inner_question_sees_it_either(public):
    inner = select(DeploymentRow.deployment).subquery()
    assert public.connection.scalar(select(func.count()).select_from(inner)) == 4
    another = DeploymentRow.__table__.alias("another")
    assert public.connection.scalar(select(func.count()).select_from(another)) == 4
    among = select(func.count()).select_from(CommuneRow)
    among = among.where(CommuneRow.code.in_(select(DeploymentRow.commune)))
    assert public.connection.scalar(among) == 2


def test_what_is_not_a_fact_is_left_as_it_is(public, store):
    with store.reading() as whole:
        assert territories_of(public).equals(territories_of(whole))
        assert providers_of(public).index.equals(providers_of(whole).index)
