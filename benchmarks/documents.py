"""
Make the documents of the shipped data: sheets of all communes, the dossier of a meeting.

The peer for a map is matplotlib drawing the same outlines in the same colours, as geopandas
does it. Budgets: 253 sheets in 60 s, a dossier of ten items in 3 s.
"""

import io
import tempfile
import time
from collections.abc import Callable
from datetime import date

import matplotlib as mpl

from cls_dash.store.queries.communes import communes_of, outlines_of
from cls_dash.store.queries.maps import asset_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release

mpl.use("Agg")

import geopandas as gpd
from matplotlib import pyplot as plt

from benchmarks.measuring import machine_load, median_ms, table
from cls_dash.domain.chance import Chance
from cls_dash.domain.meeting import Item, Meeting, View
from cls_dash.ingest.release import build_store
from cls_dash.page.draw.paper.parts import map_of
from cls_dash.page.draw.paper.pictures import pictured
from cls_dash.questions import at_address
from cls_dash.questions.commune import sheet
from cls_dash.questions.meeting import dossier
from cls_dash.settings import settings
from cls_dash.store.open import open_store

TERRITORY = "thiers-ambert-billom"
HERE = {"territoire": TERRITORY}
CHANCE = Chance.of(settings())
ITEMS = (
    ("carte_actions", {}),
    ("carte_actions", {"indicateur": "hasard"}),
    ("equite", {"contrat": "3"}),
    ("zones_oubliees", {}),
    ("points_chauds", {}),
    ("points_chauds", {"carte": "regroupements"}),
    ("acces_soins", {}),
    ("ou_agir", {"places": "5"}),
    ("ma_commune", {"commune": "63430"}),
    ("france", {}),
)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds on the clock and those of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def sheets(release: Release) -> int:
    """Make the sheet of each commune; return how many there are."""
    made = 0
    for slug in territories_of(release).index:
        for code in communes_of(release, str(slug)).index:
            codes = {"territoire": str(slug), "commune": str(code)}
            sheet.pdf(release, codes, "https://atlas.exemple.fr")
            made += 1
    return made


def meeting(release: Release) -> Meeting:
    """Return a meeting of ten items, each with a map of its own."""
    digest, latest = (release.digest, release.latest_fact)
    items = (
        Item(
            title=f"Point {rank}",
            view=View(
                page=page, address=HERE | codes, question="Question ?", answer="**Réponse.**",
                release=digest, latest_fact=latest,
            ),
        )
        for rank, (page, codes) in enumerate(ITEMS, 1)
    )  # fmt: skip
    return Meeting(territory=TERRITORY, title="Copil", held_on=date(2026, 4, 1), items=tuple(items))


def by_matplotlib(outlines: gpd.GeoDataFrame, colours: list[str]) -> bytes:
    """Draw outlines as geopandas does."""
    figure, axes = plt.subplots(figsize=(7, 7), dpi=160)
    outlines.plot(ax=axes, color=colours, edgecolor="#8d97a1", linewidth=0.3)
    axes.set_axis_off()
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    plt.close(figure)
    return drawn.getvalue()


def maps(release: Release) -> list[str]:
    """Compare one map, as a picture of about the same size."""
    digest, values = at_address.shown(release, "carte_actions", HERE, CHANCE) or ("", None)
    asset = asset_of(release, digest)
    if asset is None or values is None:
        raise SystemExit("the store has no map")
    outlines = gpd.GeoDataFrame(outlines_of(release, TERRITORY), geometry="outline", crs=4326)
    colours = ["#ffffff" if m == "-" else values.palette[int(m, 36)] for m in values.classes]
    us = median_ms(lambda: pictured(map_of(asset, values)), 5)
    them = median_ms(lambda: by_matplotlib(outlines, colours), 5)
    return ["Une carte en PNG, contre matplotlib", f"{them / us:.1f}", f"{us:.0f} ms",
            f"{them:.0f} ms"]  # fmt: skip


def budget(what: str, limit: float, spent: tuple[float, float]) -> list[str]:
    """Write what was spent of a budget."""
    clock, processor = spent
    return [what, f"{limit / clock:.1f}", f"{clock:.1f} s ({processor:.1f} s de processeur)",
            f"{limit:.0f} s permises"]  # fmt: skip


def main() -> str:
    """Make them all; return the table."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/cls.gpkg"
        build_store(settings().data, address)
        store = open_store(address)
        with store.reading() as release:
            agenda = meeting(release)
            dossier.pdf(release, agenda, chance=CHANCE)  # imports aside
            lines = [
                maps(release),
                budget("Un dossier de dix points", 3, seconds(
                    lambda: dossier.pdf(release, agenda, chance=CHANCE)
                )),
                budget("253 fiches de commune", 60, seconds(
                    lambda: sheets(release)
                )),
            ]  # fmt: skip
        store.engine.dispose()
    return f"{table(['Document', 'Rapport', 'atlas', 'pair'], lines)}\n\n{machine_load()}"


if __name__ == "__main__":
    print(main())
