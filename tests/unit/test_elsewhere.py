"""What an address names that another territory of the atlas has: Damier's or its neighbour's."""

import pandas as pd
import pytest

from cls_dash.domain.parameter import Parameter
from cls_dash.questions import elsewhere
from cls_dash.questions.at_address import parameters
from cls_dash.questions.nearest import unknown
from cls_dash.store.queries import holders
from tests.seed import ALONE, CODES


def ways(release, stem, **codes):
    """Return what is offered of the last code of an address."""
    return elsewhere.ways(release, stem, codes, list(codes)[-1])


@pytest.mark.parametrize(
    ("stem", "here", "key", "code", "there"),
    [
        ("ma_commune", "damier", "commune", ALONE, "voisin"),
        ("ma_commune", "voisin", "commune", CODES[0], "damier"),
        ("equite", "voisin", "contrat", "2", "damier"),
        ("carte_actions", "voisin", "axe", "damier-2-a1", "damier"),
        ("carte_actions", "voisin", "perimetre", "2023-01-01", "damier"),
    ],
)
def test_what_another_territory_has_is_offered_there(release, stem, here, key, code, there):
    (way,) = ways(release, stem, territoire=here, **{key: code})
    assert (way.codes, way.away) == ({"territoire": there, key: code}, True)
    assert way.label.endswith(f" · {there.title()}")
    shared, own = parameters(release, stem, way.codes)
    (offered,) = [each for each in (*shared, *own) if each.key == key]
    assert code in offered.options


def test_a_commune_may_be_typed_by_its_name(release):
    (way,) = ways(release, "ma_commune", territoire="voisin", commune="commune 00")
    assert way.codes["commune"] == CODES[0]


def test_only_what_was_asked_of_evidence_is_asked_there(release):
    (way,) = ways(
        release, "ma_commune",
        territoire="damier", contrat="2", preuves="documentees", commune=ALONE,
    )  # fmt: skip
    assert way.codes == {"territoire": "voisin", "preuves": "documentees", "commune": ALONE}


def test_a_page_that_would_not_know_it_there_either_is_not_offered(release):
    _, own = parameters(release, "suivi_actions", {"territoire": "damier"})
    acted = {code for each in own if each.key == "commune" for code in each.options}
    told = {
        code for code in CODES if ways(release, "suivi_actions", territoire="voisin", commune=code)
    }
    assert told == acted & {*CODES}
    assert told
    assert told != {*CODES}


def test_what_no_territory_has_is_offered_nowhere(release):
    assert ways(release, "ma_commune", territoire="damier", commune="99999") == ()
    assert ways(release, "carte_actions", territoire="damier", indicateur="rien") == ()


def test_what_many_territories_have_tells_none_of_them(sown):
    def many(frames):
        for slug, commune in zip("abcd", CODES, strict=False):
            for table, changes in {
                "territory": {"slug": slug, "name": slug, "short_name": slug},
                "perimeter": {"territory": slug, "commune": commune},
                "contract": {"territory": slug, "contract": f"{slug}-9", "number": 9},
            }.items():
                added = frames[table].iloc[[0]].assign(**changes)
                frames[table] = pd.concat([frames[table], added], ignore_index=True)

    release = sown(many)
    assert len(holders.contracts(release)) == 6
    assert ways(release, "equite", territoire="damier", contrat="9") == ()


def test_what_is_named_here_is_not_looked_for_there():
    asked = Parameter("commune").offering({"63430": "Thiers"})
    away = elsewhere.Way("Thiers · Ailleurs", {"territoire": "b", "commune": "1"}, away=True)
    assert [way.label for way in unknown(asked, "63430.", [away]).near] == ["Thiers"]
    assert unknown(asked, "1", [away]).near == (away,)
