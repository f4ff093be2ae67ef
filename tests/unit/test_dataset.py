"""Each kind of bad value is found, placed, and said in French."""

import datetime as dt
import shutil

import polars as pl
import pytest

from cls_dash.errors import ClsDashError
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.problems import InvalidDatasetError, Problem

HOME = "territories/petit-cls"
FILES = {
    "sources.csv": """\
key,producer,title,url,licence,published_on,retrieved_on,checksum,caveats,download,format
mairie,Mairie,Bulletin,https://example.org/bulletin,Droits réservés,2024,,,press;rounded,,
illustrative,Atlas CLS,Exemples,,Licence Ouverte 2.0,,,,simulated,,
""",
    "providers.csv": """\
provider,name,category,commune,longitude,latitude,point_precision,capacity,\
capacity_unit,status,note,source,evidence
ehpad,EHPAD,care_home,01004,,,commune,40,beds,active,,mairie,documented
""",
    "categories.csv": "category,title\n",
    "observations.csv": """\
indicator,level,geography,name,year,value,lower,upper,status,source,evidence
poverty,commune,01004,Ambérieu,2020,,,,withheld,mairie,documented
poverty,commune,2A004,Ajaccio,2020,12.5,,,observed,mairie,documented
""",
    "indicators/poverty.yaml": """\
code: poverty
title: Pauvreté
unit: "%"
kind: ratio
higher_is: worse
level: [commune, region]
definition: Part des personnes pauvres.
caveats:
source: mairie
""",
    f"{HOME}/territory.csv": """\
slug,name,short_name,ars,website,source
petit-cls,Petit CLS,Petit,ARS,,mairie
""",
    f"{HOME}/perimeter.csv": """\
commune,starts_on,ends_on,basis
01004,2020-01-01,,documented
2A004,2020-01-01,2021-12-31,approximate
""",
    f"{HOME}/contracts.csv": """\
contract,number,label,start_year,end_year,signed_on,note,source
petit-cls-1,1,CLS 1,2020,,2020-03,"Une remarque
sur deux lignes",mairie
petit-cls-2,2,CLS 2,2024,2028,,,mairie
""",
    f"{HOME}/parties.csv": """\
contract,organisation,role,source,evidence
petit-cls-1,Mairie,signatory,mairie,documented
""",
    f"{HOME}/axes.csv": """\
axis,contract,title,theme,source
petit-cls-1-a1,petit-cls-1,Prévention,prevention,mairie
petit-cls-2-a1,petit-cls-2,Prévention,prevention,mairie
""",
    f"{HOME}/axis_lineage.csv": """\
previous,axis,relation,basis
petit-cls-1-a1,petit-cls-2-a1,kept,editorial
""",
    f"{HOME}/actions.csv": """\
action,contract,axis,title,objective,intended_public,carriers,status,start_year,\
end_year,planned_measure,planned_target,budget_eur,axis_basis,source,evidence
petit-cls-1-01,petit-cls-1,petit-cls-1-a1,Ateliers,,,Mairie,completed,2020,2023,\
Ateliers,12,1500,source,mairie,documented
""",
    f"{HOME}/deployments.csv": """\
deployment,action,title,scope,commune,epci,place,longitude,latitude,starts_on,\
ends_on,date_precision,kind,attribution,public_reached,count,count_unit,source,evidence
d1,petit-cls-1-01,Atelier,commune,01004,,,5.35,45.96,2020-05-04,2020-05-04,day,\
workshop,cls,Habitants,12,persons,mairie,documented
d2,petit-cls-1-01,Campagne,epci,,200070712,,,,,,unknown,campaign,partner,,,,mairie,\
documented
""",
    f"{HOME}/deployments_illustrative.csv": """\
deployment,action,title,scope,commune,epci,place,longitude,latitude,starts_on,\
ends_on,date_precision,kind,attribution,public_reached,count,count_unit,source,evidence
i1,petit-cls-1-01,Atelier,remote,,,,,,2020-01-01,2020-12-31,year,workshop,cls,,10,\
persons,illustrative,illustrative
""",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "geography").mkdir()
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder) -> tuple[Problem, ...]:
    with pytest.raises(InvalidDatasetError) as raised:
        read_dataset(folder)
    return raised.value.problems


