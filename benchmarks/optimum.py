"""What a programme chosen place by place leaves to the best one, on the shipped territories.

The question is the page's: need by remoteness of care, actions of the last 12 months, usual
reach, one action per commune. The exact choice is given 20 seconds, as there; where it is
not proven, the gap lies between that to the best set found and that to the bound.
Seconds are those of the choice alone, the best of 3 for the greedy one, once for the other.
"""

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.france import best
from benchmarks.measuring import table
from cls_dash.domain.selection import Selection
from cls_dash.ingest.release import build_store
from cls_dash.questions.where_next.asked import Wish
from cls_dash.questions.where_next.siting import Siting, optimum, siting
from cls_dash.settings import settings
from cls_dash.store.open import open_store
from cls_dash.store.queries.territories import territories_of

PLACES = (3, 5, 10)
SECONDS = 20.0


def compared(wanted: Siting) -> list[str]:
    """Return what a programme lacks, and what either choice takes."""
    here, places = wanted.here, wanted.wish.places
    quick, programme = best(wanted.programme)
    slow, most = best(partial(optimum, wanted, seconds=SECONDS), 1)
    gap = "tout est déjà couvert"
    if most.bound > 0:
        tops = (most.gain,) if most.proven else (most.gain, most.bound)
        gap = " à ".join(f"{100 * max(0.0, 1 - programme.gain / top):.2f} %" for top in tops)
    return [str(len(here.communes)), str(places), gap, f"{1000 * quick:.0f} ms",
            f"{slow:.1f} s", "oui" if most.proven else "non"]  # fmt: skip


def main() -> str:
    """Ask the question of each territory; return the table."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        build_store(settings().data, Path(folder) / "cls.gpkg")
        store = open_store(f"sqlite:///{folder}/cls.gpkg")
        with store.reading() as release:
            for slug in map(str, territories_of(release).index):
                for places in PLACES:
                    wanted = siting(release, Selection(slug), Wish(places=places))
                    lines.append([slug, *compared(wanted)])
        store.engine.dispose()
    header = ["Territoire", "Communes", "Places", "Écart à l'optimum", "place par place",
              "exact", "prouvé"]  # fmt: skip
    return table(header, lines)


if __name__ == "__main__":
    print(main())
