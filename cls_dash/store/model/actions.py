"""What a contract does: its actions, and where and when they took place."""

from datetime import date

import shapely
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cls_dash.store.geometry import Geometry
from cls_dash.store.model.fields import POINT, File, Row, spatial_index, stored, told
from cls_dash.store.model.shared import (
    COMMUNE,
    EPCI,
    EVIDENCE_ASKED,
    SLUG,
    SOURCE_ASKED,
    attested,
    cited,
    of_contract,
    within_territory,
)
from cls_dash.terms import ATTRIBUTIONS, AXIS_BASES, KINDS, PRECISIONS, PROGRESS, SCOPES, UNITS


class ActionRow(Row):
    """An action: the *fiche-action* of a contract."""

    __tablename__ = "action"
    file = File(
        name="actions",
        title="Actions",
        help="Fiches-actions d'un contrat.",
        absent="Cette action n'existe pas dans ce territoire.",
        remedy="L'ajouter au fichier actions.csv, ou corriger le code.",
        export="actions",
        within="territory",
    )

    action: Mapped[str] = told(
        "Action",
        "Identifiant : contrat et rang.",
        unique=True,
        form=SLUG,
        ask="Identifiant de l’action. Vide pour une nouvelle action : il sera formé d’après "
        "l’intitulé. Pour corriger une action déjà chargée, reprendre le sien.",
    )
    territory: Mapped[str] = within_territory()
    contract: Mapped[str] = of_contract(
        ask="Contrat de l’action. Vide : celui de l’axe.", group="contract"
    )
    axis: Mapped[str] = told(
        "Axe",
        "Identifiant de l'axe, du même contrat.",
        ForeignKey("axis.axis"),
        ask="Axe stratégique qui porte l’action : identifiant, ou intitulé s’il est le seul de ce "
        "nom.",
        filled=True,
        group="contract",
    )
    title: Mapped[str] = told(
        "Intitulé", "Intitulé de l'action.", ask="Intitulé de la fiche-action.", filled=True
    )
    objective: Mapped[str | None] = told(
        "Objectif",
        "Ce que l’action cherche à obtenir, en termes neutres.",
    )
    intended_public: Mapped[str | None] = told("Public visé", "À qui l’action s’adresse.")
    carriers: Mapped[str | None] = told(
        "Porteurs",
        "Organismes séparés par des points-virgules ; vide si la source ne les nomme pas.",
        ask="Organismes qui portent l’action, séparés par des points-virgules. Jamais de nom de "
        "personne, de téléphone ni d’adresse électronique.",
    )
    status: Mapped[str] = told(
        "État",
        "planned (envisagée), started (engagée), completed (réalisée) ou stopped (interrompue).",
        words=PROGRESS,
        ask="Où en est l’action.",
        filled=True,
    )
    start_year: Mapped[int | None] = told("Début", "Première année.", minimum=2009, maximum=2100)
    end_year: Mapped[int | None] = told(
        "Fin", "Dernière année.", minimum=2009, maximum=2100, after="start_year"
    )
    planned_measure: Mapped[str | None] = told(
        "Mesure prévue",
        "Ce que l’on compte pour suivre l’action.",
    )
    planned_target: Mapped[float | None] = told(
        "Cible prévue", "Valeur visée de la mesure.", minimum=0, ask="Valeur visée de cette mesure."
    )
    budget_eur: Mapped[float | None] = told(
        "Budget (€)",
        "Budget publié, en euros.",
        type="integer",
        minimum=0,
        ask="Budget publié, en euros entiers.",
    )
    axis_basis: Mapped[str] = told(
        "Fondement du rattachement",
        "source : la source classe l'action dans l'axe ; editorial : rattachement de notre fait.",
        words=AXIS_BASES,
        ask="Qui rattache l’action à cet axe : le contrat lui-même (classement de la source) ou "
        "nous. Vide : classement de la source.",
        default="source",
    )
    source: Mapped[str] = cited(ask=SOURCE_ASKED, group="source")
    evidence: Mapped[str] = attested(ask=EVIDENCE_ASKED, group="source")


