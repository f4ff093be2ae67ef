"""Parameters of the address: each is declared once, and all who read it agree."""

import importlib
import pkgutil
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cls_dash.questions
from cls_dash.domain.parameter import Parameter
from cls_dash.questions import parameters

LISTED = [each for each in parameters.DECLARED if each.options]


def test_every_declared_parameter_may_be_said_and_logged():
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(cls_dash.questions.__path__, "cls_dash.questions.")
    ]
    declared = [
        value for module in modules for value in vars(module).values()
        if isinstance(value, Parameter)
    ]  # fmt: skip
    assert [each for each in declared if each not in parameters.DECLARED] == []


@pytest.mark.parametrize("parameter", LISTED, ids=lambda parameter: parameter.key)
def test_a_list_opens_on_one_of_its_codes(parameter):
    assert parameter.opening in parameter.options
    assert {parameter.default, parameter.first} <= {None, *parameter.options}


@given(st.sampled_from(LISTED), st.text(max_size=4))
def test_what_is_not_offered_is_read_as_what_opens(parameter, code):
    read = parameter.read({parameter.key: code, "autre": "x"})
    assert read == (code if code in parameter.options else parameter.opening)


def test_what_a_page_opens_with_is_not_asked_of_the_next():
    for here, there in product(LISTED, LISTED):
        said = {} if here.opening == here.default else {here.key: here.opening}
        assert there.read(said) == there.opening, (here.label, there.label)


def test_what_a_page_alone_may_choose_follows_nobody_under_a_name_that_others_have():
    meanings = {}
    for each in parameters.DECLARED:
        meanings.setdefault(each.key, []).append(each)
    shared = {key for key, several in meanings.items() if len(several) > 1}
    assert {"commune", "couleur", "recul"} <= shared
    assert not shared & parameters.EVERYWHERE


def test_options_of_the_store_are_offered_with_their_own_default():
    parameter = Parameter("service", "Service").offering({"a": "A", "b": "B"}, default="b")
    assert parameter.read({}) == "b"
    assert parameter.read({"service": "a"}) == "a"
