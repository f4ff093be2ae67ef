"""What the template tells the person who fills it, in French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.ingest.recognise.words import SHEETS

EXAMPLES: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = MappingProxyType(
    {
        "territory": (
            {
                "name": "Pays de la Vallée",
                "short_name": "La Vallée",
                "ars": "ARS Auvergne-Rhône-Alpes",
                "website": "https://www.example.fr/sante",
                "recorded_until": "31/12/2025",
            },
        ),
        "contracts": (
            {
                "number": "1",
                "label": "CLS 1",
                "start_year": "2019",
                "end_year": "2023",
                "signed_on": "mars 2019",
            },
            {
                "number": "2",
                "label": "CLS 2",
                "start_year": "2024",
                "end_year": "2028",
                "signed_on": "28/01/2025",
                "note": "Signé un an après son début.",
            },
        ),
        "axes": (
            {"contract": "CLS 2", "title": "Bien vieillir", "theme": "vieillissement"},
            {
                "contract": "CLS 2",
                "title": "Se soigner près de chez soi",
                "theme": "accès aux soins",
            },
        ),
        "parties": (
            {"contract": "CLS 2", "organisation": "ARS", "role": "Signataires"},
            {"contract": "CLS 2", "organisation": "Centre hospitalier", "role": "Partenaires"},
        ),
        "axis_lineage": (
            {"previous": "Personnes âgées", "axis": "Bien vieillir", "relation": "repris"},
            {"previous": "Habitat", "relation": "abandonné"},
        ),
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

WHOLE: Final = "contract"
"""Name of the template that has all the sheets."""
_INTRODUCTION: Final = (
    "Remplir {sheets}. Enregistrer en .xlsx{or_csv}.",
    "Les colonnes marquées * sont à remplir ; les autres restent vides si rien n’est connu.",
    "Les listes déroulantes proposent les mots reconnus. Ne pas renommer les colonnes.",
    "Une cellule vidée efface ce qui était connu ; une colonne retirée du fichier ne change rien.",
    "Aucun nom de personne, téléphone ni adresse électronique : l’atlas est public.",
)
_FRAMEWORK: Final = (
    "Une feuille vide ne change rien. Les axes et les parties prenantes d’un contrat nommé sont "
    "ceux de leur feuille : une ligne retirée est retirée de l’atlas.",
    "Un contrat se reconnaît à son numéro, un axe à son intitulé : aucun identifiant à écrire.",
)
_ROWS: Final = MappingProxyType(
    {
        "territory": "territoire", "contracts": "contrat", "axes": "axe", "parties": "organisme",
        "axis_lineage": "axe repris, fondu ou abandonné", "actions": "fiche-action",
        "deployments": "déploiement",
    }
)  # fmt: skip


def title_of(name: str) -> str:
    """Return the title of a template."""
    if name == WHOLE:
        return "Un contrat local de santé, en entier"
    return f"{SHEETS[name]} d’un contrat local de santé"


def introduction(name: str, territory: str) -> list[str]:
    """Return what a template tells first: how to fill it, and what to do then."""
    sheets = "les feuilles, dans leur ordre : une ligne par élément"
    if name != WHOLE:
        sheets = f"la feuille « {SHEETS[name]} » : une ligne par {_ROWS[name]}"
    or_csv = "" if name == WHOLE else ", .ods ou .csv"
    lines = [line.format(sheets=sheets, or_csv=or_csv) for line in _INTRODUCTION]
    own = name in {"actions", "deployments"}
    called = name if own else WHOLE
    return [
        *lines,
        *(() if own else _FRAMEWORK),
        f"Vérifier : cls-dash check {called} FICHIER --territory {territory}",
        f"Charger : cls-dash load {called} FICHIER --territory {territory}",
    ]
