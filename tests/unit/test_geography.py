"""From two tiny packages to the files of the reference geography and back."""

import io
import json
import lzma
import shutil
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given

from cls_dash.ingest import cards
from cls_dash.ingest.geography import packages as packages_module
from cls_dash.ingest.geography.codes import write_codes
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.geography.france import located, post_towns, read_communes
from cls_dash.ingest.geography.national import read_national, read_stored, write_national
from cls_dash.ingest.geography.national_file import france_from_file
from cls_dash.ingest.geography.outlines import on_grid
from cls_dash.ingest.geography.packages import (
    Packages,
    PackageUnavailableError,
    fetch_divisions,
    fetch_packages,
)
from cls_dash.ingest.geography.reference import (
    UnknownEpciError,
    geography_for,
    read_france,
    read_geography,
    write_geography,
)
from cls_dash.ingest.problems import InvalidDatasetError
from tests.mangled import assert_refused_or_accounted, mangled_file

MOUNTAIN, COAST = "200000001", "200000002"

# The big commune leaves two gaps: one for 43003, whose town hall alone is known,
# and one that a delegated commune of 63002 covers. Of 63004 nothing is known.
WIDE_GAP = shapely.box(3.1, 45.1, 3.2, 45.2)
NARROW_GAP = shapely.box(3.3, 45.1, 3.31, 45.11)
BIG = shapely.box(3, 45, 3.4, 45.3) - WIDE_GAP - NARROW_GAP
OUTLINES = {
    "63001": (BIG, shapely.Point(3.05, 45.05)),
    "63002": (shapely.box(3.4, 45, 3.5, 45.3), shapely.Point(3.6, 45.1)),
    "43001": (shapely.box(3, 44.9, 3.4, 45), shapely.Point(3.1234567, 44.95)),
    "43003": (None, shapely.Point(3.15, 45.15)),
    "63004": (None, None),
    "2A004": (shapely.box(8.6, 41.9, 8.7, 42), None),
}
OTHER_CODES = [
    {"code": "63002", "nom": "Déléguée", "type": "commune-deleguee", "chefLieu": "63002"},
    {"code": "63901", "nom": "Partie", "type": "commune-deleguee", "chefLieu": "63002"},
    {"code": "63902", "nom": "Annexe", "type": "commune-associee", "chefLieu": "63901"},
    {"code": "63999", "nom": "1er", "type": "arrondissement-municipal", "commune": "63001"},
]
"""63900, 63901 and 63902 are former codes of the first commune, but 63901 is part of the
second one today, and 63902 a part of 63901."""
MEMBERS = {
    MOUNTAIN: {"63001": 100, "63002": 0, "43003": 30, "63004": 4},
    COAST: {"2A004": 7},
}


def wkb(geometry):
    return r"\N" if geometry is None else shapely.to_wkb(geometry, hex=True)


def write_wheel(path):
    columns = ["type", "code", "nom", "geometry", "mairie_localisation"]
    rows = [
        ("COM", code, f"Commune {code}", wkb(outline), wkb(hall))
        for code, (outline, hall) in OUTLINES.items()
    ]
    rows.append(("COMD", "63002", "Déléguée", wkb(NARROW_GAP), r"\N"))
    table = pd.DataFrame(rows, columns=columns).assign(mairie_email="nobody@example.org")
    with zipfile.ZipFile(path, "w") as wheel:
        text = table.to_csv(index=False).encode()
        wheel.writestr(packages_module.OUTLINES_MEMBER, lzma.compress(text))


