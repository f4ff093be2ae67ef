"""French labels of codes: what columns hold in English words."""

from types import MappingProxyType
from typing import Final

NO_DATA: Final = "pas de donnée"

NO_EPCI: Final = "hors intercommunalité"

THEMES: Final = MappingProxyType(
    {
        "coordination": "coordination",
        "prevention": "prévention et promotion de la santé",
        "care_access": "accès aux soins",
        "mental_health": "santé mentale",
        "ageing": "vieillissement",
        "deprivation": "précarité et publics vulnérables",
        "environment": "environnement",
        "youth": "jeunesse et parentalité",
        "addictions": "addictions",
        "chronic_diseases": "maladies chroniques et cancers",
        "care_pathways": "parcours",
    }
)

THEME_GROUPS: Final = MappingProxyType(
    {
        "prévention": ("prevention", "addictions", "environment"),
        "organisation des soins": ("care_access", "care_pathways", "coordination"),
        "publics et pathologies": (
            "mental_health", "ageing", "deprivation", "youth", "chronic_diseases",
        ),
    }
)  # fmt: skip
"""Themes gathered to follow the balance between prevention and the organisation of care."""
THEME_GROUP: Final = MappingProxyType(
    {theme: group for group, themes in THEME_GROUPS.items() for theme in themes}
)
"""The group of each theme."""

KINDS: Final = MappingProxyType(
    {
        "screening": "dépistage",
        "workshop": "atelier",
        "forum": "forum",
        "clinic": "permanence",
        "training": "formation",
        "opening": "ouverture",
        "meeting": "réunion",
        "campaign": "campagne",
        "event": "événement",
        "publication": "publication",
        "support": "accompagnement",
    }
)

SCOPES: Final = MappingProxyType(
    {
        "commune": "une commune",
        "epci": "une intercommunalité",
        "territory": "tout le territoire",
        "remote": "à distance",
    }
)

PRECISIONS: Final = MappingProxyType(
    {
        "day": "jour",
        "month": "mois",
        "year": "année",
        "period": "période",
        "unknown": "inconnue",
    }
)

UNITS: Final = MappingProxyType(
    {
        "persons": "personnes",
        "professionals": "professionnels",
        "households": "foyers",
        "teams": "équipes",
        "students": "étudiants",
        "other": "autre",
    }
)

PROVIDERS: Final = MappingProxyType(
    {
        "hospital": "hôpital",
        "emergency": "urgences",
        "maternity": "maternité",
        "mental_health": "santé mentale",
        "health_centre": "centre de santé",
        "group_practice": "maison de santé",
        "pharmacy": "pharmacie",
        "care_home": "EHPAD",
        "rehabilitation": "soins de suite",
        "addiction": "addictologie",
        "day_care": "accueil de jour",
        "laboratory_imaging": "laboratoire, imagerie",
        "youth_centre": "maison des adolescents",
        "professional_network": "communauté de professionnels (CPTS)",
        "other": "autre",
    }
)

ROLES: Final = MappingProxyType(
    {
        "signatory": "Signataires",
        "partner": "Partenaires",
        "coordinator": "Coordination",
        "funder": "Financement",
    }
)

EVIDENCE: Final = MappingProxyType(
    {"documented": "documentée", "supplied": "saisie", "illustrative": "illustrative"}
)

CREDITS: Final = "Contours : IGN ADMIN EXPRESS. Communes et populations : Insee, DGCL."

UNREAL: Final = (
    "Illustrative : engendrée pour la démonstration ; elle ne décrit aucune action réelle et "
    "n’est pas à citer."
)

KNOWN_AS: Final = MappingProxyType(
    {"documented": "documenté", "supplied": "saisi", "illustrative": "illustratif"}
)
"""Evidence as the second half of a column's title."""

STATUSES: Final = MappingProxyType(
    {
        "observed": "publiée",
        "derived": "calculée",
        "withheld": "secret statistique",
        "not_applicable": "sans objet",
        "missing": NO_DATA,
    }
)

PROGRESS: Final = MappingProxyType(
    {
        "planned": "envisagée",
        "started": "engagée",
        "completed": "réalisée",
        "stopped": "interrompue",
    }
)
"""Where an action stands."""

AXIS_BASES: Final = MappingProxyType(
    {"source": "classement de la source", "editorial": "rattachement éditorial"}
)

RELATIONS: Final = MappingProxyType(
    {"kept": "repris", "merged": "fondu avec un autre", "dropped": "abandonné"}
)
"""What an axis becomes in the next contract."""

ATTRIBUTIONS: Final = MappingProxyType({"cls": "contrat local de santé", "partner": "partenaire"})

CAVEATS: Final = MappingProxyType(
    {
        "press": "article de presse",
        "secondary": "rapporté par un tiers",
        "copy": "lu dans une copie du fichier officiel",
        "undated": "non daté",
        "rounded": "chiffre arrondi",
        "editorial": "rattachement éditorial",
        "simulated": "données simulées",
        "estimated_date": "date estimée",
        "approximate_location": "lieu approché",
        "outdated": "ancien",
        "announced": "annoncé, non vérifié",
        "partial": "quelques communes seulement",
    }
)
