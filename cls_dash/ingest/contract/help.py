"""What the template tells the person who fills it, in French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HELP: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "actions": {
            "action": "Identifiant de l’action. Vide pour une nouvelle action : il sera formé "
            "d’après l’intitulé. Pour corriger une action déjà chargée, reprendre le sien.",
            "contract": "Contrat de l’action. Vide : celui de l’axe.",
            "axis": "Axe stratégique qui porte l’action : identifiant, ou intitulé s’il est "
            "le seul de ce nom.",
            "title": "Intitulé de la fiche-action.",
            "objective": "Ce que l’action cherche à obtenir, en termes neutres.",
            "intended_public": "À qui l’action s’adresse.",
            "carriers": "Organismes qui portent l’action, séparés par des points-virgules. "
            "Jamais de nom de personne, de téléphone ni d’adresse électronique.",
            "status": "Où en est l’action.",
            "start_year": "Première année.",
            "end_year": "Dernière année.",
            "planned_measure": "Ce que l’on compte pour suivre l’action.",
            "planned_target": "Valeur visée de cette mesure.",
            "budget_eur": "Budget publié, en euros entiers.",
            "axis_basis": "Qui rattache l’action à cet axe : le contrat lui-même "
            "(classement de la source) ou nous. Vide : classement de la source.",
            "source": "Clé d’une fiche de sources.csv. Vide : saisie du territoire.",
            "evidence": "Documentée si la source citée est un document, saisie si la coordination "
            "le sait sans document, illustrative si la ligne est un exemple inventé. Vide : "
            "documentée quand une source est citée, saisie sinon.",
        },
        "deployments": {
            "deployment": "Identifiant du déploiement. Vide pour un nouveau : il sera formé "
            "d’après l’action, l’intitulé, le lieu et la date. Pour corriger un déploiement "
            "déjà chargé, reprendre le sien.",
            "action": "Action menée : identifiant, ou intitulé s’il est le seul de ce nom. "
            "Charger le fichier des actions avant celui-ci.",
            "title": "Intitulé court de ce qui a été fait.",
            "scope": "Une commune, une intercommunalité, tout le territoire ou à distance. "
            "Vide : déduite de la commune ou de l’intercommunalité.",
            "commune": "Commune du territoire : code Insee ou nom. Seulement si la portée est "
            "une commune.",
            "epci": "Intercommunalité : numéro SIREN ou nom. Seulement si la portée est une "
            "intercommunalité.",
            "place": "Nom du lieu, s’il est connu. Jamais de nom de personne.",
            "longitude": "Degrés décimaux (WGS 84), par exemple 3,5476. Avec la latitude.",
            "latitude": "Degrés décimaux (WGS 84), par exemple 45,8562. Avec la longitude.",
            "starts_on": "12/03/2024, mars 2024 ou 2024 : le jour avant le mois. Vide si la "
            "date est inconnue.",
            "ends_on": "Comme le début. Vide : la fin de ce que dit le début.",
            "date_precision": "À quel point la date est connue. Vide : déduite des dates.",
            "kind": "Forme de ce qui a été fait.",
            "attribution": "Mené au titre du contrat, ou campagne d’un partenaire sur un "
            "thème du contrat. Vide : contrat local de santé.",
            "public_reached": "Public effectivement touché.",
            "count": "Combien de personnes, de professionnels, d’équipes… ont été touchés.",
            "count_unit": "Ce que compte ce nombre ; à donner avec lui.",
            "source": "Clé d’une fiche de sources.csv. Vide : saisie du territoire.",
            "evidence": "Documentée si la source citée est un document, saisie si la coordination "
            "le sait sans document, illustrative si la ligne est un exemple inventé. Vide : "
            "documentée quand une source est citée, saisie sinon.",
        },
    }
)
"""What each column means and what an empty cell becomes."""

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
