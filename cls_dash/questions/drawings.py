"""What pages show, drawn for documents from a release."""

from cls_dash.page.draw.paper.parts import Draw, Map, Picture, map_of, plots_of
from cls_dash.page.model import Chart
from cls_dash.page.model import Map as Shown
from cls_dash.render.maps import Values
from cls_dash.render.static_charts import Room
from cls_dash.store.queries.maps import asset_of
from cls_dash.store.release import Release


def drawn_map(release: Release, digest: str, values: Values) -> Map:
    """Return a map on a geometry that the release publishes."""
    return map_of(asset_of(release, digest) or b"", values)


def drawer(release: Release, room: Room) -> Draw:
    """Return what draws maps and charts, these in the room that a document has."""

    def draw(shown: Shown | Chart) -> tuple[Picture, ...]:
        if isinstance(shown, Chart):
            return plots_of(shown, room)
        return (drawn_map(release, shown.digest, shown.values),)

    return draw