def write_tarball(path):
    codes = [*OUTLINES, "97501"]
    communes = [
        {"code": code, "nom": f"Commune {code}", "type": "commune-actuelle"}
        | ({"departement": "975", "region": "975"} if code == "97501" else {})
        | ({"departement": "2A", "region": "94"} if code == "2A004" else {})
        | ({"departement": code[:2], "region": "84"} if code[0] in "46" else {})
        for code in codes
    ]
    communes += OTHER_CODES
    communes[0] |= {"anciensCodes": ["63900", "63901", "63902"], "codesPostaux": ["63100"]}
    names = {"63": "Puy-de-Dôme", "43": "Haute-Loire", "2A": "Corse-du-Sud"}
    records = {
        "communes": communes,
        "epci": [
            {
                "code": siren,
                "nom": f"CC {siren}",
                "membres": [
                    {"code": code, "populationMunicipale": population}
                    for code, population in members.items()
                ],
            }
            for siren, members in MEMBERS.items()
        ],
        "departements": [{"code": code, "nom": name} for code, name in names.items()],
        "regions": [
            {"code": "84", "nom": "Auvergne-Rhône-Alpes"},
            {"code": "94", "nom": "Corse"},
        ],
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, content in records.items():
            text = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        folder = tarfile.TarInfo("package/data/cantons.json")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    found = Packages(folder / "outlines.whl", folder / "divisions.tgz")
    write_wheel(found.outlines)
    write_tarball(found.divisions)
    return found


@pytest.fixture(scope="module")
def read(packages):
    """France as it is read, which nobody changes."""
    return read_france(packages)


@pytest.fixture
def france(read):
    return read.copy()


@pytest.fixture(scope="module")
def written(read, tmp_path_factory):
    """The folder of two EPCI as it is written, which nobody changes."""
    folder = tmp_path_factory.mktemp("written")
    write_geography(read, folder, epci=[MOUNTAIN, COAST])
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "geography")


def reasons(folder):
    with pytest.raises(InvalidDatasetError) as refused:
        read_geography(folder)
    return [(p.file, p.value, p.reason) for p in refused.value.problems]


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_present_commune_is_read_once(france):
    assert list(france.index) == sorted([*OUTLINES, "97501"])
    assert france.crs == "EPSG:4326"
    assert france.loc["63002", "name"] == "Commune 63002"
    assert france.loc["2A004", "region_name"] == "Corse"
    assert not [column for column in france if column.startswith("mairie")]


def test_population_is_that_of_the_members_and_missing_without_epci(france):
    assert france.loc["63001", ["population", "population_year"]].tolist() == [
        100,
        2022,
    ]
    assert france.loc["63002", "population"] == 0
    assert france.loc["97501", ["epci", "population", "population_year"]].isna().all()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("63001", "town_hall"),
        ("63002", "representative"),
        ("2A004", "representative"),
        ("43003", "town_hall"),
    ],
)
def test_the_chief_point_says_what_it_is(france, code, kind):
    commune = france.loc[code]
    point = shapely.Point(commune["longitude"], commune["latitude"])
    assert commune["point_kind"] == kind
    assert commune["geometry"].covers(point)


def test_a_town_hall_without_outline_is_unchecked():
    hall = pd.Series({"43003": shapely.Point(3.15, 45.15)}, dtype=object)
    bare = located(pd.DataFrame(index=["43003"]), outlines=hall[:0], town_halls=hall)
    assert bare.loc["43003", "point_kind"] == "unchecked"
    assert bare.loc["43003", "longitude"] == 3.15


def test_a_hole_of_the_packages_goes_to_the_commune_of_its_town_hall_or_of_its_parts(france):
    assert france.loc["43003", "geometry"].equals(WIDE_GAP)
    assert france.loc["63002", "geometry"].area == pytest.approx(0.03 + NARROW_GAP.area)
    assert france.loc["63001", "geometry"].equals(BIG)


def test_a_commune_of_which_nothing_is_known_has_no_point(france):
    nothing = france.loc["63004", ["longitude", "latitude", "point_kind", "geometry"]]
    assert nothing.isna().all()


def test_a_commune_of_which_nothing_is_known_has_the_point_of_its_post_town():
    hall = pd.Series({"15141": shapely.Point(2.98, 45.13)}, dtype=object)
    towns = pd.Series({"15031": "15141", "15141": "15141", "15001": "15002"})
    found = located(
        pd.DataFrame(index=["15001", "15031", "15141"]),
        outlines=hall[:0], town_halls=hall, towns=towns,
    )  # fmt: skip
    assert found.loc["15031", ["longitude", "latitude", "point_kind"]].tolist() == [
        2.98, 45.13, "post_town",
    ]  # fmt: skip
    assert found.loc["15141", "point_kind"] == "unchecked"
    assert found.loc["15001", ["longitude", "point_kind"]].isna().all()
    assert found["geometry"].isna().all()


