"""The code of a scenario: what is written is read back, and what is no move is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.scenario import MOST, Change, Move, read_move, written
from cls_dash.errors import InvalidInputError

COMMUNES = st.from_regex("[0-9][0-9AB][0-9]{3}", fullmatch=True)
MOVES = st.lists(
    st.one_of(
        st.builds(Move, st.just(Change.ADD), COMMUNES),
        st.builds(Move, st.just(Change.REMOVE), COMMUNES),
        st.builds(Move, st.just(Change.SHIFT), COMMUNES, COMMUNES),
    ),
    max_size=MOST,
)


def read(code):
    return tuple(map(read_move, code.split("."))) if code else ()


class TestRoundTrip:
    def test_by_hand(self):
        moves = read("p63125.m63430.d63430-63125")
        assert moves == (
            Move(Change.ADD, "63125"),
            Move(Change.REMOVE, "63430"),
            Move(Change.SHIFT, "63430", "63125"),
        )
        assert written(moves) == "p63125.m63430.d63430-63125"

    def test_corsica_has_letters(self):
        assert read("p2A004.d2B033-2A004")[1].commune == "2B033"

    def test_no_move_has_no_code(self):
        assert read("") == ()
        assert written([]) == ""

    @given(MOVES)
    def test_what_is_written_is_read_back(self, moves):
        assert read(written(moves)) == tuple(moves)

    @given(MOVES)
    def test_a_code_needs_no_escape_in_an_address(self, moves):
        assert re.fullmatch(r"[0-9A-Za-z.\-]*", written(moves))

    @given(MOVES, MOVES)
    def test_codes_follow_one_another_as_moves_do(self, some, others):
        if some and others and len(some) + len(others) <= MOST:
            assert read(f"{written(some)}.{written(others)}") == (*some, *others)


class TestRefusals:
    @pytest.mark.parametrize(
        "part",
        ["63125", "x63125", "P63125", "p6312", "p631250", "pA3125", "p63C25", "p63125-63430",
         "d63125", "d63125-", "d-63125", "d63125-63430-63125", "p63125 ", "p63125\n", "p٦٣١٢٥"],
    )  # fmt: skip
    def test_what_is_no_move(self, part):
        for code in (part, f"p63125.{part}", f"{part}.m63430"):
            with pytest.raises(InvalidInputError, match="is no move"):
                read(code)

    @pytest.mark.parametrize("code", [".", "p63125.", ".p63125", "p63125..m63430"])
    def test_a_part_that_says_nothing(self, code):
        with pytest.raises(InvalidInputError, match="'' is no move"):
            read(code)


@pytest.mark.parametrize(
    ("change", "to"), [(Change.SHIFT, None), (Change.ADD, "63001"), (Change.REMOVE, "63001")]
)
def test_a_deployment_goes_elsewhere_when_it_is_moved_and_only_then(change, to):
    with pytest.raises(InvalidInputError, match="goes elsewhere"):
        Move(change, "63000", to)


@pytest.mark.parametrize("part", ["", "p", "x63125", "p63125.m63430", "d63430", " p63125"])
def test_a_part_that_says_no_move_is_refused(part):
    with pytest.raises(InvalidInputError, match="is no move"):
        read_move(part)