def test_what_the_coordination_typed_in_is_supplied_whatever_an_earlier_version_said(folder):
    card = "saisie-petit-cls,Coordination,Fichiers saisis,,Licence Ouverte 2.0,,,,,,\n"
    change(folder, "sources.csv", "illustrative,", card + "illustrative,")
    change(folder, f"{HOME}/deployments.csv", "persons,mairie,", "persons,saisie-petit-cls,")
    tables = read_dataset(folder)
    told = dict(tables["deployment"].select("deployment", "evidence").rows())
    assert told == {"d1": "supplied", "d2": "documented", "i1": "illustrative"}
    assert tables["action"]["evidence"].to_list() == ["documented"]


def test_a_sound_folder_gives_typed_frames(folder):
    tables = read_dataset(folder)
    deployments = tables["deployment"]
    assert deployments["deployment"].to_list() == ["d1", "d2", "i1"]
    assert deployments.columns[0] == "territory"
    assert deployments["starts_on"].to_list()[0] == dt.date(2020, 5, 4)
    assert deployments["starts_on"].to_list()[1] is None
    assert deployments["count"].dtype == pl.Int64
    assert deployments["count"].is_null().to_list() == [False, True, False]
    assert tables["perimeter"]["commune"].to_list() == ["01004", "2A004"]
    assert tables["contract"]["end_year"].is_null().to_list() == [True, False]
    assert tables["indicator"]["level"].to_list() == ["commune;region"]
    assert tables["indicator"]["caveats"][0] is None
    assert tables["observation"]["value"].is_null().to_list() == [True, False]
    for table in tables.values():
        assert not table.select(pl.any_horizontal(pl.col(pl.String) == "").any()).item()


def test_a_new_cls_is_a_new_folder(folder):
    other = folder / "territories" / "autre-cls"
    shutil.copytree(folder / HOME, other)
    (other / "deployments_illustrative.csv").unlink()
    for path in other.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("petit-cls", "autre-cls")
        path.write_text(text.replace("\nd", "\nautre-d"), encoding="utf-8")
    assert read_dataset(folder)["territory"]["slug"].to_list() == [
        "autre-cls",
        "petit-cls",
    ]


