"""Territories, their contracts, and what their committees decide."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from cls_dash.store.model.fields import File, Row, told
from cls_dash.store.model.shared import (
    COMMUNE,
    PARTIAL_DATE,
    SLUG,
    URL,
    attested,
    cited,
    codes,
    of_contract,
    within_territory,
)
from cls_dash.terms import AXIS_BASES, RELATIONS, ROLES, THEMES


class TerritoryRow(Row):
    """The territory of a CLS."""

    __tablename__ = "territory"
    file = File(
        name="territory",
        folder="territories",
        title="Territoire",
        help="Le territoire d'un contrat local de santé (une seule ligne).",
        export="territories",
        within="slug",
    )

    slug: Mapped[str] = told("Identifiant", "Le nom du dossier.", unique=True, form=SLUG)
    name: Mapped[str] = told("Nom", "Nom complet.", filled=True)
    short_name: Mapped[str] = told(
        "Nom court", "Nom assez court pour une étiquette de carte.", longest=24, filled=True
    )
    ars: Mapped[str] = told("ARS", "Agence régionale de santé compétente.", filled=True)
    website: Mapped[str | None] = told("Site", "Page publique du contrat.", form=URL)
    source: Mapped[str | None] = cited(required=True)
    recorded_until: Mapped[date | None] = told(
        "Saisi jusqu’au",
        "Jour jusqu'auquel toutes les actions sont saisies, si le coordinateur le dit.",
        since=4,
    )
    """Day until which its coordinator says that all deployments are recorded."""


class PerimeterRow(Row):
    """A commune's membership of a territory, from a date to another."""

    __tablename__ = "perimeter"
    file = File(
        name="perimeter",
        title="Périmètre daté",
        help="Communes du territoire, avec leur date d'entrée et de sortie.",
        absent="Cette commune n'est pas dans le périmètre du territoire.",
        remedy="L'ajouter au fichier perimeter.csv, ou corriger le code.",
        export="perimeters",
        within="territory",
    )

    __table_args__ = (UniqueConstraint("territory", "commune", "starts_on"),)

    territory: Mapped[str] = within_territory()
    commune: Mapped[str] = told("Commune", "Code Insee.", ForeignKey("commune.code"), form=COMMUNE)
    starts_on: Mapped[date] = told("Entrée", "Premier jour dans le périmètre.")
    ends_on: Mapped[date | None] = told(
        "Sortie",
        "Dernier jour dans le périmètre ; vide si la commune en fait encore partie.",
        after="starts_on",
    )
    basis: Mapped[str] = told(
        "Fondement",
        "documented : le périmètre est publié ; approximate : approché par les EPCI d'aujourd'hui.",
        words=codes("documented", "approximate"),
    )


class ContractRow(Row):
    """One generation of a territory's contract."""

    __tablename__ = "contract"
    file = File(
        name="contracts",
        title="Contrats",
        help="Les générations successives du contrat.",
        absent="Ce contrat n'existe pas dans ce territoire.",
        remedy="L'ajouter au fichier contracts.csv, ou corriger le code.",
        export="contracts",
        within="territory",
    )

    contract: Mapped[str] = told(
        "Contrat", "Identifiant : territoire et numéro.", unique=True, form=SLUG
    )
    territory: Mapped[str] = within_territory()
    number: Mapped[int] = told(
        "Numéro",
        "Rang du contrat.",
        minimum=1,
        filled=True,
        ask="Rang du contrat sur ce territoire : 1 pour le premier.",
    )
    label: Mapped[str] = told(
        "Intitulé", "Intitulé du contrat.", filled=True, ask="Intitulé court, par exemple CLS 2."
    )
    start_year: Mapped[int | None] = told(
        "Début", "Première année. Vide si aucune source ne la dit.", minimum=2009, maximum=2100
    )
    end_year: Mapped[int | None] = told(
        "Fin",
        "Dernière année ; vide si elle n'est pas publiée.",
        minimum=2009,
        maximum=2100,
        after="start_year",
    )
    signed_on: Mapped[str | None] = told(
        "Signé le",
        "Date ISO, éventuellement partielle ; vide si elle n'est pas publiée.",
        form=PARTIAL_DATE,
        ask="Jour, mois ou année : 28/01/2025, janvier 2025 ou 2025. Vide si elle est inconnue.",
    )
    """ISO date, possibly partial; missing when no source gives it."""
    note: Mapped[str | None] = told(
        "Remarque", "Ce que les sources laissent incertain ou contredisent."
    )
    source: Mapped[str] = cited()
    state: Mapped[str | None] = told(
        "État",
        "Ce que la source dit de l'état du contrat, par exemple actif ou en élaboration ; vide si "
        "elle ne le dit pas.",
        longest=40,
        since=6,
    )


