"""Readings that ask each question once, for who makes many documents of one release."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cls_dash.store.readings import Readings


@dataclass(frozen=True)
class Remembered(Readings):
    """
    Readings of one connection that remember what they answered.

    A connection reads one release: asked again, a question has the same answer. It is for
    a batch, then to be dropped: nothing is ever forgotten.
    """

    answers: dict[Any, Any] = field(default_factory=dict, compare=False)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any question of the readings
        """Return a question whose answers are remembered, or a plain field."""
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found
        return _remembering(found, name, super().__getattribute__("answers"))


def _remembering(ask: Callable[..., Any], name: str, answers: dict[Any, Any]) -> Callable[..., Any]:
    def asked(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - that of the question
        key = name, args, tuple(sorted(kwargs.items()))
        try:
            known = key in answers
        except TypeError:  # a list of codes: asked as it is
            return ask(*args, **kwargs)
        if not known:
            answers[key] = ask(*args, **kwargs)
        answer = answers[key]
        # Who asked may change its own copy.
        return answer.copy() if isinstance(answer, pd.DataFrame | pd.Series) else answer

    return asked
