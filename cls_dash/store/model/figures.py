"""Releases, sources, indicators and what they measure."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from cls_dash.store.model.fields import Field, File, Form, Row, told
from cls_dash.store.model.shared import (
    PARTIAL_DATE,
    SLUG,
    URL,
    attested,
    cited,
    codes,
)
from cls_dash.terms import STATUSES


class ReleaseRow(Row):
    """The one row that names this release of the store."""

    __tablename__ = "release"
    release: Mapped[str]
    """Digest of all that the store was built from."""
    schema_version: Mapped[int]
    latest_fact: Mapped[date]
    """Latest date known in the sources: how recent the picture is."""


class SourceRow(Row):
    """Where facts come from, as it must be cited."""

    __tablename__ = "source"
    file = File(
        name="sources",
        title="Sources",
        help="Une fiche par source citée.",
        more=(
            Field(
                name="download",
                title="Téléchargement",
                help="Adresse du fichier en cours, que cls-dash fetch télécharge.",
                type="string",
                form=URL,
            ),
            Field(
                name="format",
                title="Format",
                help="Format sous lequel cls-dash load lit ce fichier.",
                type="string",
                words=codes("finess", "finess-plus", "rpps", "bpe", "apl", "filosofi"),
            ),
        ),
        absent="Cette source n'a pas de fiche.",
        remedy="L'ajouter à sources.csv, ou corriger la clé.",
        export="sources",
    )

    key: Mapped[str] = told(
        "Clé", "Clé courte citée par les autres fichiers.", unique=True, form=SLUG
    )
    producer: Mapped[str] = told("Producteur", "Organisme qui publie.")
    title: Mapped[str] = told("Titre", "Titre de la source, neutre.")
    url: Mapped[str | None] = told(
        "Adresse", "Adresse publique ; vide pour un document sans adresse certaine.", form=URL
    )
    licence: Mapped[str] = told("Licence", "Conditions de réutilisation.")
    published_on: Mapped[str | None] = told(
        "Publié le",
        "Date ISO, éventuellement partielle (2025, 2025-04 ou 2025-04-02).",
        form=PARTIAL_DATE,
    )
    """ISO date, possibly partial: ``2025``, ``2025-04`` or ``2025-02-07``."""
    retrieved_on: Mapped[str | None] = told(
        "Consulté le", "Date de consultation, si elle est connue.", type="date"
    )
    checksum: Mapped[str | None] = told(
        "Empreinte",
        "Empreinte SHA-256 du fichier obtenu, s'il y en a un.",
        form=Form(r"^[0-9a-f]{64}$"),
    )
    caveats: Mapped[str | None] = told(
        "Réserves",
        "Codes séparés par des points-virgules.",
        form=Form(
            r"^((press|secondary|copy|undated|rounded|editorial|simulated|estimated_date|approximate_location|outdated|announced|partial)(;(press|secondary|copy|undated|rounded|editorial|simulated|estimated_date|approximate_location|outdated|announced|partial))*)$"
        ),
    )


class IndicatorRow(Row):
    """An indicator as published; ``higher_is`` orients palettes and rankings."""

    __tablename__ = "indicator"
    file = File(
        name="indicators",
        title="Indicateurs",
        help="Une fiche YAML par indicateur ; la liste level y est écrite comme une liste.",
        absent="Cet indicateur n'a pas de fiche.",
        remedy="Ajouter sa fiche dans le dossier indicators, ou corriger le code.",
        export="indicators",
        folder="indicators",
    )

    code: Mapped[str] = told(
        "Code", "Le nom du fichier, sans l'extension.", unique=True, form=Form(r"^[a-z][a-z0-9_]*$")
    )
    title: Mapped[str] = told("Titre", "Titre de l'indicateur.")
    unit: Mapped[str] = told("Unité", "Unité de la valeur.")
    kind: Mapped[str] = told(
        "Nature", "ratio (rapport) ou stock (effectif).", words=codes("ratio", "stock")
    )
    higher_is: Mapped[str] = told(
        "Sens",
        "Ce que vaut une valeur élevée : better, worse ou neutral.",
        words=codes("better", "worse", "neutral"),
    )
    level: Mapped[str] = told(
        "Mailles",
        "Mailles géographiques disponibles.",
        form=Form(
            r"^((commune|epci|arrondissement|bassin_de_vie|departement|region|pays)(;(commune|epci|arrondissement|bassin_de_vie|departement|region|pays))*)$"
        ),
    )
    definition: Mapped[str] = told("Définition", "Ce que mesure l'indicateur.")
    caveats: Mapped[str | None] = told("Réserves", "Ce qu'il faut savoir avant de l'interpréter.")
    counts: Mapped[str | None] = told(
        "Ce que comptent les valeurs",
        "persons : peut compter des personnes, donc masqué de 1 à 10 ; published : compte des "
        "personnes, mais le producteur a déjà retenu ce qu'il devait ; nobody : ne compte "
        "personne. Vide : persons.",
        words=codes("persons", "published", "nobody"),
        since=4,
    )
    """What its values may count: ``persons``, ``published`` (persons, by a producer that
    withheld what it had to) or ``nobody``. Missing is ``persons``: masked, until a card says why
    not."""
    themes: Mapped[str | None] = told(
        "Thèmes",
        "Thèmes d'action qui répondent à ce besoin, les mêmes que ceux des axes.",
        form=Form(r"^([a-z_]+(;[a-z_]+)*)?$"),
        since=4,
    )
    """Themes of action that answer such a need, joined by ``;``."""
    source: Mapped[str] = cited()


class ObservationRow(Row):
    """The value of an indicator in a geography and year."""

    __tablename__ = "observation"
    file = File(
        name="observations",
        title="Observations",
        help="Valeurs des indicateurs.",
        key=("indicator", "level", "geography", "year"),
        export="observations",
    )

    __table_args__ = (UniqueConstraint("indicator", "level", "geography", "year", "source"),)

    indicator: Mapped[str] = told(
        "Indicateur", "Code de l'indicateur.", ForeignKey("indicator.code")
    )
    level: Mapped[str] = told(
        "Maille",
        "Maille géographique.",
        words=codes(
            "commune", "epci", "arrondissement", "bassin_de_vie", "departement", "region", "pays"
        ),
    )
    geography: Mapped[str] = told(
        "Code géographique",
        "Code Insee, SIREN ou code officiel du lieu.",
        form=Form(r"^[0-9A-Z]{2,9}$"),
    )
    name: Mapped[str] = told("Nom", "Nom du lieu.")
    year: Mapped[str] = told(
        "Année", "Année ou période, comme 2022 ou 2023-2024.", form=Form(r"^[0-9]{4}(-[0-9]{4})?$")
    )
    value: Mapped[float | None] = told(
        "Valeur", "Vide si elle n'est pas observée : jamais zéro par défaut."
    )
    """Missing when not published or withheld: ``status`` says which."""
    lower: Mapped[float | None] = told(
        "Borne basse", "Borne basse de l'intervalle, si elle est publiée."
    )
    upper: Mapped[float | None] = told(
        "Borne haute", "Borne haute de l'intervalle, si elle est publiée."
    )
    status: Mapped[str] = told(
        "État",
        "observed, derived (calculée par nous d'après la source), missing (absente), withheld "
        "(secret statistique) ou not_applicable (sans objet).",
        words=STATUSES,
    )
    source: Mapped[str] = cited()
    evidence: Mapped[str] = attested()