def test_the_post_town_is_the_most_populous_of_a_postcode_and_an_epci(packages, tmp_path):
    communes = read_communes(packages.divisions)
    records = [{"code": code, "type": "commune-actuelle", "codesPostaux": posts} for code, posts in
               {"63001": ["63100"], "63002": ["63100", "63200"], "43003": ["43100"],
                "63004": ["63200"], "2A004": None}.items()]  # fmt: skip
    path = tmp_path / "divisions.tgz"
    with tarfile.open(path, "w:gz") as archive:
        text = json.dumps(records).encode()
        member = tarfile.TarInfo("package/data/communes.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    assert post_towns(path, communes).to_dict() == {
        "63001": "63001", "63002": "63001", "43003": "43003", "63004": "63004",
    }  # fmt: skip


def test_points_are_given_to_the_metre(france):
    assert france.loc["43001", "longitude"] == 3.12346


def test_rounding_repairs_what_it_breaks_and_keeps_what_is_missing():
    spike = shapely.Polygon(
        [(0, 0), (1, 0), (1, 1), (0.500001, 0.000001), (0.499999, 0.000002), (0, 1)]
    )
    rounded = on_grid(pd.array([spike, None], dtype=object).to_numpy())
    assert rounded[0].is_valid
    assert rounded[0].area == pytest.approx(spike.area, abs=1e-4)
    assert rounded[1] is None


def test_what_is_written_is_read_back(france, folder):
    back = read_geography(folder)
    communes = back["communes"]
    assert list(communes.index) == ["2A004", "43003", "63001", "63002", "63004"]
    assert communes.crs == back["departements"].crs == "EPSG:4326"
    assert communes.loc["63001", "geometry"].equals(france.loc["63001", "geometry"])
    assert communes.loc["63004", ["longitude", "point_kind"]].isna().all()
    assert communes["population"].tolist() == [7, 30, 100, 0, 4]
    assert back["epci"].loc[MOUNTAIN].tolist() == [f"CC {MOUNTAIN}", 134, 4]
    assert back["departements"].loc["2A", "name"] == "Corse-du-Sud"


def test_a_gap_goes_to_the_departement_of_its_town_hall_or_is_closed(folder):
    outlines = read_geography(folder)["departements"].geometry
    assert outlines["43"].covers(WIDE_GAP)
    assert not outlines["63"].intersects(WIDE_GAP.buffer(-0.001))
    assert outlines["63"].covers(NARROW_GAP)


def test_departements_are_those_of_the_surroundings(france, tmp_path):
    write_geography(france, tmp_path / "coast", epci=[COAST])
    write_geography(france, tmp_path / "mountain", epci=[MOUNTAIN])
    assert pd.read_csv(tmp_path / "coast" / "departements.csv")["name"].tolist() == ["Corse-du-Sud"]
    mountain = pd.read_csv(tmp_path / "mountain" / "departements.csv")
    assert mountain["name"].tolist() == ["Haute-Loire", "Puy-de-Dôme"]


def test_writing_twice_gives_the_same_bytes(france, folder, tmp_path):
    again = tmp_path / "again"
    write_geography(france.iloc[::-1], again, epci=[COAST, MOUNTAIN])
    for path in again.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_outlines_take_one_line_each_and_carry_their_code_alone(folder):
    lines = (folder / "communes.geojson").read_text("utf-8").splitlines()
    features = [json.loads(line.rstrip(",")) for line in lines[1:-1]]
    assert [f["properties"] for f in features] == [
        {"code": code} for code in ("2A004", "43003", "63001", "63002")
    ]
    ring = shapely.LinearRing(features[2]["geometry"]["coordinates"][0])
    assert ring.is_ccw


