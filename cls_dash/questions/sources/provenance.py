"""What every document ends with: how sure it is, from whom, and of which digest."""

from collections.abc import Iterable, Mapping

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.questions import choices
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release

_CITED = 5


def counted(selection: Selection, offered: choices.Choices) -> str:
    """Say what a document counts: which contract, axis, years and evidence."""
    numbers = {contract: number for number, contract in offered.contract_ids.items()}
    number = numbers.get(selection.contract or "")
    period = selection.period
    perimeter = selection.perimeter
    parts = [
        offered.contracts[number] if number else "tous les contrats",
        *([f"axe « {offered.axes[''][selection.axis]} »"] if selection.axis else []),
        f"de {period.first} à {period.last}" if period else "toutes les années",
        *([f"périmètre de {offered.perimeters[perimeter.isoformat()]}"] if perimeter else []),
        "actions documentées ou saisies seulement"
        if selection.documented_only
        else "actions documentées, saisies et illustratives",
    ]
    return f"Ce qui est compté : {', '.join(parts)}."


def evidence(counts: Mapping[str, int], *, where: str) -> str:
    """Say how many actions a source tells of, were supplied, and were made up."""
    said = f"{where} : {', '.join(wording.by_evidence(counts))}."
    if counts.get(Evidence.SUPPLIED):
        said += " Saisie : la coordination du contrat le dit, sans document publié."
    return f"{said} {terms.UNREAL}" if counts.get(Evidence.ILLUSTRATIVE) else said


def sources(release: Release, keys: Iterable[str]) -> str:
    """Name the producers of some sources."""
    cards = sources_of(release)
    cited = cards.loc[cards.index.intersection(list(keys)), "producer"]
    named = wording.first_of(list(dict.fromkeys(cited)), _CITED)
    return f"Sources des actions : {named}. Toutes les sources : page « Données et méthode »."


def vintage(release: Release, territory: str) -> str:
    """Say of which years and of which digest figures are."""
    digest, latest = (release.digest, release.latest_fact)
    year = int(communes_of(release, territory)["population_year"].max())
    return (
        f"Populations municipales {year}. Dernier fait connu : {wording.day(latest)}. "
        f"Version des données : {digest[:12]}. {terms.CREDITS}"
    )


def lines(
    release: Release, selection: Selection, *, commune: str | None = None, where: str
) -> tuple[str, ...]:
    """
    Return what a document ends with.

    Parameters
    ----------
    release, selection
        What it is made of.
    commune
        INSEE code, where the document is of one commune alone.
    where
        What the counts of actions are of, in French.
    """
    done = deployments_of(release, selection, commune=commune)
    return (
        evidence(done["evidence"].value_counts().to_dict(), where=where),
        sources(release, done["source"].unique()) if len(done) else "",
        vintage(release, selection.territory),
    )
