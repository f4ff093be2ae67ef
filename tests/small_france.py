"""A France of squares: the valley of :mod:`tests.contract` and one commune of each kind."""

import geopandas as gpd
import pandas as pd
from shapely import Point, box

from cls_dash.ingest.geography.france import located
from tests import contract

RIDGE, REEF, VALLEY = "200000002", "249740001", contract.EPCI
NAMES = {VALLEY: "CC de la Vallée", RIDGE: "CC de la Crête", REEF: "CA du Récif"}
REGIONS = {
    "84": "Auvergne-Rhône-Alpes", "94": "Corse", "53": "Bretagne", "04": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon", "987": "Polynésie française",
}  # fmt: skip
DEPARTEMENTS = {
    "63": "Puy-de-Dôme", "15": "Cantal", "2A": "Corse-du-Sud", "29": "Finistère",
    "974": "La Réunion", "975": "Saint-Pierre-et-Miquelon", "987": "Polynésie française",
}  # fmt: skip
VALLEY_SQUARES = {
    code: box(3 + n / 10, 45, 3.1 + n / 10, 45.1) for n, code in enumerate(contract.COMMUNES)
}
OTHERS = {
    # code: name, EPCI, département, region, outline, town hall
    "15001": ("Sommet", RIDGE, "15", "84", box(3, 44.8, 3.2, 45), Point(3.1, 44.9)),
    "15002": ("Versant", RIDGE, "15", "84", box(3.2, 44.8, 3.3, 45), None),
    "15031": ("Celles", RIDGE, "15", "84", None, None),
    "15032": ("Hameau", RIDGE, "15", "84", None, Point(3.15, 44.85)),
    "2A004": ("Ajaccio", "200000003", "2A", "94", box(8.6, 41.9, 8.7, 42), None),
    "29155": ("Ouessant", None, "29", "53", box(-5.1, 48.4, -5, 48.5), None),
    "97401": ("Les Avirons", REEF, "974", "04", box(55.3, -21.3, 55.4, -21.2), None),
    "97402": ("Bras-Panon", REEF, "974", "04", box(55.4, -21.3, 55.5, -21.2), None),
    "97502": ("Saint-Pierre", None, "975", "975", None, None),
    "98735": ("Papeete", None, "987", "987", box(-149.6, -17.6, -149.5, -17.5), None),
}


def small_france() -> gpd.GeoDataFrame:
    """Return what ``read_france`` would: sixteen communes, three without outline."""
    valley = {
        code: (name, VALLEY, "63", "84", VALLEY_SQUARES[code], None)
        for code, name in contract.COMMUNES.items()
    }
    every = valley | OTHERS
    columns = ("name", "epci", "departement", "region", "outline", "hall")
    rows = pd.DataFrame.from_dict(every, orient="index", columns=columns)
    rows.index.name = "code"
    counted = rows["epci"].notna()
    communes = pd.DataFrame(
        {
            "departement": rows["departement"],
            "region": rows["region"],
            "name": rows["name"],
            "epci": rows["epci"],
            "epci_name": rows["epci"].map(NAMES | {"200000003": "CA du Golfe"}),
            "population": counted.map({True: 1000}).astype("Int64"),
            "population_year": pd.array(
                [None if e is None else 2022 for e in rows["epci"]], "Int64"
            ),
            "departement_name": rows["departement"].map(DEPARTEMENTS),
            "region_name": rows["region"].map(REGIONS),
        }
    ).sort_index()
    return located(communes, outlines=rows["outline"], town_halls=rows["hall"])
