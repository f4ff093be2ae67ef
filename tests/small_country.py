"""
The chequered territory among others: twenty-eight communes of four départements.

A row of eight squares (code 030xy, four EPCI of two, département 03, same region) lies north
of the seed's; three are in Corsica (2A001 to 2A003), the last without outline nor point; one
is an island without EPCI (29155). One commune has no population, another none at all.

Commune 63033 has left Damier. Counts of doctors (``bpe:D201``) are of 2018, but for one
commune that only 2017 knows; pharmacists (``rpps:10``) are in each commune. Both lists are
those of all of France.
"""

from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
from shapely import MultiPolygon, box

from tests.seed import ALONE, CODES, EAST, WEST, drawn, seed_frames, sow_frames

NORTH = {f"030{x}0": f"20000001{x // 2}" for x in range(8)}
SEA = "200000020"
CORSICA = ("2A001", "2A002", "2A003")
ISLAND = "29155"
COUNTLESS, EMPTY, LEFT = "03000", "03010", "63033"
EVERY = (*CODES, ALONE, *NORTH, *CORSICA, ISLAND)
EPCI = (WEST, EAST, *sorted(set(NORTH.values())), SEA)

INDICATORS = {
    # code: title, unit, kind, direction, definition, caveats
    "population_density": ("Densité", "hab./km²", "ratio", "neutral", "Par km².", "Moyenne."),
    "depistage": ("Dépistage", "% des personnes", "ratio", "better", "Participation.", None),
    "revenu": ("Revenu", "€ par UC", "ratio", "worse", "Niveau de vie.", None),
    "rare": ("Rare", "%", "ratio", "worse", "Connu de quatre communes.", None),
    "malades": ("Malades", "personnes", "stock", "worse", "Comptés.", None),
}


def share(code: str) -> float:
    """Return the share of people screened in a commune: a figure that looks like chance."""
    return int(code, 36) * 37 % 997 / 10


def values() -> dict[tuple[str, str, str, str], float | None]:
    """Return what is published: by indicator, level, place and year."""
    found: dict[tuple[str, str, str, str], float | None] = {
        ("population_density", "commune", code, "2022"): 3.0 ** (rank % 7)
        for rank, code in enumerate(EVERY)
    }
    found |= {("revenu", "epci", code, "2021"): 20_000 + 700 * n for n, code in enumerate(EPCI)}
    known = [code for code in EVERY if code not in NORTH]
    found |= {("depistage", "commune", code, "2020"): 1.0 for code in known}
    found |= {("depistage", "commune", code, "2021"): share(code) for code in known[4:]}
    # The last that is published of 63010 says nothing, nor all that is of 03000.
    found["depistage", "commune", "63010", "2022"] = None
    found["depistage", "commune", COUNTLESS, "2022"] = None
    found |= {("rare", "commune", code, "2020"): 1.0 for code in CODES[:4]}
    found |= {("malades", "commune", code, "2020"): 5.0 + 30 * n for n, code in enumerate(CODES)}
    return found


def country_frames() -> dict[str, pd.DataFrame]:
    """Return the frames of the country, to be changed at will."""
    return {table: frame.copy() for table, frame in _frames().items()}


@cache
def _frames() -> dict[str, pd.DataFrame]:
    frames = seed_frames({}, "Atelier")
    communes = pd.concat([frames["commune"], pd.DataFrame(_communes())], ignore_index=True)
    communes["population"] = communes["population"].astype("Int64")
    frames["commune"] = communes
    frames["epci"] = pd.DataFrame(
        {"epci": EPCI, "name": [f"CC {code[-2:]}" for code in EPCI], "population": 1000}
    )
    more = {"03": box(2.8, 46, 4, 46.4), "2A": box(8.6, 41.8, 9, 42.2), "29": box(-5, 48, -4, 49)}
    departements = pd.DataFrame(
        {
            "departement": list(more), "name": ["Allier", "Corse-du-Sud", "Finistère"],
            "outline": [MultiPolygon([outline]) for outline in more.values()],
        }
    )  # fmt: skip
    frames["departement"] = pd.concat([frames["departement"], departements], ignore_index=True)
    members = frames["perimeter"]
    members.loc[members["commune"] == LEFT, "ends_on"] = date(2024, 12, 31)
    frames["indicator"] = _indicators()
    frames["observation"] = _observations()
    frames["category"] = pd.DataFrame(
        {"category": ["bpe:D201", "rpps:10"], "title": ["Médecin", "Pharmacien"]}
    )
    frames["provider_count"] = _counts()
    frames["completeness"] = pd.DataFrame(
        {
            "category": ["bpe:D201", "rpps:10"], "area": "FR", "complete_on": ["2018", "2024"],
            "source": "essai",
        }
    )  # fmt: skip
    frames["map_asset"] = drawn(frames)
    return frames


def sow_country(target: Path | str) -> Path | str:
    """Publish the country at a path or an address."""
    return sow_frames(country_frames(), target, release="country")


def _communes() -> list[dict[str, object]]:
    places = {code: ("03", "84", epci, 3 + int(code[3]) / 10, 46.0) for code, epci in NORTH.items()}
    places |= {code: ("2A", "94", SEA, 8.6 + n / 10, 42.0) for n, code in enumerate(CORSICA)}
    places[ISLAND] = ("29", "53", None, -4.5, 48.5)
    return [
        {
            "code": code, "name": f"Lieu {code}", "epci": epci, "departement": departement,
            "region": region, "population": _population(code), "population_year": 2022,
            "longitude": None if code == CORSICA[2] else west + 0.05,
            "latitude": None if code == CORSICA[2] else south + 0.05,
            "point_kind": None if code == CORSICA[2] else "town_hall",
            "parent": None,
            "outline": None
            if code == CORSICA[2]
            else MultiPolygon([box(west, south, west + 0.1, south + 0.1)]),
        }
        for code, (departement, region, epci, west, south) in places.items()
    ]  # fmt: skip


def _population(code: str) -> int | None:
    return {COUNTLESS: None, EMPTY: 0, ISLAND: 870}.get(code, 2000)


def _indicators() -> pd.DataFrame:
    columns = ["title", "unit", "kind", "higher_is", "definition", "caveats"]
    cards = pd.DataFrame.from_dict(INDICATORS, orient="index", columns=columns)
    cards["themes"] = pd.Series({"population_density": "environment"}).reindex(cards.index)
    cards["counts"] = ["persons" if code == "malades" else "nobody" for code in cards.index]
    return cards.reset_index(names="code").assign(level="commune;epci", source="essai")


def _observations() -> pd.DataFrame:
    rows = pd.DataFrame(
        [(*key, value) for key, value in values().items()],
        columns=["indicator", "level", "geography", "year", "value"],
    )
    return rows.assign(
        name="…", lower=None, upper=None, status="observed", source="essai", evidence="documented"
    )


def _counts() -> pd.DataFrame:
    rows = [("bpe:D201", code, 2018, n % 4) for n, code in enumerate(EVERY) if n % 4]
    rows += [("bpe:D201", CORSICA[2], 2017, 9), ("bpe:D201", "99999", 2018, 50)]
    rows += [("rpps:10", code, 2024, 1 + n % 6) for n, code in enumerate(EVERY)]
    frame = pd.DataFrame(rows, columns=["category", "commune", "year", "n"])
    return frame.assign(source="essai")
