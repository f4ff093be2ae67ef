"""Places that give care, how many there are, and where lists of them are whole."""

import shapely
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cls_dash.store.geometry import Geometry
from cls_dash.store.model.fields import POINT, File, Form, Row, spatial_index, stored, told
from cls_dash.store.model.shared import COMMUNE, PARTIAL_DATE, SLUG, attested, cited, codes
from cls_dash.terms import PROVIDERS


class CategoryRow(Row):
    """What is counted: a type of equipment of the BPE, a profession of the RPPS."""

    __tablename__ = "category"
    file = File(
        name="categories",
        title="Catégories d’offre",
        help="Intitulé français des catégories d’équipements (BPE) et de professionnels (RPPS) du "
        "domaine de la santé.",
        absent="Cette catégorie n'a pas d'intitulé.",
        remedy="L'ajouter à categories.csv, ou corriger le code.",
        export="categories",
    )

    category: Mapped[str] = told(
        "Catégorie",
        "Nomenclature et code : bpe:D201, rpps:60, rpps:10:SM54 pour une spécialité de médecin.",
        unique=True,
        form=Form(r"^(bpe:[A-Z][0-9]{3}|rpps:[0-9]{2,3}(:[A-Z]{1,5}[0-9]{1,4})?)$"),
    )
    """Code that says its nomenclature: ``bpe:D201``, ``rpps:10``."""
    title: Mapped[str] = told("Intitulé", "Intitulé au singulier, tel qu'il est lu à l'écran.")


class ProviderRow(Row):
    """A place that gives care or prevention. Facilities, never persons."""

    __tablename__ = "provider"
    file = File(
        name="providers",
        title="Offre de soins et d'accompagnement",
        help="Établissements et structures, jamais de personne.",
        export="providers",
        within="commune",
    )

    __table_args__ = (spatial_index("provider", "point"),)

    provider: Mapped[str] = told("Structure", "Identifiant court.", unique=True, form=SLUG)
    name: Mapped[str] = told("Nom", "Nom de la structure.")
    category: Mapped[str] = told("Catégorie", "Catégorie de la structure.", words=PROVIDERS)
    commune: Mapped[str] = told("Commune", "Code Insee.", form=COMMUNE)
    """INSEE code; may lie outside the reference geography (a neighbouring hospital)."""
    district: Mapped[str | None] = stored(
        "Arrondissement",
        "Code de l’arrondissement de Paris, Lyon ou Marseille ; vide s’il n’est pas dit, et "
        "ailleurs.",
        form=COMMUNE,
        example="69383",
    )
    point: Mapped[shapely.Geometry | None] = mapped_column(
        Geometry("POINT"), info={"fields": POINT}
    )
    point_precision: Mapped[str] = told(
        "Précision du point",
        "exact, ou commune (le point de la commune fait foi).",
        words=codes("exact", "commune"),
    )
    capacity: Mapped[int | None] = told("Capacité", "Nombre de lits, de places…", minimum=0)
    capacity_unit: Mapped[str | None] = told(
        "Unité de capacité",
        "Ce que compte la capacité.",
        words=codes("beds", "places", "professionals", "dwellings"),
    )
    status: Mapped[str] = told(
        "État",
        "active (citée en activité), planned (en projet) ou unverified (ouverture non vérifiée).",
        words=codes("active", "planned", "unverified", "closed"),
    )
    note: Mapped[str | None] = told("Remarque", "Précision courte.")
    source: Mapped[str] = cited()
    evidence: Mapped[str] = attested()


class ProviderCountRow(Row):
    """How many providers of a category a commune has. All of France, counts only."""

    __tablename__ = "provider_count"
    file = File(
        name="provider_counts",
        optional=True,
        title="Effectifs par commune",
        help="Combien d'établissements ou de professionnels d'une catégorie compte une commune. "
        "Là où la liste est complète (completeness.csv), une commune absente n'en a aucun.",
        key=("category", "commune", "year"),
        export="counts",
        within="commune",
    )

    __table_args__ = (
        Index("provider_count_asked", "commune", "category", "year", "source", unique=True),
    )

    category: Mapped[str] = told("Catégorie", "Code de categories.csv.", refers="category.category")
    """A published code; nomenclatures have more codes than :class:`CategoryRow` has titles."""
    commune: Mapped[str] = told("Commune", "Code Insee.", form=COMMUNE)
    """INSEE code; the reference geography may hold only some communes."""
    year: Mapped[int] = told("Année", "Année du recensement.")
    n: Mapped[int] = told("Nombre", "Effectif.", minimum=1)
    source: Mapped[str] = cited()


class AreaRow(Row):
    """A commune of an area for which some list is complete."""

    __tablename__ = "area"
    file = File(
        name="areas",
        optional=True,
        title="Aires",
        help="Communes où une liste est complète.",
        since=4,
        export="areas",
    )
    __table_args__ = (UniqueConstraint("area", "commune"),)

    area: Mapped[str] = told("Aire", "Nom de l'aire.", form=SLUG)
    commune: Mapped[str] = told("Commune", "Code Insee.", form=COMMUNE)
    """INSEE code; the reference geography may hold only some communes."""


class CompletenessRow(Row):
    """
    A list of places is complete for a category, in an area, at a date.

    Nothing else earns a distance, an absence, a rate or a rank. Of a list that is complete, a
    commune without a row has none.
    """

    __tablename__ = "completeness"
    file = File(
        name="completeness",
        optional=True,
        title="Complétude",
        help="Ce qu'une liste recense entièrement : quelle catégorie, où, à quelle date.",
        since=4,
        export="completeness",
    )

    __table_args__ = (UniqueConstraint("category", "area", "source"),)

    category: Mapped[str] = told(
        "Catégorie", "Catégorie d'établissement (hospital) ou d'effectif (bpe:D201)."
    )
    """Of :class:`ProviderRow` (``hospital``) or of :class:`ProviderCountRow` (``bpe:D201``)."""
    area: Mapped[str] = told(
        "Aire",
        "Nom d'une aire de areas.csv, ou FR pour toute la France, collectivités d'outre-mer "
        "exceptées.",
    )
    """Of :class:`AreaRow`, or ``FR``: every commune of France."""
    complete_on: Mapped[str] = told("Complète au", "Date, mois ou année.", form=PARTIAL_DATE)
    """ISO date, possibly partial."""
    source: Mapped[str] = cited()