BAD_VALUES = [
    (
        f"{HOME}/perimeter.csv",
        "01004,",
        "1004,",
        (2, "commune", "1004", "La valeur n’a pas la forme attendue."),
    ),
    (
        f"{HOME}/perimeter.csv",
        "2021-12-31",
        "31/12/2021",
        (3, "ends_on", "31/12/2021", "Ce n’est pas une date."),
    ),
    (
        f"{HOME}/contracts.csv",
        "petit-cls-2,2,",
        "petit-cls-2,deux,",
        (4, "number", "deux", "Ce nombre est écrit en lettres."),
    ),
    (
        f"{HOME}/contracts.csv",
        "petit-cls-1,1,",
        "petit-cls-1,0,",
        (2, "number", "0", "Ce nombre est hors des valeurs possibles."),
    ),
    (
        f"{HOME}/contracts.csv",
        "2024,2028",
        "2024,2023",
        (4, "end_year", "2023", "La fin précède le début."),
    ),
    (
        f"{HOME}/territory.csv",
        "Petit,",
        "Un nom bien trop long pour une carte,",
        (
            2,
            "short_name",
            "Un nom bien trop long pour une carte",
            "Le texte est trop long.",
        ),
    ),
    (
        f"{HOME}/territory.csv",
        "petit-cls,",
        "grand-cls,",
        (
            2,
            "slug",
            "grand-cls",
            "Ce code devrait être petit-cls, comme son dossier ou son fichier.",
        ),
    ),
    (
        f"{HOME}/axes.csv",
        "prevention",
        "sport",
        (2, "theme", "sport", "Ce mot n’est pas dans la liste."),
    ),
    (
        f"{HOME}/parties.csv",
        ",Mairie,",
        ",,",
        (2, "organisation", "", "Cette cellule est vide."),
    ),
    (
        f"{HOME}/parties.csv",
        "petit-cls-1,",
        "petit-cls-9,",
        (
            2,
            "contract",
            "petit-cls-9",
            "Ce contrat n'existe pas dans ce territoire.",
        ),
    ),
    (
        f"{HOME}/axis_lineage.csv",
        ",kept",
        ",dropped",
        (
            2,
            "axis",
            "petit-cls-2-a1",
            "La filiation et l’axe ultérieur se contredisent.",
        ),
    ),
    (
        f"{HOME}/actions.csv",
        "petit-cls-1-a1,",
        "petit-cls-2-a1,",
        (2, "axis", "petit-cls-2-a1", "Cet axe appartient au contrat petit-cls-2."),
    ),
    (
        f"{HOME}/actions.csv",
        "mairie,documented",
        "prefecture,documented",
        (2, "source", "prefecture", "Cette source n'a pas de fiche."),
    ),
    (
        f"{HOME}/deployments.csv",
        "d1,petit-cls-1-01",
        "d1,petit-cls-1-09",
        (
            2,
            "action",
            "petit-cls-1-09",
            "Cette action n'existe pas dans ce territoire.",
        ),
    ),
    (
        f"{HOME}/deployments.csv",
        ",01004,",
        ",63430,",
        (
            2,
            "commune",
            "63430",
            "Cette commune n'est pas dans le périmètre du territoire.",
        ),
    ),
    (
        f"{HOME}/deployments.csv",
        ",01004,",
        ",,",
        (2, "commune", "", "Un déploiement de portée « une commune » dit laquelle."),
    ),
    (
        f"{HOME}/deployments.csv",
        "Campagne,epci",
        "Campagne,remote",
        (
            3,
            "epci",
            "200070712",
            "La portée n’est pas « une intercommunalité », mais cette cellule est remplie.",
        ),
    ),
    (
        f"{HOME}/deployments.csv",
        "5.35,",
        "cinq,",
        (2, "longitude", "cinq", "Ce nombre est écrit en lettres."),
    ),
    (
        f"{HOME}/deployments.csv",
        "45.96",
        "145.96",
        (2, "latitude", "145.96", "Ce nombre est hors des valeurs possibles."),
    ),
    (
        f"{HOME}/deployments.csv",
        "45.96",
        "",
        (2, "latitude", "", "Il manque une des deux coordonnées."),
    ),
    (
        f"{HOME}/deployments.csv",
        "2020-05-04,2020-05-04,day",
        "2020-05-04,2020-05-04,unknown",
        (
            2,
            "date_precision",
            "unknown",
            "Les dates ne s’accordent pas avec leur précision.",
        ),
    ),
    (
        f"{HOME}/deployments_illustrative.csv",
        "persons,illustrative",
        "persons,mairie",
        (
            2,
            "evidence",
            "illustrative",
            "La nature du fait et sa source se contredisent.",
        ),
    ),
    (
        f"{HOME}/deployments_illustrative.csv",
        "i1,",
        "d1,",
        (
            2,
            "deployment",
            "d1",
            f"Cet identifiant existe déjà dans {HOME}/deployments.csv.",
        ),
    ),
    (
        "observations.csv",
        "12.5",
        "",
        (3, "value", "", "La valeur et son état se contredisent."),
    ),
    (
        "observations.csv",
        "poverty,commune,2A004",
        "radon,commune,2A004",
        (3, "indicator", "radon", "Cet indicateur n'a pas de fiche."),
    ),
    (
        "sources.csv",
        "press;rounded",
        "press;vu",
        (2, "caveats", "press;vu", "La valeur n’a pas la forme attendue."),
    ),
    (
        "sources.csv",
        "illustrative,Atlas",
        "mairie,Atlas",
        (
            3,
            "key",
            "mairie",
            "Cet enregistrement est déjà dans le fichier, ligne 2.",
        ),
    ),
    (
        "indicators/poverty.yaml",
        "kind: ratio",
        "kind: taux",
        (4, "kind", "taux", "Ce mot n’est pas dans la liste."),
    ),
    (
        "indicators/poverty.yaml",
        "unit:",
        "unity:",
        (1, "unit", "", "Cette cellule est vide."),
    ),
    (
        "indicators/poverty.yaml",
        "code: poverty",
        'code: poverty\nbad: "',
        (4, "", "", "La fiche n’est pas du YAML valide."),
    ),
    (
        f"{HOME}/axes.csv",
        "theme",
        "sujet",
        (1, "theme", "sujet", "Cette colonne n’est pas celle qui est attendue ici."),
    ),
    (
        f"{HOME}/axes.csv",
        ",source\n",
        "\n",
        (1, "source", "", "Cette colonne manque."),
    ),
    (
        f"{HOME}/perimeter.csv",
        "2020-01-01,,documented",
        "2020-01-01,,documented,oui",
        (2, "", "oui", "La ligne a plus de cellules que l’en-tête."),
    ),
    (
        f"{HOME}/perimeter.csv",
        ",2021-12-31,approximate",
        "",
        (3, "basis", "", "La ligne a moins de cellules que l’en-tête."),
    ),
    (
        f"{HOME}/perimeter.csv",
        "\n2A004",
        "\n\n2A004",
        (3, "", "", "La ligne est vide."),
    ),
]


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    BAD_VALUES,
    ids=[f"{file}: {new!r}" for file, _, new, _ in BAD_VALUES],
)
def test_a_bad_value_is_placed_and_said_in_french(folder, file, old, new, expected):
    change(folder, file, old, new)
    found = problems(folder)
    mine = [problem for problem in found if problem.file == file]
    assert expected in [(p.line, p.column, p.value, p.reason) for p in mine]
    assert all(problem.remedy.endswith(".") for problem in found)


