"""Where people live: communes, what they belong to, and their maps."""

import shapely
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cls_dash.store.geometry import Geometry
from cls_dash.store.model.fields import Field, File, Row, spatial_index, stored, told
from cls_dash.store.model.shared import COMMUNE, DEPARTEMENT, EPCI, REGION, codes


class EpciRow(Row):
    """An intercommunality."""

    __tablename__ = "epci"
    file = File(
        name="epci",
        title="Intercommunalités de référence",
        help="Une ligne par établissement public de coopération intercommunale (EPCI) à fiscalité "
        "propre, périmètre au 1er janvier 2026.",
        more=(
            Field(
                name="communes",
                title="Communes",
                help="Nombre de communes membres.",
                type="integer",
                required=True,
                minimum=1,
                example="30",
            ),
        ),
        folder="geography",
        export="epci",
    )

    epci: Mapped[str] = told(
        "SIREN", "Numéro SIREN de l’EPCI.", unique=True, form=EPCI, example="200070712"
    )
    """SIREN."""
    name: Mapped[str] = told(
        "Nom",
        "Nom de l’EPCI, précédé de sa nature (CC, CA…).",
        example="CC Thiers Dore et Montagne",
    )
    population: Mapped[int | None] = told(
        "Population municipale",
        "Somme des populations municipales de ses communes, en habitants.",
        required=True,
        minimum=0,
        example="36767",
    )


class DepartementRow(Row):
    """Outline of a département, the context of the maps."""

    __tablename__ = "departement"
    file = File(
        name="departements",
        title="Départements de contexte",
        help="Une ligne par département situé à moins de 30 km des communes de référence. Le "
        "contour, simplifié pour servir de fond de carte, est dans departements.geojson.",
        more=(
            Field(
                name="region",
                title="Région",
                help="Code officiel de la région.",
                type="string",
                required=True,
                form=REGION,
                example="84",
            ),
            Field(
                name="region_name",
                title="Nom de la région",
                help="Nom officiel de la région.",
                type="string",
                required=True,
                example="Auvergne-Rhône-Alpes",
            ),
        ),
        folder="geography",
        export="departements",
    )

    __table_args__ = (spatial_index("departement", "outline"),)

    departement: Mapped[str] = told(
        "Département", "Code du département.", unique=True, form=DEPARTEMENT, example="63"
    )
    name: Mapped[str] = told("Nom", "Nom du département.", example="Puy-de-Dôme")
    outline: Mapped[shapely.Geometry] = mapped_column(Geometry("MULTIPOLYGON"))


