"""The page «Mon territoire»: a new territory, by the names of its communes or from a file."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from cls_dash import wording
from cls_dash.domain.legible import legible
from cls_dash.domain.perimeter import Spell, versions
from cls_dash.ingest.dataset.new_territory import Planned, add_territory, plan_territory
from cls_dash.ingest.dataset.overlaps import overlaps, present
from cls_dash.ingest.dataset.own_tables import country
from cls_dash.ingest.dataset.territory_home import EARLIEST
from cls_dash.ingest.geography.districts import with_parts
from cls_dash.ingest.geography.making import make_geography
from cls_dash.ingest.geography.packages import CACHE
from cls_dash.ingest.geography.places_by_name import communes_by_name, epci_by_name
from cls_dash.ingest.geography.reference import is_national
from cls_dash.ingest.recognise.words import slug
from cls_dash.terms import CREDITS
from cls_dash.workshop import territories
from cls_dash.workshop.doing import announce, folder, gesture, news, on_disk
from cls_dash.workshop.perimeter_map import perimeter_svg

WAYS = ("Des intercommunalités", "Des communes", "Un fichier")
PLANNED = "_planned"
FILES = ["csv", "xlsx", "ods", "gpkg", "geojson", "json", "zip"]
DRAWN = (".gpkg", ".geojson", ".json", ".zip")


def show() -> None:
    """Draw the page."""
    st.title("Mon territoire")
    news()
    _present()
    if not is_national(folder()):
        _offer_france()
    st.header("Un nouveau territoire", anchor=False)
    name = st.text_input("Nom du contrat ou du territoire", key="name")
    way = st.radio("Son périmètre", WAYS, horizontal=True, key="way")
    said, files = _perimeter(way)
    starts = st.date_input(
        "Premier jour du contrat, s’il est connu",
        value=None,
        min_value=EARLIEST,
        format="DD/MM/YYYY",
        key="starts",
    )
    if st.button("Voir ce territoire", type="primary", disabled=not name.strip()):
        st.session_state[PLANNED] = _planned(name, {**said, "starts_on": starts}, files)
    planned: Planned | None = st.session_state.get(PLANNED)
    if planned is not None and planned.home.name == name.strip():
        _preview(planned)


def _present() -> None:
    """Show a territory of the data folder: its communes, since when, and who else is there."""
    slug = territories.chosen()
    if slug is None:
        return
    perimeter = territories.home_of(slug).tables["perimeter"]
    spells = [
        Spell(code, date.fromisoformat(start), date.fromisoformat(end) if end else None,
              basis == "approximate")
        for code, start, end, basis in perimeter.iter_rows()
    ]  # fmt: skip
    dated = versions(spells)
    if not dated:
        st.info("Ce territoire n’a pas encore de commune.")
        return
    geography = territories.geography()
    communes = geography["communes"]
    known = communes.loc[communes.index.intersection(sorted(dated[-1].communes))]
    name = territories.names()[slug]
    drawn, told = st.columns([3, 2])
    with drawn:
        _map(name, known.index, but=slug)
    with told:
        for sentence in overlaps(folder(), known["name"], but=slug):
            st.warning(sentence)
        rows = [
            {"à partir du": wording.day(each.starts_on),
             "communes": len(each.communes),
             "habitants": wording.number(
                 communes["population"].reindex(sorted(each.communes)).sum()
             ),
             "connu": "approché" if each.approximate else "publié"}
            for each in reversed(dated)
        ]  # fmt: skip
        st.caption("Périmètres successifs")
        # In French whatever the browser speaks.
        written = {"habitants": st.column_config.TextColumn(alignment="right")}
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=written)


def _map(name: str, codes: Collection[str], *, but: str = "") -> None:
    theirs = present(folder(), but=but).values()
    both = sorted(set(codes) & {code for each in theirs for code in each})
    shade = "sombre" if st.context.theme.type == "dark" else "claire"
    with st.container(key=f"carte_{shade}_{but}"):
        st.image(_drawn(name, tuple(codes), tuple(both)), width="stretch")
    told = "" if not both else (
        f" En orange, {wording.counted(len(both), 'commune')} d’un autre contrat aussi."
    )  # fmt: skip
    st.caption(f"{wording.counted(len(codes), 'commune')}.{told} {CREDITS}")


@st.cache_data(show_spinner="Dessin de la carte", max_entries=8)
def _drawn(name: str, codes: tuple[str, ...], both: tuple[str, ...]) -> str:
    geography = territories.geography()
    communes = with_parts(folder(), geography["communes"], codes)
    return perimeter_svg(name, {**geography, "communes": communes}, codes, both)


def _offer_france() -> None:
    st.info(
        "La carte de toute la France n’est pas encore là : il la faut pour choisir des "
        "intercommunalités par leur nom et pour dessiner un nouveau territoire. Elle se "
        "télécharge une fois, depuis les registres de paquets."
    )
    if st.button("Obtenir la carte de France"):
        with gesture("Carte de France") as tell:
            make_geography(folder(), CACHE, whole=True, tell=tell)
            tell("Dessin des cartes de France : une minute, une seule fois")
            country(folder())
        announce("La carte de toute la France est là.")


def _perimeter(way: str) -> tuple[dict[str, Any], list[Any]]:
    """Return what the page says of the perimeter, and the file that was dropped."""
    if way == WAYS[0]:
        return {"epci": _chosen("Intercommunalités", "epci")}, []
    if way == WAYS[1]:
        return {"codes": _chosen("Communes", "codes")}, []
    dropped = st.file_uploader(
        "Tableau des codes Insee, ou tracé (GeoPackage, GeoJSON, shapefile zippé)",
        type=FILES, key="file",
    )  # fmt: skip
    where = st.text_input("Nom du périmètre dans le tracé, s’il y en a plusieurs", key="where")
    return {"where": where.strip() or None}, [dropped] if dropped else []


def _chosen(label: str, key: str) -> list[str]:
    known = _names(key, folder(), is_national(folder()))
    chosen: list[str] = st.multiselect(
        label, list(known), format_func=known.__getitem__, key=key, placeholder="Tapez un nom"
    )
    return chosen


@st.cache_data(show_spinner=False)
def _names(kind: str, data: Path, whole: bool) -> Mapping[str, str]:  # noqa: ARG001 - a key
    return epci_by_name(data) if kind == "epci" else communes_by_name(data)


def _planned(name: str, said: Mapping[str, Any], files: list[Any]) -> Planned:
    with gesture("Lecture du périmètre"), on_disk(files) as paths:
        asked = dict(said)
        for path in paths:
            asked["perimeter" if path.suffix.lower() in DRAWN else "communes"] = path
        return plan_territory(folder(), slug(name), name=name, **asked)


def _preview(planned: Planned) -> None:
    """Show what would be added, before anything is written."""
    members = planned.members
    people = wording.counted(members["population"].sum(), "habitant")
    st.header(planned.home.name, anchor=False)
    st.markdown(f"{wording.counted(len(members), 'commune')}, {people}.")
    _map(planned.home.name, planned.home.codes)
    for note in planned.report.notes:
        st.warning(legible(note))
    rows = members[["name", "epci_name", "departement_name", "population"]].rename(
        columns={"name": "commune", "epci_name": "intercommunalité",
                 "departement_name": "département", "population": "habitants"}
    )  # fmt: skip
    st.dataframe(rows.rename_axis("code").reset_index(), hide_index=True)
    if st.button("Ajouter ce territoire", type="primary"):
        with gesture("Écriture du territoire"):
            add_territory(folder(), planned)
        del st.session_state[PLANNED]
        territories.choose(planned.home.slug)
        announce(
            f"{planned.home.name} est dans le dossier de données. "
            "La page « Publier » le met dans l’atlas."
        )
