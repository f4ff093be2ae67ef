"""What people look for when they look for care, and the published categories that count it."""

import re
from dataclasses import dataclass
from typing import Final

LIMIT_MINUTES: Final = 60.0
"""How far care is looked for: beyond, a place is «plus de 60 minutes» away, inside or outside."""
CATCHMENT_MINUTES: Final = 20.0
"""How far a place is shared: those who live beyond do not count among those who come to it."""


@dataclass(frozen=True)
class Kind:
    """
    A service: what a list of places or of professionals must hold to be a list of it.

    The BPE changed some of its codes in 2023: each part lists those that mean the same, and a
    list holds a part when it holds one of them.
    """

    code: str
    """In addresses."""
    label: str
    one: str
    many: str
    parts: tuple[tuple[str, ...], ...]
    """Categories of counts by commune."""
    registered: tuple[str, ...] = ()
    """Categories of establishments that are the same service, in a register of them."""
    registered_label: str = ""
    """What a register of establishments lists, where it is not quite the same."""
    same: tuple[str, ...] = ()
    """Categories of establishments each of which is a place of this service: one that a source
    cites since the list was made is one more."""
    article: str = "un"
    published: str = ""
    """Indicator that a producer publishes of how accessible it is."""


def _bpe(code: str, label: str, one: str, many: str, *types: str, article: str = "un") -> Kind:
    parts = (tuple(f"bpe:{each}" for each in types),)
    return Kind(code, label, one, many, parts, article=article)


KINDS: Final = (
    Kind("medecins", "Médecins généralistes", "médecin généraliste", "médecins généralistes",
         (("bpe:D201", "bpe:D265"),), published="gp_accessibility"),
    Kind("pharmacies", "Pharmacies", "pharmacie", "pharmacies",
         (("bpe:D301", "bpe:D307"),), ("pharmacy",), same=("pharmacy",), article="une"),
    _bpe("infirmiers", "Infirmiers", "infirmier", "infirmiers", "D232", "D281"),
    _bpe("dentistes", "Dentistes", "dentiste", "dentistes", "D221", "D277"),
    _bpe("kines", "Masseurs-kinésithérapeutes", "kinésithérapeute", "kinésithérapeutes",
         "D233", "D279"),
    _bpe("sages-femmes", "Sages-femmes", "sage-femme", "sages-femmes", "D231", "D278",
         article="une"),
    Kind("urgences", "Urgences", "service d’urgences", "services d’urgences",
         (("bpe:D106",),), same=("emergency",)),
    Kind("hopitaux", "Hôpitaux (court séjour)", "hôpital", "hôpitaux",
         (("bpe:D101",),), ("hospital",), "Hôpitaux et cliniques, tous séjours"),
    Kind("maternites", "Maternités", "maternité", "maternités",
         (("bpe:D107",),), same=("maternity",), article="une"),
    Kind("centres-maisons", "Centres et maisons de santé", "centre ou maison de santé",
         "centres et maisons de santé", (("bpe:D108",), ("bpe:D113",)),
         ("health_centre", "group_practice"), same=("health_centre", "group_practice")),
    Kind("hebergement-ages", "Hébergement des personnes âgées",
         "hébergement de personnes âgées", "hébergements de personnes âgées",
         (("bpe:D401",),), ("care_home",), "EHPAD", same=("care_home",)),
    Kind("laboratoires", "Laboratoires d’analyses", "laboratoire d’analyses",
         "laboratoires d’analyses", (("bpe:D302",),), ("laboratory_imaging",)),
    _bpe("orthophonistes", "Orthophonistes", "orthophoniste", "orthophonistes", "D235"),
    _bpe("podologues", "Pédicures-podologues", "pédicure-podologue", "pédicures-podologues",
         "D237", "D280"),
    _bpe("soins-domicile", "Soins infirmiers à domicile des personnes âgées",
         "service de soins à domicile", "services de soins à domicile", "D402"),
    _bpe("aide-domicile", "Services d’aide aux personnes âgées", "service d’aide",
         "services d’aide", "D403"),
    _bpe("moyen-sejour", "Établissements de santé de moyen séjour",
         "établissement de moyen séjour", "établissements de moyen séjour", "D102"),
    _bpe("long-sejour", "Établissements de santé de long séjour",
         "établissement de long séjour", "établissements de long séjour", "D103"),
    _bpe("psychiatrie", "Psychiatrie avec hébergement", "établissement psychiatrique",
         "établissements psychiatriques", "D104"),
    _bpe("psychiatrie-ville", "Psychiatrie en ambulatoire", "structure de psychiatrie",
         "structures de psychiatrie", "D109", article="une"),
    _bpe("had", "Hospitalisation à domicile", "service d’hospitalisation à domicile",
         "services d’hospitalisation à domicile", "D112"),
)  # fmt: skip
"""Named services, what is asked for most first."""
REGISTERED: Final = tuple(sorted({category for kind in KINDS for category in kind.registered}))
"""Categories of establishments of which a whole register is a whole list of a service."""
_CARE: Final = re.compile(r"bpe:(D[123]\d\d|D40[1-3])|rpps:.+")


def is_people(category: str) -> bool:
    """Say whether a category counts professionals, whom inhabitants share, not institutions."""
    return category.startswith(("bpe:D2", "rpps:"))


def is_care(category: str) -> bool:
    """Say whether a published category is one of care: no school, shop, crèche or station."""
    return bool(_CARE.fullmatch(category))


def kind_of(category: str, title: str) -> Kind:
    """Return a service made of one published category that no named service counts."""
    name = title[:1].lower() + title[1:]
    return Kind(category, title, f"lieu « {name} »", f"« {name} »", ((category,),))


NAMED: Final = frozenset(code for kind in KINDS for part in kind.parts for code in part)
"""Categories of counts that a named service counts."""