def test_communes_of_no_epci_are_kept_by_their_code(france, tmp_path):
    folder = tmp_path / "coast"
    write_geography(france, folder, epci=[COAST], communes=["97501"])
    back = read_geography(folder)
    assert list(back["communes"].index) == ["2A004", "97501"]
    alone = back["communes"].loc["97501", ["epci", "population", "longitude", "geometry"]]
    assert alone.isna().all()
    assert list(back["departements"].index) == ["2A"]


def test_overseas_does_not_stretch_the_background_of_the_mainland(france, tmp_path):
    """A commune of the Rhône, of no EPCI, lies between the mountain and the coast."""
    france.loc["63002", ["epci", "departement", "departement_name"]] = [None, "69", "Rhône"]
    france.loc["63002", "geometry"] = shapely.box(6, 43.5, 6.1, 43.6)

    def departements(coast):
        folder = tmp_path / coast
        away = france.assign(departement=france["departement"].replace({"2A": coast}))
        write_geography(away, folder, epci=[MOUNTAIN, COAST])
        return pd.read_csv(folder / "departements.csv", dtype=str)["departement"].tolist()

    assert departements("2A") == ["2A", "43", "63", "69"]
    assert departements("974") == ["43", "63", "974"]


def test_an_unknown_epci_is_refused_by_its_siren(france, tmp_path):
    with pytest.raises(UnknownEpciError, match="999999999") as refused:
        write_geography(france, tmp_path / "x", epci=[MOUNTAIN, "999999999"])
    assert refused.value.epci == ("999999999",)
    with pytest.raises(UnknownEpciError, match="none given"):
        write_geography(france, tmp_path / "x", epci=[])
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("\n63002,", "\n63001,", "63001"),
        ("\n63002,", "\n6302,", "6302"),
        (",100,2022,", ",-1,2022,", "-1"),
        (",100,2022,", ",cent,2022,", "cent"),
        ("town_hall", "mairie", "mairie"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_value(folder, old, new, value):
    edit(folder / "communes.csv", old, new)
    assert ("communes.csv", value) in {found[:2] for found in reasons(folder)}


def test_codes_unknown_to_the_other_files_are_refused(folder):
    edit(folder / "epci.csv", f"{COAST},", "200000009,")
    edit(folder / "departements.csv", "\n2A,", "\n2B,")
    edit(folder / "departements.geojson", '"2A"', '"2B"')
    assert reasons(folder) == [
        ("communes.csv", COAST, "Ce code n'est pas dans epci.csv."),
        ("communes.csv", "2A", "Ce code n'est pas dans departements.csv."),
    ]


def test_missing_outlines_are_refused_when_one_is_expected(folder):
    for name in ("communes", "departements"):
        (folder / f"{name}.geojson").write_text('{"features": []}', "utf-8")
    assert [found[:2] for found in reasons(folder)] == [
        ("communes.geojson", "2A004"),
        ("communes.geojson", "43003"),
        ("communes.geojson", "63001"),
        ("communes.geojson", "63002"),
        ("departements.geojson", "2A"),
        ("departements.geojson", "43"),
        ("departements.geojson", "63"),
    ]


def test_an_outline_of_no_commune_is_refused(folder):
    edit(folder / "communes.geojson", '"63002"', '"63009"')
    assert reasons(folder) == [
        ("communes.geojson", "63009", "Ce contour n'a pas de ligne dans communes.csv.")
    ]


def test_outlines_given_twice_or_crossing_themselves_are_refused(folder):
    path = folder / "communes.geojson"
    lines = path.read_text("utf-8").splitlines()
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    crossed = json.loads(lines[1].rstrip(",")) | {"geometry": bow.__geo_interface__}
    path.write_text("\n".join([*lines[:-2], lines[-2] + ",", json.dumps(crossed), "]}"]))
    assert reasons(folder) == [
        ("communes.geojson", "2A004", "Ce contour est donné deux fois."),
        ("communes.geojson", "2A004", "Ce contour n'est pas un polygone valide."),
    ]


def test_codes_of_all_of_france_are_written_sorted(packages, tmp_path):
    write_codes(packages.divisions, tmp_path / "codes")
    lines = (tmp_path / "codes" / "cog.csv").read_text("utf-8").splitlines()
    assert lines[0] == "code,name,epci,departement,population"
    assert lines[1] == f"2A004,Commune 2A004,{COAST},2A,7"
    assert lines[-1] == "97501,Commune 97501,,975,"
    assert len(lines) == 1 + len(OUTLINES) + 1


def test_postal_codes_are_those_of_the_communes_they_serve(packages, tmp_path):
    write_codes(packages.divisions, tmp_path)
    assert read_cog(tmp_path).postcodes == {"63100": ["63001"]}


def test_former_codes_lead_to_the_commune_of_today(packages, tmp_path):
    write_codes(packages.divisions, tmp_path)
    text = (tmp_path / "successors.csv").read_text("utf-8")
    assert text.splitlines() == [
        "former,code,kind",
        "63900,63001,merged",
        "63901,63002,delegated",
        "63902,63002,associated",
        "63999,63001,arrondissement",
    ]
    cog = read_cog(tmp_path)
    assert cog.names["97501"] == "Commune 97501"
    assert cog.successors["63902"] == "63002"


def test_france_on_disk_has_the_keys_and_columns_of_a_selection(france, folder):
    selection = geography_for(folder.parent)
    write_national(france, folder / "france")
    whole = geography_for(folder.parent)
    beyond = selection.pop("around")
    assert len(beyond) > 0
    assert whole["around"].empty  # All of France has nothing beyond: its neighbours are its own.
    assert list(whole["around"].columns) == list(beyond.columns)
    pd.testing.assert_frame_equal(
        pd.DataFrame(whole["communes"].loc[beyond.index, list(beyond.columns)]), beyond
    )
    for name, table in selection.items():
        assert list(whole[name].columns) == list(table.columns)
        assert whole[name].index.name == table.index.name
        pd.testing.assert_frame_equal(
            pd.DataFrame(whole[name].loc[table.index].drop(columns="geometry", errors="ignore")),
            pd.DataFrame(table.drop(columns="geometry", errors="ignore")),
        )
    assert whole["communes"].crs == whole["departements"].crs == "EPSG:4326"
    assert whole["communes"].loc["97501"].isna().sum() == 7
    assert read_stored(folder / "france")["epci_name"]["2A004"] == f"CC {COAST}"


def test_france_written_twice_is_the_same_and_leaves_nothing_else(france, tmp_path):
    files = []
    for _ in range(2):
        write_national(france, tmp_path / "france")
        files.append({path.name: path.read_bytes() for path in (tmp_path / "france").iterdir()})
    assert files[0] == files[1]
    assert sorted(files[0]) == ["communes.parquet", "departements.parquet", "epci.parquet"]


@pytest.mark.sampled
@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"PAR1 no")])
@pytest.mark.parametrize("name", ["communes", "epci", "departements"])
def test_a_france_that_is_damaged_says_how_to_make_it_again(france, tmp_path, name, damage):
    write_national(france, tmp_path / "france")
    damage(tmp_path / "france" / f"{name}.parquet")
    with pytest.raises(InvalidDatasetError, match=r"cls-dash geography --france") as refused:
        read_national(tmp_path / "france")
    assert refused.value.problems[0].file == f"france/{name}.parquet"


