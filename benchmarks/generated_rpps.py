"""Write a fake RPPS of any length, for measures: nobody in it exists.

Its 56 columns are those of ``PS_LibreAcces_Personne_activite``; people are
``NOM000001``, telephones are made of zeros, e-mail addresses end in ``.invalid``::

    python -m benchmarks.generated_rpps PS_LibreAcces_Personne_activite_202605121012.txt
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code catégorie professionnelle|"
    "Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|"
    "Numéro FINESS établissement juridique|Identifiant technique de la structure|"
    "Raison sociale site|Enseigne commerciale site|Complément destinataire (coord. structure)|"
    "Complément point géographique (coord. structure)|Numéro Voie (coord. structure)|"
    "Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|"
    "Mention distribution (coord. structure)|Bureau cedex (coord. structure)|"
    "Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|"
    "Libellé pays (coord. structure)|Téléphone (coord. structure)|"
    "Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|"
    "Libellé Département (structure)|Ancien identifiant de la structure|"
    "Autorité d'enregistrement|Code secteur d'activité|Libellé secteur d'activité|"
    "Code section tableau pharmaciens|Libellé section tableau pharmaciens|Code rôle|"
    "Libellé rôle|Code genre activité|Libellé genre activité|"
)
PROFESSIONS = {
    "60": ("Infirmier", 0.42), "10": ("Médecin", 0.22), "70": ("Masseur-Kinésithérapeute", 0.09),
    "21": ("Pharmacien", 0.07), "93": ("Psychologue", 0.07), "40": ("Chirurgien-Dentiste", 0.04),
    "91": ("Orthophoniste", 0.03), "50": ("Sage-Femme", 0.02), "80": ("Pédicure-Podologue", 0.02),
    "95": ("Diététicien", 0.02),
}  # fmt: skip
"""Rough shares, enough for a measure of time."""
SKILLS = ("SM54", "SM53", "SM26", "SM02", "SM42", "SM04", "SM38", "SM40", "SM15", "")
UNLOCATED = 0.2
"""Share of activities without a commune."""
GEOGRAPHY = Path(__file__).parents[1] / "data" / "geography"


def write_rpps(path: Path, rows: int = 1_300_000, seed: int = 2026) -> None:
    """Write a file of so many activities; the same seed writes the same bytes."""
    generator = np.random.default_rng(seed)
    places = _places()
    shares = (places["people"] / places["people"].sum()).to_numpy()
    with path.open("wb") as stream:
        stream.write(f"{HEADER}\n".encode())
        for activities in _activities(generator, rows, places["code"].to_numpy(), shares):
            _with_all_columns(activities).write_csv(
                stream, separator="|", include_header=False, quote_style="never", null_value=""
            )


def _places() -> pl.DataFrame:
    """Return the codes that the register uses, *arrondissements* included, and who lives there."""
    if not (GEOGRAPHY / "cog.csv").exists():
        codes = [f"{area:02}{rank:03}" for area in range(1, 20) for rank in range(1, 501)]
        return pl.DataFrame({"code": codes, "people": np.arange(len(codes), 0, -1)})
    communes = pl.read_csv(GEOGRAPHY / "cog.csv", infer_schema=False)
    former = pl.read_csv(GEOGRAPHY / "successors.csv", infer_schema=False)
    parts = former.filter(kind="arrondissement")
    return communes.join(parts, on="code", how="left", maintain_order="left_right").select(
        code=pl.coalesce("former", "code"),
        people=pl.col("population").cast(pl.Int64).fill_null(0) / pl.len().over("code"),
    )


def _activities(
    generator: np.random.Generator, rows: int, communes: np.ndarray, shares: np.ndarray
) -> Iterator[pl.DataFrame]:
    """Yield the activities by blocks: a person has one to four, half of them in one commune."""
    professions = np.array(list(PROFESSIONS))
    weights = np.array([share for _, share in PROFESSIONS.values()])
    first = 1
    while rows > 0:
        held = generator.choice([1, 2, 3, 4], size=50_000, p=[0.72, 0.2, 0.06, 0.02])
        person = np.repeat(np.arange(held.size), held)[:rows]
        home, elsewhere = (generator.choice(communes, size=n, p=shares) for n in (50_000, 100_000))
        stays = generator.random(person.size) < 0.5
        place = np.where(stays, home[person], elsewhere[: person.size])
        yield pl.DataFrame(
            {
                "rank": person + first,
                "profession": generator.choice(professions, size=50_000, p=weights)[person],
                "skill": generator.choice(np.array(SKILLS), size=50_000)[person],
                "commune": np.where(generator.random(person.size) < UNLOCATED, "", place),
            }
        )
        rows -= person.size
        first += held.size


def _with_all_columns(activities: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("rank").cast(pl.String).str.zfill(6)
    identifier = "9" + rank.str.zfill(10)
    located = pl.col("commune") != ""
    doctor = pl.col("profession") == "10"
    labels = {code: label for code, (label, _) in PROFESSIONS.items()}
    cells = {
        "Type d'identifiant PP": pl.lit("8"),
        "Identifiant PP": identifier,
        "Identification nationale PP": "8" + identifier,
        "Code civilité": pl.lit("MME"),
        "Libellé civilité": pl.lit("Madame"),
        "Nom d'exercice": "NOM" + rank,
        "Prénom d'exercice": "PRENOM" + rank,
        "Code profession": pl.col("profession"),
        "Libellé profession": pl.col("profession").replace_strict(labels),
        "Code catégorie professionnelle": pl.lit("C"),
        "Libellé catégorie professionnelle": pl.lit("Civil"),
        "Code type savoir-faire": pl.when(doctor).then(pl.lit("S")),
        "Code savoir-faire": pl.when(doctor).then("skill"),
        "Code mode exercice": pl.lit("L"),
        "Libellé mode exercice": pl.lit("Libéral"),
        "Identifiant technique de la structure": "R" + identifier,
        "Raison sociale site": pl.when(located).then('CABINET "' + rank + '"'),
        "Libellé Voie (coord. structure)": pl.when(located).then(pl.lit("DE LA MESURE")),
        "Code commune (coord. structure)": pl.col("commune"),
        "Libellé commune (coord. structure)": pl.when(located).then("COMMUNE " + pl.col("commune")),
        "Téléphone (coord. structure)": pl.when(located).then(pl.lit("0000000000")),
        "Adresse e-mail (coord. structure)": "nom" + rank + "@exemple.invalid",
        "Autorité d'enregistrement": pl.lit("CNOM/CNOM/ARS"),
        "Code secteur d'activité": pl.lit("SA07"),
        "Libellé secteur d'activité": pl.lit("Cabinet individuel"),
        "Code genre activité": pl.lit("GENR01"),
        "Libellé genre activité": pl.lit("Activité standard de soin ou de pharmacien"),
    }
    empty = pl.lit(None, pl.String)
    # The header ends with a separator: a last column, without a name or a cell.
    names = HEADER.split("|")
    return activities.select(cells.get(name, empty).alias(name) for name in names)


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=1_300_000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    write_rpps(asked.path, asked.rows, asked.seed)
    print(f"{asked.path} : {asked.rows} activités, {asked.path.stat().st_size / 1e6:.0f} Mo")


if __name__ == "__main__":
    main()
