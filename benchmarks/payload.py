"""What a change of indicator weighs, against ``folium.Choropleth``, in the same run.

Bytes of what each would hand to the component at a change, before any compression.
Times are of the server's work only; see ``make bench-maps`` (to come) for the browser.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import folium
import geopandas as gpd
from streamlit_folium import _get_feature_group_string, generate_leaflet_string

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.ingest.release import build_store
from cls_dash.page.model import Map
from cls_dash.questions import actions_map
from cls_dash.questions.question import at
from cls_dash.render import leaflet
from cls_dash.settings import settings
from cls_dash.store.open import open_store
from cls_dash.store.queries.communes import outlines_of
from cls_dash.store.queries.deployments import located_by_commune
from cls_dash.store.queries.territories import territories_of


def ours(shown: Map) -> int:
    """Return the bytes of our values."""
    group = leaflet.values_layer(shown.values)
    script = _get_feature_group_string(group, leaflet.base_map(shown.digest))
    return len(script.encode())


def naive(areas: gpd.GeoDataFrame) -> int:
    """Return the bytes of the same map as a folium.Choropleth."""
    base = folium.Map()
    folium.Choropleth(
        areas.to_json(), data=areas["actions"], key_on="feature.id", fill_color="YlGn"
    ).add_to(base)
    base.get_root().render()
    return len(generate_leaflet_string(base).encode())


def main() -> None:
    """Print the ratios for the shipped territories."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cls.gpkg"
        build_store(settings().data, path)
        with open_store(f"sqlite:///{path}").reading() as release:
            for slug in territories_of(release).index:
                page = at(
                    release,
                    actions_map.QUESTION,
                    Selection(str(slug)),
                    {"indicateur": "rapport"},
                    chance=Chance(draws=199, permutations=999, seed=1),
                )
                if page.map is None:
                    raise ValueError(slug)
                outlines = outlines_of(release, str(slug))
                areas = gpd.GeoDataFrame(
                    {"actions": located_by_commune(release, Selection(str(slug)))},
                    index=outlines.index,
                    geometry=outlines["outline"],
                    crs=4326,
                ).fillna({"actions": 0})
                start = time.perf_counter()
                light = ours(page.map)
                middle = time.perf_counter()
                heavy = naive(areas)
                end = time.perf_counter()
                print(
                    f"{slug:<40} {len(areas):>4} communes : {heavy / light:5.1f} fois moins "
                    f"d'octets ({light / 1000:.1f} ko), "
                    f"{(end - middle) / (middle - start):5.1f} fois moins de calcul"
                )


if __name__ == "__main__":
    main()
