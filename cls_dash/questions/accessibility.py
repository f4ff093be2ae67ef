"""The page «Accessibilité»: an honest status, what was checked, how to say what is not right."""

from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from cls_dash import wording
from cls_dash.page.model import Folded, Page, Prose, Titled
from cls_dash.page.table import Table
from cls_dash.settings import ROOT, Settings

GRID: Final = ROOT / "docs" / "rgaa.yaml"
LEAST_PARTIAL: Final = 0.5
"""Rate from which the law calls a site partly accessible."""
DECLARED: Final = "non conforme"
"""What the law has a site declare without an audit in force."""
STATUS: Final = (
    f"Sans audit en cours de validité, l’atlas se déclare **{DECLARED}** au référentiel général "
    "d’amélioration de l’accessibilité (RGAA 4.1). D’après notre propre évaluation, il serait "
    "**{status}**. Il n’a **pas été audité** par une personne extérieure, ni essayé avec un "
    "lecteur d’écran : l’organisme qui publie cet atlas doit le faire vérifier avant de reprendre "
    "ce résultat à son compte."
)
CHECKED: Final = (
    "L’outil automatique **axe-core** ne trouve aucun défaut grave ou critique (règles WCAG 2.1, "
    "niveaux A et AA), sur ordinateur en clair et en sombre, sur téléphone en sombre et en "
    "couleurs forcées. "
    "Cette vérification est rejouée à chaque nouvelle version. Un outil de ce genre ne voit qu’une "
    "partie des défauts : il ne remplace ni un audit, ni l’avis d’une personne concernée."
)
_WORDS: Final = MappingProxyType(
    {
        "conforme": "conformes",
        "non conforme": "non conformes",
        "non vérifié": "non vérifiés",
        "sans objet": "sans objet",
    }
)
NOBODY: Final = "La personne qui gère cet atlas n’a pas encore indiqué où lui écrire (CLS_CONTACT)."
RIGHTS: Final = (
    "Si vous n’obtenez pas de réponse satisfaisante, vous pouvez saisir le "
    "**Défenseur des droits**."
)


class Criterion(BaseModel):
    """A criterion of the RGAA, and what was seen of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    titre: str
    etat: Literal["conforme", "non conforme", "non vérifié", "sans objet"]
    preuve: str = ""
    essai: str = ""
    """The test that looks again at each version: its file, and its name where it has several."""


class Grid(BaseModel):
    """What we looked at, when, and what we found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vu_le: date
    pages: str
    criteres: tuple[Criterion, ...]

    def of(self, state: str) -> list[Criterion]:
        """Return the criteria in one state."""
        return [each for each in self.criteres if each.etat == state]

    @property
    def rate(self) -> float:
        """Return the share of the criteria that apply and were seen to be met."""
        return len(self.of("conforme")) / (len(self.criteres) - len(self.of("sans objet")))

    @property
    def status(self) -> str:
        """Return what the law calls a site that meets this share of the criteria."""
        if self.rate == 1:
            return "totalement conforme"
        return "partiellement conforme" if self.rate >= LEAST_PARTIAL else "non conforme"


@cache
def grid() -> Grid:
    """Return our own assessment, from the file that keeps it."""
    return Grid.model_validate(yaml.safe_load(GRID.read_text(encoding="utf-8")))


def title() -> str:
    """Return what the law asks each page to say of the site, in a link to this one."""
    return f"Accessibilité : {DECLARED}"


def page(known: Settings) -> Page:
    """Assemble the page, with whom the deployment names to write to."""
    write = (
        f"Écrivez à {known.contact} : une réponse et, si possible, l’information sous une autre "
        "forme vous seront données."
    )
    found = grid()
    return Page(
        question=title(),
        answer="",
        parts=(
            Prose(STATUS.format(status=found.status)),
            Titled("Notre propre évaluation", (Prose(_assessed(found)), Prose(CHECKED))),
            Titled(
                "Ce qui n’est pas conforme",
                (Prose("\n".join(f"- {_said(each)}" for each in found.of("non conforme"))),),
            ),
            Folded("La grille, critère par critère", "grille", (_table(found),)),
            Titled(
                "Signaler une difficulté",
                (Prose(write if known.contact else NOBODY, verbatim=True), Prose(RIGHTS)),
            ),
        ),
    )


def _assessed(found: Grid) -> str:
    counts = {word: len(found.of(state)) for state, word in _WORDS.items()}
    states = [f"{count} {word}" for word, count in counts.items() if count]
    return (
        f"Le {wording.day(found.vu_le)}, nous avons regardé nous-mêmes les "
        f"{len(found.criteres)} critères du RGAA 4.1 ({found.pages}) : {wording.listing(states)}. "
        f"**{wording.percent(found.rate)} des critères qui s’appliquent ont été vus respectés.**"
    )


def _said(criterion: Criterion) -> str:
    return f"**{criterion.id}** {criterion.titre} Vu : {criterion.preuve}."


def _table(found: Grid) -> Table:
    return Table.of(
        ("Critère", "Question", "État", "Ce qui a été vu"),
        ((each.id, each.titre, each.etat, each.preuve or "—") for each in found.criteres),
        caption=f"Auto-évaluation du {wording.day(found.vu_le)}, RGAA 4.1",
    )