class PartyRow(Row):
    """An organisation's part in a contract. Never a person."""

    __tablename__ = "party"
    file = File(
        name="parties",
        title="Parties prenantes",
        help="Organismes qui signent, coordonnent, financent ou accompagnent un contrat. Jamais "
        "de personne.",
        key=("contract", "organisation", "role"),
        export="parties",
        within="territory",
    )

    territory: Mapped[str] = within_territory()
    contract: Mapped[str] = of_contract(filled=True, ask="Intitulé du contrat.")
    organisation: Mapped[str] = told(
        "Organisme",
        "Nom de l'organisme.",
        filled=True,
        ask="Nom de l’organisme, jamais d’une personne.",
    )
    role: Mapped[str] = told(
        "Rôle",
        "signatory, partner, coordinator ou funder.",
        words=ROLES,
        filled=True,
        ask="Ce que l’organisme fait dans le contrat.",
    )
    source: Mapped[str] = cited()
    evidence: Mapped[str] = attested()


class AxisRow(Row):
    """A strategic axis of a contract, with the theme that lets contracts compare."""

    __tablename__ = "axis"
    file = File(
        name="axes",
        title="Axes stratégiques",
        help="Axes d'un contrat, rattachés à un thème commun à tous les contrats.",
        absent="Cet axe n'existe pas dans ce territoire.",
        remedy="L'ajouter au fichier axes.csv, ou corriger le code.",
        export="axes",
        within="territory",
    )

    axis: Mapped[str] = told("Axe", "Identifiant : contrat et rang.", unique=True, form=SLUG)
    territory: Mapped[str] = within_territory()
    contract: Mapped[str] = of_contract(filled=True, ask="Intitulé du contrat.")
    title: Mapped[str] = told("Intitulé", "Intitulé de l'axe.", filled=True)
    theme: Mapped[str] = told("Thème", "Thème de la liste commune.", words=THEMES, filled=True)
    source: Mapped[str] = cited()


class AxisLineageRow(Row):
    """What became of an axis in the next contract."""

    __tablename__ = "axis_lineage"
    file = File(
        name="axis_lineage",
        title="Filiation des axes",
        help="Ce qu'un axe devient d'un contrat au suivant.",
        key=("previous", "axis"),
        export="axis-lineage",
        within="territory",
    )

    territory: Mapped[str] = within_territory()
    previous: Mapped[str] = told(
        "Axe antérieur",
        "Identifiant de l'axe du contrat antérieur.",
        ForeignKey("axis.axis"),
        filled=True,
        ask="Intitulé de l’axe du contrat d’avant.",
    )
    axis: Mapped[str | None] = told(
        "Axe ultérieur",
        "Identifiant de l'axe qui le prolonge ; vide s'il est abandonné.",
        ForeignKey("axis.axis"),
        ask="Intitulé de l’axe qui le prolonge ; vide s’il est abandonné.",
    )
    relation: Mapped[str] = told(
        "Filiation",
        "kept (repris), merged (fondu) ou dropped (abandonné).",
        words=RELATIONS,
        ask="Ce que l’axe antérieur devient.",
        filled=True,
    )
    basis: Mapped[str] = told(
        "Fondement",
        "source : la source le dit ; editorial : rapprochement de notre fait.",
        words=AXIS_BASES,
        default="source",
    )


class DecisionRow(Row):
    """What a committee decided. Organisations answer for it, never persons."""

    __tablename__ = "decision"
    file = File(
        name="decisions",
        optional=True,
        title="Décisions",
        help="Décisions d'un comité de pilotage, publiées par cls-dash load decisions.",
        since=3,
        export="decisions",
        within="territory",
    )

    decision: Mapped[str] = told(
        "Décision",
        "Identifiant : territoire, jour de la séance et empreinte du point.",
        unique=True,
        form=SLUG,
    )
    territory: Mapped[str] = within_territory()
    held_on: Mapped[date] = told("Séance du", "Jour de la séance.")
    meeting: Mapped[str] = told("Séance", "Intitulé de la séance.")
    item: Mapped[str] = told("Point", "Intitulé du point de l'ordre du jour.")
    text: Mapped[str] = told("Décision prise", "Ce qui a été décidé.")
    owner: Mapped[str] = told(
        "Organisme responsable", "Qui en répond. Un organisme, jamais une personne."
    )
    due: Mapped[date | None] = told(
        "Échéance", "Jour avant lequel la décision est suivie d'effet ; vide si aucun n'est fixé."
    )
    address: Mapped[str | None] = told(
        "Page", "Adresse de la page montrée en séance, relative à celle de l'atlas."
    )
    """Of the page that was shown, relative to the atlas."""
    release: Mapped[str | None] = told(
        "Version des données", "Empreinte des données que la page montrait."
    )
    """Of the data that this page showed."""
    source: Mapped[str] = cited()
    evidence: Mapped[str] = attested(
        help_="documented : une source le dit ; illustrative : séance d'essai ; supplied : saisi "
        "par la coordination du contrat.",
    )
