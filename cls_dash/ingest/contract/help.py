"""What the template tells the person who fills it, in French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EXAMPLES: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = MappingProxyType(
    {
        "actions": (
            {
                "axis": "mon-territoire-1-a1 Prévention",
                "title": "Ateliers de nutrition",
                "objective": "Faire connaître une alimentation favorable à la santé.",
                "intended_public": "Habitants",
                "carriers": "Centre hospitalier;Centre social",
                "status": "engagée",
                "start_year": "2024",
                "end_year": "2026",
                "planned_measure": "Ateliers tenus",
                "planned_target": "24",
                "budget_eur": "12000",
            },
            {
                "axis": "mon-territoire-1-a1 Prévention",
                "title": "Permanences d’accès aux droits",
                "intended_public": "Personnes précaires",
                "status": "envisagée",
                "start_year": "2025",
            },
        ),
        "deployments": (
            {
                "action": "mon-territoire-1-01 Ateliers de nutrition",
                "title": "Atelier de cuisine",
                "commune": "63430 Thiers",
                "place": "maison de santé",
                "starts_on": "12/03/2024",
                "kind": "atelier",
                "public_reached": "Habitants",
                "count": "14",
                "count_unit": "personnes",
            },
            {
                "action": "mon-territoire-1-01 Ateliers de nutrition",
                "title": "Permanences mensuelles",
                "scope": "tout le territoire",
                "starts_on": "mars 2024",
                "ends_on": "juin 2024",
                "kind": "permanence",
            },
            {
                "action": "mon-territoire-1-01 Ateliers de nutrition",
                "title": "Campagne d’affichage",
                "scope": "à distance",
                "starts_on": "2024",
                "kind": "campagne",
                "attribution": "partenaire",
            },
        ),
    }
)
"""Rows that show how a sheet is filled, by column."""

INTRODUCTION: Final = (
    "Remplir la feuille « {sheet} » : une ligne par {row}. L’enregistrer en .xlsx, .ods ou .csv.",
    "Les colonnes marquées * sont à remplir ; les autres restent vides si rien n’est connu.",
    "Les listes déroulantes proposent les mots reconnus. Ne pas renommer les colonnes.",
    "Une cellule vidée efface ce qui était connu ; une colonne retirée du fichier ne change rien.",
    "Aucun nom de personne, téléphone ni adresse électronique : l’atlas est public.",
    "Vérifier : cls-dash check {table} FICHIER --territory {territory}",
    "Charger : cls-dash load {table} FICHIER --territory {territory}",
)
ROWS: Final = MappingProxyType({"actions": "fiche-action", "deployments": "déploiement"})