def test_all_problems_come_at_once(folder):
    change(folder, f"{HOME}/perimeter.csv", "documented", "certain")
    change(folder, f"{HOME}/axes.csv", "prevention", "sport")
    (folder / f"{HOME}/parties.csv").unlink()
    (folder / "providers.csv").write_bytes("nom\nhôpital\n".encode("latin-1"))
    (folder / "observations.csv").write_bytes(b"")
    found = {problem.file: problem.reason for problem in problems(folder)}
    assert found == {
        f"{HOME}/perimeter.csv": "Ce mot n’est pas dans la liste.",
        f"{HOME}/axes.csv": "Ce mot n’est pas dans la liste.",
        f"{HOME}/parties.csv": "Le fichier manque.",
        "providers.csv": "Le fichier n’est pas encodé en UTF-8.",
        "observations.csv": "Le fichier est vide.",
    }


def test_a_card_that_is_not_a_mapping_or_not_utf8(folder):
    card = folder / "indicators" / "poverty.yaml"
    card.write_text("- poverty\n", encoding="utf-8")
    reasons = {problem.reason for problem in problems(folder)}
    assert "La fiche n’est pas une liste de champs." in reasons
    card.write_bytes("code: pauvreté\n".encode("latin-1"))
    reasons = {problem.reason for problem in problems(folder)}
    assert "Le fichier n’est pas encodé en UTF-8." in reasons


def test_the_error_reads_as_one_line_per_problem(folder):
    change(folder, f"{HOME}/axes.csv", "prevention", "sport")
    with pytest.raises(ClsDashError) as raised:
        read_dataset(folder)
    assert str(raised.value) == (
        f"{HOME}/axes.csv:2, theme (« sport ») : Ce mot n’est pas dans la liste. "
        "Choisir parmi : coordination, prevention, care_access, mental_health, "
        "ageing, deprivation, environment, youth, addictions, chronic_diseases, "
        "care_pathways."
    )
