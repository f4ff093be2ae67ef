"""Tables of care: how far it is from each commune, or which places are known."""

from typing import Final

from cls_dash import wording
from cls_dash.page.table import Table
from cls_dash.questions.care.figures import Figures
from cls_dash.questions.provision.provision import Partial
from cls_dash.questions.rows import rows

_OUTSIDE: Final = "hors de l’atlas"


def reached(found: Figures) -> Table:
    """Return what each commune reaches, the farthest first."""
    offer, published, shared = found.offer, found.published, found.shared
    header = ["Commune", "Habitants", f"{offer.label} ({offer.year})", "Le plus proche", "Où"]
    header += ["Pour 10 000 habitants"] if shared else []
    header += [f"APL ({published.year})"] if published else []
    lines = []
    for row in rows(found.communes.sort_values("time", ascending=False, na_position="first")):
        where = row["where"]
        line = [
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(offer.supply.get(row["code"], 0)),
            found.here.time(row["time"]),
            found.names.get(where, _OUTSIDE) if where == where else "",
        ]
        line += [wording.number(row["access"], 1)] if shared else []
        line += [wording.number(published.local.get(row["code"]), 1)] if published else []
        lines.append(line)
    return Table.of(
        header, lines, caption=f"Accès : {offer.label} ({offer.year})",
        numeric={1, 2, 3, *range(5, len(header))},
    )  # fmt: skip


def places(partial: Partial) -> Table:
    """Return the places that are known of a service whose list is not complete."""
    lines = [
        (str(row["name"]), str(row["commune_name"] or _OUTSIDE))
        for row in rows(partial.places.sort_values("name"))
    ]
    caption = f"Lieux connus : {partial.label} (liste incomplète)"
    return Table.of(("Établissement", "Commune"), lines, caption=caption)
