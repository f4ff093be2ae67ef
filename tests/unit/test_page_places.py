"""A territory made of arrondissements is told of as such, and sentences agree."""

import pytest

from cls_dash.page.model import Folded, Opening, Page
from cls_dash.page.places import named, renamed
from cls_dash.page.table import Table

N = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("said", "alone", "mixed"),
    [
        (
            f"**5{N}communes** sur 9 sont à plus de 20 minutes.",
            f"**5{N}arrondissements** sur 9 sont à plus de 20 minutes.",
            f"**5{N}communes et arrondissements** sur 9 sont à plus de 20 minutes.",
        ),
        (
            f"**1{N}commune**, **12 %** des habitants, est parmi les moins couvertes.",
            f"**1{N}arrondissement**, **12 %** des habitants, est parmi les moins couverts.",
            f"**1{N}commune ou arrondissement**, **12 %** des habitants, est parmi les moins "
            "couverts.",
        ),
        (
            "**Toutes les communes** sont entièrement couvertes : aucune n’est oubliée.",
            "**Tous les arrondissements** sont entièrement couverts : aucun n’est oublié.",
            "**Toutes les communes et tous les arrondissements** sont entièrement couverts : "
            "aucun n’est oublié.",
        ),
        (
            "**Aucune commune** n’est à la fois parmi celles où le besoin est le plus fort.",
            "**Aucun arrondissement** n’est à la fois parmi ceux où le besoin est le plus fort.",
            "**Aucune commune ni arrondissement** n’est à la fois parmi ceux où le besoin est le "
            "plus fort.",
        ),
        ("Choisissez une commune", "Choisissez un arrondissement",
         "Choisissez une commune ou un arrondissement"),
        ("Carte : communes où une action est connue.",
         "Carte : arrondissements où une action est connue.",
         "Carte : communes et arrondissements où une action est connue."),
        ("La commune la plus éloignée : **X**.", "L’arrondissement le plus éloigné : **X**.",
         "La commune ou l’arrondissement le plus éloigné : **X**."),
        ("Les plus peuplées d’abord : X.", "Les plus peuplés d’abord : X.",
         "Les plus peuplés d’abord : X."),
        ("De la fiche-action à la commune", "De la fiche-action à l’arrondissement",
         "De la fiche-action à la commune ou à l’arrondissement"),
        ("Rien n’est publié ici commune par commune.",
         "Rien n’est publié ici arrondissement par arrondissement.",
         "Rien n’est publié ici par commune ni par arrondissement."),
        ("Surtout à Lyon 3e Arrondissement.", "Surtout à Lyon 3e.", "Surtout à Lyon 3e."),
        ("Actions situées par commune", "Actions situées par arrondissement",
         "Actions situées par commune ou arrondissement"),
    ],
)  # fmt: skip
def test_they_agree(said, alone, mixed):
    assert named(said, mixed=False) == alone
    assert named(said, mixed=True) == mixed


@pytest.mark.parametrize(
    "said",
    [
        "**9** actions situées sur 12 sont couvertes par celles de 2025 : aucune n’est oubliée.",
        "Intercommunalité",
        "Il manque les habitants des communes voisines (carte de France).",
        "Commune entière",
    ],
)
def test_what_tells_of_something_else_is_left_as_it_is(said):
    assert named(said, mixed=False) == said


def test_tables_are_told_wherever_they_are_and_sentences_beside_stay():
    own = Table.of(("Commune", "Habitants"), [("Lyon 3e Arrondissement", "100")], caption="Besoin")
    care = Table.of(("Établissement", "Commune"), [("MSP", "Villeurbanne")], caption="Lieux")
    page = Page(
        "?", "**Une commune**.", (Folded("Tout", "k", (own,)), care), Opening(own), table=own
    )
    told = renamed(page, mixed=False)
    assert told.answer == "**Un arrondissement**."
    assert told.table.header == ("Arrondissement", "Habitants")
    assert told.parts[0].parts[0].header == told.opening.shown.header == told.table.header
    assert told.parts[1].header == ("Établissement", "Commune ou arrondissement")
    assert told.table.lines == own.lines
