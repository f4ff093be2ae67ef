"""The few communes that a page tells to look at, each with the way to its sheet."""

from collections.abc import Iterable

from cls_dash.page.model import Link, Places


def communes_to_look_at(title: str, told: Iterable[tuple[str, str, str]]) -> tuple[Places, ...]:
    """
    Return communes under a title, or nothing where there are none.

    Parameters
    ----------
    title
        Why these.
    told
        Code of each, its name, and what is to be known of it.
    """
    links = tuple(
        Link(f"{name} : {said}", "ma_commune", {"commune": code}) for code, name, said in told
    )
    return (Places(title, links),) if links else ()
