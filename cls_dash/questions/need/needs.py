"""What a need is here: deprivation, lack of doctors, age, income… one, several, or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import TIE
from cls_dash.analysis.need import combined_need
from cls_dash.domain.need import EQUAL, REMOTE, Choice, read
from cls_dash.domain.need import named as is_named
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.need.need_values import FAR, Figure, figures, known, near, remoteness
from cls_dash.store.release import Release

NEED: Final = Parameter(
    "besoin",
    "Besoin",
    explanation="Ce qui fait compter un habitant plus qu’un autre. C’est un choix à discuter : "
    "changez-le, et voyez si la réponse tient.",
    everywhere=True,
)
ALIKE: Final = "Le même besoin pour chaque habitant"


@dataclass(frozen=True)
class Need:
    """A need, by commune that counts."""

    choice: Choice
    label: str
    """What it is called in a sentence, with its year."""
    index: pd.Series
    """β, of mean 1 over inhabitants."""
    known: pd.Series
    """Whether all that it is made of is known, by commune."""
    note: str
    """What it is made of, how much is known, where it weighs most and least."""

    @property
    def code(self) -> str:
        """The code of the URL."""
        return self.choice.code

    @property
    def flat(self) -> bool:
        """Say whether every commune has the same need."""
        return bool(self.index.max() - self.index.min() < TIE)


class Mix(Mapping[str, str]):
    """The needs that a list offers: each alone, and whatever mix of them an address names."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)

    def __getitem__(self, code: str) -> str:
        """Return how the list names a need, or a mix."""
        if code not in self:
            raise KeyError(code)
        return named(read(code, self.words), self.words)

    def __contains__(self, code: object) -> bool:
        """Say whether a code names needs that are offered."""
        return is_named(str(code), self.words)

    def __iter__(self) -> Iterator[str]:
        """Yield each need alone."""
        return iter(self.words)

    def __len__(self) -> int:
        """Return the number of needs."""
        return len(self.words)


def offer(release: Release, selection: Selection, _: Codes) -> Parameter:
    """Return the parameter over the needs that the data of a territory allow."""
    return NEED.offering(Mix(offered(release, selection.territory)))


def offered(release: Release, territory: str) -> dict[str, str]:
    """
    Return the needs that the data of a territory allow, by code, the default first.

    Distance to care is one where lists of services are complete; nothing, always.
    """
    words = {code: figure.word for code, figure in figures(release, territory).items()}
    if near(release, territory):
        words[REMOTE] = FAR
    return {**words, EQUAL: ALIKE}


def chosen(release: Release, territory: str, code: str) -> Choice:
    """Return what a code of the URL counts here, what the data do not allow left out."""
    return read(code, offered(release, territory))


def named(choice: Choice, words: dict[str, str]) -> str:
    """Return how a list names a choice: ``Défavorisation × 2 + Grand âge``."""
    if len(choice.weights) < 2:
        return words[choice.weights[0][0] if choice.weights else EQUAL]
    times = partial("{}{nbsp}×{nbsp}{}".format, nbsp=wording.NBSP)
    return " + ".join(
        words[code] if weight == 1 else times(words[code], weight)
        for code, weight in choice.weights
    )


def need(release: Release, ground: Ground, territory: str, code: str) -> Need:
    """Return what is chosen as a need, by commune; the default one when nothing is."""
    choice = chosen(release, territory, code)
    known_here = figures(release, territory)
    parts = [
        (known_here.get(part) or remoteness(release, ground, territory), weight)
        for part, weight in choice.weights
    ]
    people = ground.population
    if not parts:
        alike = pd.Series(1.0, people.index, name="need")
        note = "Aucun besoin compté : chaque habitant compte pour un."
        return Need(choice, ALIKE.lower(), alike, alike.notna(), note)
    index = combined_need(
        [_weighed(figure, people, choice.strength / 100) for figure, _ in parts],
        [weight for _, weight in parts],
    )
    values = pd.DataFrame(
        {figure.code: figure.by_commune.reindex(people.index) for figure, _ in parts}
    )
    return Need(
        choice=choice,
        label=_label(parts),
        index=index,
        known=values.notna().all(axis=1),
        note=" ".join(
            [
                _counted(parts),
                *_sources(parts, people),
                *_scales(parts, choice),
                _ends(ground, index),
            ]
        ).strip(),
    )


def _weighed(figure: Figure, population: pd.Series, strength: float) -> pd.Series:
    """Return β, the same for all where what counts is unknown, or nil, in every commune."""
    try:
        return figure.weighed(population, strength)
    except UndefinedMeasureError:
        return pd.Series(1.0, population.index, name="need")


Parts = list[tuple[Figure, int]]


def _label(parts: Parts) -> str:
    if len(parts) == 1:
        figure, _ = parts[0]
        return f"{_lower(figure.word)}, {figure.year}" if figure.year else _lower(figure.word)
    return wording.listing([_lower(figure.word) for figure, _ in parts])


def _counted(parts: Parts) -> str:
    if len(parts) == 1:
        return f"Besoin compté : {_lower(parts[0][0].word)}."
    words = wording.listing([f"{_lower(figure.word)} (poids {n})" for figure, n in parts])
    return f"Besoins comptés : {words}."


def _sources(parts: Parts, people: pd.Series) -> list[str]:
    """Say what each need is, of which year, and how much of it is known."""
    told = []
    for figure, _ in parts:
        year = f", {figure.year}" if figure.year else ""
        share = known(figure.by_commune.reindex(people.index), people)
        missing = "" if share == 1 else ", besoin moyen ailleurs"
        low = " ; le besoin est fort où elle est basse" if figure.higher_is == "better" else ""
        told.append(
            f"{wording.starting(figure.title)}{year} : valeur connue pour "
            f"{wording.percent(share)} des habitants{missing}{low}."
        )
    return told


def _scales(parts: Parts, choice: Choice) -> list[str]:
    """Say how a value becomes a need."""
    ranked = [_lower(figure.word) for figure, _ in parts if not figure.proportional]
    shares = [_lower(figure.word) for figure, _ in parts if figure.proportional]
    s = choice.strength / 100
    told = []
    if ranked:
        which = f" ({wording.listing(ranked)})" if shares else ""
        told.append(
            f"Compté au rang{which} : un habitant pèse de {wording.number(1 - s, 2)} là où le "
            f"besoin est le plus faible à {wording.number(1 + s, 2)} là où il est le plus fort."
        )
    if shares:
        which = f" ({wording.listing(shares)})" if ranked else ""
        told.append(f"Compté à proportion{which} : deux fois plus, c’est deux fois plus de besoin.")
    return told


def _ends(ground: Ground, index: pd.Series) -> str:
    """Name the communes where need weighs most and least."""
    if index.max() - index.min() < TIE:
        return ""
    names = ground.communes["name"]
    most, least = (f"{wording.at(names[code])} ({wording.number(index[code], 2)})"
                   for code in (index.idxmax(), index.idxmin()))  # fmt: skip
    return f"En moyenne 1, un habitant pèse le plus {most} et le moins {least}."


def _lower(word: str) -> str:
    """Lower the first letter of a word of a sentence, unless it begins an acronym."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