def communes_file(folder, rows, columns, *, crs=4326, name="COMMUNE.gpkg"):
    """Write a file of communes: first cells, then the geometry."""
    cells = pd.DataFrame([row[:-1] for row in rows], columns=list(columns))
    shapes = [row[-1] for row in rows]
    gpd.GeoDataFrame(cells, geometry=shapes, crs=4326).to_crs(crs).to_file(folder / name)
    return folder / name


SMALL = shapely.box(3, 45, 3.4, 45.3)


@pytest.mark.sampled
@pytest.mark.parametrize(
    "columns",
    [
        ("INSEE_COM", "NOM", "SIREN_EPCI"),
        ("code", "nom", "epci"),
        ("code_insee", "nom_officiel", "codes_siren_des_epci"),
    ],
)
@pytest.mark.parametrize(("crs", "name"), [(2154, "COMMUNE.gpkg"), (4326, "communes.geojson")])
def test_outlines_come_from_a_file_and_the_rest_from_the_divisions(
    packages, france, tmp_path, columns, crs, name
):
    rows = [("63001", "Autre nom", f"{MOUNTAIN}/200099999", SMALL), ("2A004", "Île", "NC", None)]
    path = communes_file(tmp_path, rows, columns, crs=crs, name=name)
    found, report = france_from_file(path, packages.divisions)
    assert list(found.columns) == list(france.columns)
    assert found.index.tolist() == france.index.tolist()
    assert found.loc["63001", "name"] == "Commune 63001"
    assert found.loc["63001", "geometry"].symmetric_difference(SMALL).area < 1e-4
    assert found.loc["63001", "point_kind"] == "representative"
    assert found["geometry"].notna().sum() == 1
    assert report.read == report.accepted == 2
    kept = "dans ce fichier : le code officiel géographique fait foi."
    assert report.notes == (
        "1\u00a0entité n’a pas de géométrie lisible.",
        "6\u00a0communes de France n’ont pas de contour dans ce fichier.",
        f"2\u00a0communes ont un autre nom {kept}",
        f"1\u00a0commune a une autre intercommunalité {kept}",
    )


