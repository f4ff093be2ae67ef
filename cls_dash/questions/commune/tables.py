"""The tables of a commune: its actions, its figures, what surrounds it."""

from typing import Any

from cls_dash import terms, wording
from cls_dash.analysis.rates import PER
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.page.table import Table
from cls_dash.questions.commune.around import Reached
from cls_dash.questions.commune.figures import Figures
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.recorded import NOT_YET


def actions(here: Figures) -> Table | None:
    """Return the actions that took place in the commune, the latest first."""
    lines = [
        (
            wording.span(row["starts_on"], row["ends_on"], row["date_precision"]),
            str(row["title"]),
            f"{terms.KINDS.get(row['kind'], row['kind'])}"
            + (f", {row['place']}" if row["place"] else ""),
            str(row["axis_title"]),
            terms.EVIDENCE[row["evidence"]],
        )
        for row in rows(here.done)
    ]
    header = ("Quand", "Action", "Forme et lieu", "Axe", "Preuve")
    return (
        Table.of(header, lines, caption=f"Actions menées {wording.at(here.name)}")
        if lines
        else None
    )


def comparison(here: Figures) -> Table:
    """Return the actions of the commune beside those of what holds it."""
    record = here.record
    labels = {
        "commune": here.name, "epci": str(here.here["epci_name"]),
        "territory": "Tout le territoire",
    }  # fmt: skip
    lines = []
    for place, group in here.groups().items():
        people, done = group["population"].sum(), group["observed"].sum()
        rate = done / people * PER if people else None
        lines.append(
            (
                labels[place],
                wording.number(people),
                wording.number(done) if record.begun else NOT_YET,
                *((wording.number(rate, 1),) if record.enough else ()),
            )
        )
    rates = ("Pour 10 000 habitants",) if record.enough else ()
    header = ("Où", "Habitants", "Actions situées", *rates)
    return Table.of(
        header,
        lines,
        caption=record.plain("Comparaison avec l’intercommunalité et le territoire"),
        numeric=range(1, len(header)),
    )


def services(here: Figures) -> Table | None:
    """Return how far the commune is from each service whose list is complete."""
    lines = [(each.label, each.year, *_where(each)) for each in here.services]
    if not lines:
        return None
    return Table.of(
        ("Service", "Liste de", "Le plus proche", "Trajet"),
        lines,
        caption=(
            f"À quelle distance {wording.of(here.name)}, d’après des listes complètes à leur date, "
            "qui n’est pas aujourd’hui"
        ),
        numeric={1, 3},
    )


def _where(service: Reached) -> tuple[str, str]:
    if service.here is not None:
        return f"dans la commune ({wording.number(service.here)})", "sur place"
    if service.minutes is None:
        return "", f"plus de {wording.counted(LIMIT_MINUTES, 'minute')}"
    return service.where or "hors de l’atlas", wording.counted(round(service.minutes), "minute")


def places(here: Figures) -> Table | None:
    """Return the known places that are nearest."""
    lines = [
        (
            terms.PROVIDERS.get(row["category"], str(row["category"])),
            str(row["name"]),
            str(row["commune_name"] or ""),
            _distance(row, str(here.here.name)),
        )
        for row in rows(here.places)
    ]
    if not lines:
        return None
    return Table.of(
        ("Service", "Établissement", "Commune", "À vol d’oiseau"),
        lines,
        caption=(
            f"Lieux connus près {wording.of(here.name)}. Il en existe d’autres : ce ne sont pas "
            "forcément les plus proches."
        ),
        numeric={3},
    )


def _distance(place: dict[str, Any], code: str) -> str:
    if place["km"] >= 1:
        return f"{wording.number(place['km'])} km"
    return "dans la commune" if place["commune"] == code else "moins de 1 km"