class DeploymentRow(Row):
    """Where and when an action took place."""

    __tablename__ = "deployment"
    file = File(
        name="deployments",
        title="Déploiements",
        help="Où, quand et pour qui une action a été menée. Le même schéma sert aux déploiements "
        "documentés (deployments.csv) et illustratifs (deployments_illustrative.csv).",
        export="deployments",
        within="territory",
    )

    __table_args__ = (
        Index("deployment_asked", "territory", "action", "starts_on", "commune"),
        spatial_index("deployment", "point"),
    )

    deployment: Mapped[str] = told(
        "Déploiement",
        "Identifiant du déploiement.",
        unique=True,
        form=SLUG,
        ask="Identifiant du déploiement. Vide pour un nouveau : il sera formé d’après l’action, "
        "l’intitulé, le lieu et la date. Pour corriger un déploiement déjà chargé, reprendre le "
        "sien.",
    )
    territory: Mapped[str] = within_territory()
    action: Mapped[str] = told(
        "Action",
        "Identifiant de l'action déployée, dans actions.csv.",
        ForeignKey("action.action"),
        ask="Action menée : identifiant, ou intitulé s’il est le seul de ce nom. Charger le "
        "fichier des actions avant celui-ci.",
        filled=True,
    )
    title: Mapped[str] = told(
        "Intitulé",
        "Intitulé court du déploiement.",
        ask="Intitulé court de ce qui a été fait.",
        filled=True,
    )
    scope: Mapped[str] = told(
        "Portée",
        "commune, epci (toute l'intercommunalité), territory (tout le périmètre) ou remote (à "
        "distance).",
        words=SCOPES,
        ask="Une commune, une intercommunalité, tout le territoire ou à distance. Vide : déduite "
        "de la commune ou de l’intercommunalité.",
        group="scope",
    )
    commune: Mapped[str | None] = told(
        "Commune",
        "Code Insee, seulement si la portée est commune.",
        ForeignKey("commune.code"),
        form=COMMUNE,
        refers="perimeter.commune",
        ask="Commune du territoire : code Insee ou nom. Seulement si la portée est une commune.",
        group="scope",
    )
    epci: Mapped[str | None] = told(
        "EPCI",
        "Numéro SIREN, seulement si la portée est epci.",
        ForeignKey("epci.epci"),
        form=EPCI,
        ask="Intercommunalité : numéro SIREN ou nom. Seulement si la portée est une "
        "intercommunalité.",
        group="scope",
    )
    place: Mapped[str | None] = told(
        "Lieu",
        "Nom du lieu, s'il est connu.",
        ask="Nom du lieu, s’il est connu. Jamais de nom de personne.",
    )
    point: Mapped[shapely.Geometry | None] = mapped_column(
        Geometry("POINT"), info={"fields": POINT}
    )
    starts_on: Mapped[date | None] = told(
        "Début",
        "Premier jour de ce qui est connu (une année seule va du 1er janvier au 31 décembre) ; "
        "vide si la date est inconnue.",
        ask="12/03/2024, mars 2024 ou 2024 : le jour avant le mois. Vide si la date est inconnue.",
        group="dates",
    )
    ends_on: Mapped[date | None] = told(
        "Fin",
        "Dernier jour de ce qui est connu ; vide si la date est inconnue.",
        after="starts_on",
        ask="Comme le début. Vide : la fin de ce que dit le début.",
        group="dates",
    )
    date_precision: Mapped[str] = told(
        "Précision de la date",
        "day, month, year, period ou unknown.",
        words=PRECISIONS,
        ask="À quel point la date est connue. Vide : déduite des dates.",
        group="dates",
    )
    kind: Mapped[str] = told(
        "Forme",
        "Forme du déploiement.",
        words=KINDS,
        ask="Forme de ce qui a été fait.",
        filled=True,
    )
    attribution: Mapped[str] = told(
        "Attribution",
        "cls : mené au titre du contrat ; partner : campagne d'un partenaire sur un thème du "
        "contrat.",
        words=ATTRIBUTIONS,
        ask="Mené au titre du contrat, ou campagne d’un partenaire sur un thème du contrat. Vide "
        ": contrat local de santé.",
        default="cls",
    )
    public_reached: Mapped[str | None] = told("Public touché", "Public effectivement touché.")
    count: Mapped[int | None] = told(
        "Nombre",
        "Nombre de personnes, de professionnels, d'équipes… touchés.",
        minimum=0,
        ask="Combien de personnes, de professionnels, d’équipes… ont été touchés.",
        group="count",
    )
    count_unit: Mapped[str | None] = told(
        "Unité du nombre",
        "Ce que compte le nombre.",
        words=UNITS,
        ask="Ce que compte ce nombre ; à donner avec lui.",
        group="count",
    )
    withheld: Mapped[bool] = stored(
        "Secret statistique", "Si le nombre manque parce qu’il était de 1 à 10 personnes."
    )
    source: Mapped[str] = cited(ask=SOURCE_ASKED, group="source")
    evidence: Mapped[str] = attested(ask=EVIDENCE_ASKED, group="source")
    sessions: Mapped[int | None] = told(
        "Séances", "Nombre de séances, de rencontres ou de passages.", minimum=1, since=5
    )
    spent_eur: Mapped[float | None] = told(
        "Dépense (€)",
        "Ce qui a été dépensé, en euros.",
        type="integer",
        minimum=0,
        ask="Ce qui a été dépensé, en euros entiers.",
        since=5,
    )
    partners: Mapped[str | None] = told(
        "Partenaires",
        "Organismes séparés par des points-virgules, en plus des porteurs de l’action.",
        ask="Organismes qui y ont pris part, séparés par des points-virgules. Jamais de nom de "
        "personne, de téléphone ni d’adresse électronique.",
        since=5,
    )
    remarks: Mapped[str | None] = told(
        "Observations",
        "Ce que la coordination en retient, en termes neutres.",
        ask="Ce que vous en retenez : ce texte est publié. Jamais de nom de personne.",
        since=5,
    )