def test_codes_of_a_file_are_mended_united_or_put_aside(packages, tmp_path):
    west, east = shapely.box(3, 45, 3.2, 45.3), shapely.box(3.2, 45, 3.4, 45.3)
    bow = shapely.Polygon([(3, 44.9), (3.4, 45), (3.4, 44.9), (3, 45)])
    rows = [
        ("63900", west),
        ("63001", east),
        ("2a004", shapely.box(8.6, 41.9, 8.7, 42)),
        ("43001", bow),
        ("99999", SMALL),
        (None, SMALL),
        ("43003", shapely.Point(3, 45)),
    ]
    path = communes_file(tmp_path, rows, ["INSEE_COM"])
    found, report = france_from_file(path, packages.divisions)
    assert found.loc["63001", "geometry"].equals(SMALL)
    assert found.loc["43001", "geometry"].is_valid
    assert found["geometry"].notna().sum() == 3
    assert (report.read, report.accepted, report.unit) == (7, 4, "entité")
    told = report.quarantined.select("line", "column", "reason").rows()
    assert told == [
        (5, "code", "Aucune commune de France n’a ce code."),
        (6, "code", "Cette cellule est vide."),
        (7, "geometry", "Ce n’est pas un polygone."),
    ]
    mended = report.corrections.select("line", "corrected").rows()
    assert sorted(mended) == [(1, "63001"), (3, "2A004"), (4, "polygone réparé")]
    assert report.notes[0] == "1\u00a0entité est réunie à une autre de la même commune."


def test_populations_are_compared_as_numbers(packages, tmp_path):
    rows = [("63001", 100.0, SMALL), ("43003", 31.0, shapely.box(3.1, 45.1, 3.2, 45.2))]
    path = communes_file(tmp_path, rows, ["INSEE_COM", "POPULATION"])
    _, report = france_from_file(path, packages.divisions)
    assert report.notes[-1].startswith("1\u00a0commune a une autre population dans ce fichier")


def test_the_layer_of_the_communes_is_found(packages, tmp_path):
    path = communes_file(tmp_path, [("63001", SMALL)], ["INSEE_COM"])
    other = gpd.GeoDataFrame({"a": ["x"]}, geometry=[SMALL], crs=4326)
    other.to_file(path, layer="commune_associee")
    found, _ = france_from_file(path, packages.divisions)
    assert found.loc["63001", "geometry"].equals(SMALL)
    with pytest.raises(InvalidDatasetError, match="Cette colonne manque au fichier"):
        france_from_file(path, packages.divisions, layer="commune_associee")