class CommuneRow(Row):
    """A commune in the vintage of the reference geography."""

    __tablename__ = "commune"
    file = File(
        name="communes",
        title="Communes de référence",
        help="Une ligne par commune des territoires, codes officiels géographiques au 1er janvier "
        "2026. Le contour est dans communes.geojson, sous le même code.",
        export="communes",
        within="code",
        folder="geography",
    )

    __table_args__ = (spatial_index("commune", "outline"),)

    code: Mapped[str] = told(
        "Code INSEE",
        "Code officiel géographique de la commune, en texte : 01004, 2A004.",
        unique=True,
        form=COMMUNE,
        example="63430",
    )
    """INSEE code: text, leading zeros and Corsica's letters kept."""
    name: Mapped[str] = told("Nom", "Nom officiel de la commune.", example="Thiers")
    epci: Mapped[str | None] = told(
        "SIREN de l’intercommunalité",
        "Numéro SIREN de l’EPCI à fiscalité propre dont la commune est membre ; vide pour quatre "
        "îles et pour les collectivités d’outre-mer.",
        ForeignKey("epci.epci"),
        form=EPCI,
        example="200070712",
    )
    departement: Mapped[str] = told(
        "Département",
        "Code du département.",
        form=DEPARTEMENT,
        refers="departement.departement",
        example="63",
    )
    region: Mapped[str] = told("Région", "Code officiel de la région.", form=REGION, example="84")
    population: Mapped[int | None] = told(
        "Population municipale",
        "Nombre d’habitants (population municipale), au recensement de l’année indiquée.",
        CheckConstraint("population >= 0", name="population"),
        minimum=0,
        example="11686",
    )
    population_year: Mapped[int | None] = told(
        "Année de la population",
        "Année de référence du recensement.",
        minimum=1968,
        maximum=2100,
        example="2022",
    )
    longitude: Mapped[float | None] = told(
        "Longitude du chef-lieu",
        "Longitude du point principal, en degrés décimaux (WGS 84, EPSG:4326).",
        minimum=-180,
        maximum=180,
        example="3.54871",
    )
    latitude: Mapped[float | None] = told(
        "Latitude du chef-lieu",
        "Latitude du point principal, en degrés décimaux (WGS 84, EPSG:4326).",
        minimum=-90,
        maximum=90,
        example="45.85561",
    )
    point_kind: Mapped[str | None] = told(
        "Nature du point",
        "town_hall : la mairie, située dans le contour ; representative : un point du contour, "
        "quand la mairie est inconnue ou tombe au-dehors ; unchecked : la mairie d’une commune "
        "dont le contour n’est pas publié ; post_town : sans contour ni mairie, le point de la "
        "commune la plus peuplée de même code postal et de même intercommunalité ; vide : ni "
        "contour ni mairie.",
        words=codes("town_hall", "representative", "unchecked", "post_town"),
        example="town_hall",
    )
    """``town_hall``, ``representative`` where that falls outside the outline, ``unchecked``
    where no outline says, or ``post_town``, that of another commune for want of one."""
    parent: Mapped[str | None] = stored(
        "Commune de l’arrondissement",
        "Vide pour une commune. Pour un arrondissement de Paris, Lyon ou Marseille, présent quand "
        "un territoire nomme les siens : le code de la commune, qui le compte déjà.",
        form=COMMUNE,
        example="69123",
    )
    """Of a municipal *arrondissement*, the commune that holds it; missing for communes."""
    outline: Mapped[shapely.Geometry | None] = mapped_column(Geometry("MULTIPOLYGON"))
    """Missing for eight communes of France."""


class ZoningRow(Row):
    """What a commune belongs to beside its EPCI and département, such as a bassin de vie."""

    __tablename__ = "zoning"
    file = File(
        name="zonings",
        optional=True,
        title="Zonages",
        help="À quel bassin de vie ou arrondissement appartient une commune.",
        since=4,
        export="zonings",
        within="commune",
    )

    __table_args__ = (UniqueConstraint("level", "commune"),)

    level: Mapped[str] = told(
        "Maille", "bassin_de_vie ou arrondissement.", words=codes("bassin_de_vie", "arrondissement")
    )
    """As in :class:`ObservationRow`: ``bassin_de_vie``, ``arrondissement``."""
    geography: Mapped[str] = told("Code", "Code du zonage.")
    name: Mapped[str] = told("Nom", "Nom du zonage.")
    commune: Mapped[str] = told("Commune", "Code Insee.", form=COMMUNE)


class TravelTimeRow(Row):
    """Minutes by car from a commune's chief point to another's. Far pairs are absent."""

    __tablename__ = "travel_time"
    file = File(
        title="Temps de trajet",
        help="Minutes en voiture d’une commune à une autre ; les paires lointaines n’y sont pas.",
        export="travel-times",
        within="origin",
    )

    __table_args__ = (UniqueConstraint("origin", "destination"),)

    origin: Mapped[str] = stored("Origine", "Code Insee de la commune de départ.", form=COMMUNE)
    destination: Mapped[str] = stored(
        "Destination", "Code Insee de la commune d’arrivée.", form=COMMUNE
    )
    """INSEE codes; a table may hold more communes than the reference geography."""
    minutes: Mapped[float] = stored("Minutes", "Temps de trajet en voiture.", minimum=0)
    basis: Mapped[str] = stored(
        "Fondement",
        "table : donné par une source ; estimate : estimé d’après la distance.",
        words=codes("table", "estimate"),
    )
    source: Mapped[str | None] = stored(
        "Source", "Clé de la source ; vide pour une estimation.", ForeignKey("source.key")
    )


class MapAssetRow(Row):
    """Geometry of one map, ready for the browser: gzipped TopoJSON."""

    __tablename__ = "map_asset"
    name: Mapped[str] = mapped_column(unique=True)
    """A territory's slug, or ``territories``."""
    digest: Mapped[str] = mapped_column(unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
