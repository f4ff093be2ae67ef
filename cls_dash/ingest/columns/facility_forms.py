"""What the columns of a table of facilities are for: one of three headers, or usual titles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.texts import completed
from cls_dash.store.model import FILES

READ: Final = (
    "provider", "name", "short_name", "category", "label", "commune", "postcode", "town",
    "longitude", "latitude", "point_precision", "capacity", "capacity_unit", "status", "note",
)  # fmt: skip
"""Our names of the columns that any form may have."""


@dataclass(frozen=True)
class Form:
    """A header that is known: what it is, and our name of each of its columns."""

    title: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    """Columns, as the file names them, without which it is not this form."""
    finess: bool = True
    """Whether facilities bear FINESS numbers and categories, and are in activity."""


PORTAL: Final = Form(
    "un extrait régional de FINESS",
    {
        "numero finess etablissement": "provider",
        "rslongue": "name",
        "raison_sociale": "short_name",
        "categetab": "category",
        "categorie": "label",
        "code_insee": "commune",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    ("numero finess etablissement", "raison_sociale", "categetab", "code_insee"),
)
EUROPE: Final = Form(
    "les hôpitaux d’Europe (Eurostat)",
    {
        "id": "provider",
        "hospital_name": "name",
        "facility_type": "label",
        "postcode": "postcode",
        "city": "town",
        "lon": "longitude",
        "lat": "latitude",
        "cap_beds": "capacity",
    },
    ("id", "hospital_name", "facility_type", "postcode", "city"),
)
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "provider": ("numéro", "n°", "finess", "id"),
    "name": ("raison sociale", "établissement", "nom de la structure", "nom de l’établissement",
             "libellé"),
    "category": ("type", "type de structure", "catégorie d’établissement", "nature"),
    "commune": ("ville", "localité", "nom de la commune"),
    "town": ("commune", "ville", "localité", "nom de la commune", "libellé commune"),
    "longitude": ("lon", "lng", "x"),
    "latitude": ("lat", "y"),
    "capacity": ("places", "nombre de places", "lits"),
    "note": ("remarque", "remarques", "commentaire", "observations"),
}  # fmt: skip
"""Usual titles of our columns beside ours, the surest first."""
SURER: Final[Mapping[str, tuple[str, ...]]] = {
    "commune": ("code insee", "insee", "code commune", "insee com", "codgeo", "depcom"),
}
"""Titles that are surer than ours: beside a code, «commune» is a name."""


def form_of(header: Sequence[str], given: Mapping[str, str]) -> Form:
    """Return the form that a row of titles is nearest to."""
    published = (PORTAL, EUROPE) if not given else ()
    forms = (*(_as_written(each, header) for each in published), _our_form(header, given))
    return min(forms, key=lambda known: len(lacking(known, header)))


def _as_written(form: Form, header: Sequence[str]) -> Form:
    """Return a form with its titles as a header writes them: ``numero_finess_etablissement``."""
    known = {plain(column): column for column in reversed(header)}
    return replace(
        form,
        columns={known.get(plain(each), each): name for each, name in form.columns.items()},
        needed=tuple(known.get(plain(each), each) for each in form.needed),
    )


def lacking(form: Form, header: Sequence[str]) -> list[str]:
    """Return the columns that a form needs and a header has not."""
    return [name for name in form.needed if name not in header]


def named(table: TextTable, form: Form) -> TextTable:
    """Return a table with our names of its columns."""
    ours = {name: each for each, name in form.columns.items() if each in table.rows.columns}
    table = table.under(ours)
    return replace(table, rows=completed(table.rows, READ))


def _our_form(header: Sequence[str], given: Mapping[str, str]) -> Form:
    """Return our own form, as a header writes it: names or titles of the schema, usual ones."""
    titles = {name: title for name, title in FILES["providers"].titles.items() if name in READ}
    known = {plain(column): column for column in reversed(header) if plain(column)}
    said_here = {name: known.get(plain(said)) for name, said in given.items() if name in READ}
    written = {name: column for name, column in said_here.items() if column is not None}
    for name, title in {**titles, "town": "town"}.items():
        for said in (*SURER.get(name, ()), name, title, *USUAL.get(name, ())):
            column = known.get(plain(said))
            if column is not None and column not in written.values():
                written.setdefault(name, column)
    if "name" not in written and plain(written.get("provider", "")) == plain(titles["provider"]):
        written["name"] = written.pop("provider")  # «Structure» is a name where no other column is.
    columns = {column: name for name, column in written.items()}
    needed = tuple(written.get(name, titles[name]) for name in ("name", "category", "commune"))
    return Form("établissements de l’atlas", columns, needed, finess=False)