def test_a_file_without_a_known_commune_is_refused(packages, tmp_path):
    path = communes_file(tmp_path, [("99999", SMALL)], ["INSEE_COM"])
    with pytest.raises(InvalidDatasetError, match="Aucune commune de France n’a ce code"):
        france_from_file(path, packages.divisions)


def feature(code, shape):
    properties = {"INSEE_COM": code, "NOM": "Île", "POPULATION": 12}
    return {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}


COMMUNES = {
    "type": "FeatureCollection",
    "features": [feature("63001", SMALL), feature("43001", shapely.box(3, 44.9, 3.4, 45))],
}


@pytest.mark.slow
@given(file=mangled_file("communes.geojson", json.dumps(COMMUNES).encode()))
def test_mangled_outlines_are_refused_or_wholly_accounted_for(packages, file):
    def read(files, divisions):
        return SimpleNamespace(report=france_from_file(files[0], divisions)[1])

    assert_refused_or_accounted(read, file, packages.divisions)


@pytest.mark.parametrize("text", ["", "[]", '{"features": [{"properties": {}}]}'])
def test_a_file_that_is_not_geojson_is_refused(folder, text):
    (folder / "communes.geojson").write_text(text, "utf-8")
    ((file, _, reason),) = reasons(folder)
    assert file == "communes.geojson"
    assert reason.startswith("Le fichier n'est pas une liste de contours")


@pytest.mark.parametrize("file", ["epci.csv", "communes.geojson"])
def test_a_missing_file_is_refused(folder, file):
    (folder / file).unlink()
    assert [found[0] for found in reasons(folder)] == [file]


def test_archives_in_the_cache_are_used_as_they_are(packages, tmp_path, monkeypatch):
    use_as_releases(monkeypatch, packages)
    cache = tmp_path / "cache"
    cache.mkdir()
    shutil.copy(packages.outlines, cache / "outlines.whl")
    shutil.copy(packages.divisions, cache / "divisions.tgz")
    found = fetch_packages(cache)
    assert found == Packages(cache / "outlines.whl", cache / "divisions.tgz")


def test_archives_are_downloaded_with_the_first_client_that_works(packages, tmp_path, monkeypatch):
    copy = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
    commands = {
        name: (("no-such-client",), ("false",), ("python3", "-c", copy, str(path)))
        for name, path in vars(packages).items()
    }
    use_as_releases(monkeypatch, packages, commands)
    found = fetch_packages(tmp_path / "new" / "cache")
    assert read_france(found).shape[0] == 7
    assert sorted(path.name for path in found.outlines.parent.iterdir()) == [
        "divisions.tgz",
        "outlines.whl",
    ]


def test_the_divisions_can_be_had_alone(packages, tmp_path, monkeypatch):
    use_as_releases(monkeypatch, packages)
    assert fetch_divisions(packages.divisions.parent) == packages.divisions


def test_without_a_client_the_error_says_what_to_do(packages, tmp_path, monkeypatch):
    commands = dict.fromkeys(vars(packages), (("no-such-client",),))
    use_as_releases(monkeypatch, packages, commands)
    with pytest.raises(PackageUnavailableError, match=r"put the file outlines\.whl"):
        fetch_packages(tmp_path / "cache")


def test_another_archive_than_the_reviewed_one_is_refused(packages, tmp_path):
    shutil.copy(packages.outlines, tmp_path / packages_module.OUTLINES.file)
    with pytest.raises(PackageUnavailableError, match="SHA-256"):
        fetch_packages(tmp_path)


def test_a_folder_in_place_of_a_file_is_refused(packages):
    with pytest.raises(PackageUnavailableError, match="not a file"):
        packages_module.read_divisions(packages.divisions, "cantons")


def use_as_releases(monkeypatch, packages, commands=None):
    """Make the fake archives the reviewed ones."""
    for name, path in vars(packages).items():
        release = packages_module.Release(
            requirement=name,
            file=path.name,
            sha256=cards.checksum(path),
            commands=(commands or {}).get(name, ()),
        )
        monkeypatch.setattr(packages_module, name.upper(), release)
