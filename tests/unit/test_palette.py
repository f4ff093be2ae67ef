"""Colours of maps are told apart by all eyes, on a light page and on a dark one."""

from itertools import combinations, pairwise
from types import MappingProxyType

import pytest
from coloraide import Color

from cls_dash.render import palette

LEAST = 10
"""Of ΔE2000, between two classes of one map."""
LAND = MappingProxyType({"light": "#f0f1f3", "dark": "#1e2228"})
"""Around the areas of a map, as ``static/theme.js`` paints it."""
SCALES = MappingProxyType(
    {
        "sequential": palette.SEQUENTIAL,
        "diverging": palette.DIVERGING,
        "bivariate": palette.BIVARIATE,
        "change": palette.CHANGE,
        "worst": (palette.REST, palette.ACCENT),
        "home": (palette.NEIGHBOUR, palette.ACCENT),
    }
)
EVERY = pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
THEMES = pytest.mark.parametrize("theme", LAND)


def shown(colours, theme):
    return [palette.DARK.get(each, each) if theme == "dark" else each for each in colours]


def seen(colour):
    """Return a colour as four kinds of eyes see it; two models of red and of green blindness."""
    views = [Color(colour), Color(colour).filter("tritan", method="brettel")]
    for kind in ("protan", "deutan"):
        views += [Color(colour).filter(kind, method=each) for each in ("brettel", "machado")]
    return views


def apart(one, other):
    """Return the least distance between two colours, whoever looks."""
    pairs = zip(seen(one), seen(other), strict=True)
    return min(mine.delta_e(theirs, method="2000") for mine, theirs in pairs)


@THEMES
@EVERY
def test_no_two_classes_look_alike(scale, theme):
    near = {pair: apart(*pair) for pair in combinations(shown(scale, theme), 2)}
    assert min(near.values()) >= LEAST, min(near, key=near.get)


@THEMES
def test_each_class_stands_further_from_the_land_than_the_one_before(theme):
    ramp = shown(palette.SEQUENTIAL, theme)
    contrasts = [Color(each).contrast(LAND[theme]) for each in ramp]
    assert contrasts == sorted(contrasts)
    assert contrasts[0] >= 1.14
    assert contrasts[2] >= 3
    assert min(Color(one).contrast(other) for one, other in pairwise(ramp)) >= 1.5


@THEMES
def test_both_ends_of_a_diverging_scale_stand_out_and_its_middle_is_not_the_page(theme):
    low, less, middle, more, high = shown(palette.DIVERGING, theme)
    assert min(Color(each).contrast(LAND[theme]) for each in (low, high)) >= 7
    assert apart(middle, "#ffffff" if theme == "light" else "#15181c") >= LEAST
    for strong, weak in ((low, less), (high, more)):
        assert Color(strong).contrast(LAND[theme]) > Color(weak).contrast(LAND[theme])


@THEMES
@pytest.mark.parametrize("scale", ["sequential", "diverging"])
def test_the_accent_is_no_class(scale, theme):
    (accent,) = shown([palette.ACCENT], theme)
    for colour in shown(SCALES[scale], theme):
        assert apart(accent, colour) >= LEAST


def test_what_has_no_colour_of_its_own_is_told_by_its_drawing():
    kinds = (palette.ZERO, palette.MISSING, *palette.GAPS.values())
    drawn = [palette.TEXTURES.get(kind, "plain") for kind in kinds]
    assert len(set(drawn)) == len(drawn)
    for kind, drawing in zip(kinds, drawn, strict=True):
        assert ("gradient" in palette.swatch(kind)) == (drawing != "plain")


def test_every_colour_of_a_map_has_its_dark_counterpart():
    for colour in (*palette.SEQUENTIAL, *palette.DIVERGING, *palette.BIVARIATE, palette.REST):
        assert palette.DARK[colour] != colour


@pytest.mark.parametrize("n", range(1, 6))
def test_shades_are_different_and_the_least_favourable_is_the_darkest(n):
    up, down = palette.shades(n, "neutral"), palette.shades(n, "better")
    assert len(set(up)) == n
    assert down == up[::-1]
    assert up == tuple(sorted(up, key=lambda each: -Color(each).luminance()))
