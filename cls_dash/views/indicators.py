"""View model of the page «Indicateurs»: what is published, where, and what it is worth."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.domain.observed import DERIVED, VALUED
from cls_dash.domain.parameter import Parameter
from cls_dash.page.table import Table
from cls_dash.render import exports, maps
from cls_dash.render.published_charts import by_place
from cls_dash.store import catalogue, zoning
from cls_dash.store.readings import Readings
from cls_dash.store.zoning import BASSIN
from cls_dash.views import telling
from cls_dash.views.choropleth import decimals
from cls_dash.views.indicator_map import shown
from cls_dash.views.indicator_words import answer, years_of
from cls_dash.views.kept import kept
from cls_dash.views.published import LEVELS, latest, published
from cls_dash.views.rows import rows

READING: Final = (
    "La **couleur** range les communes en classes de même effectif ; un nombre de personnes ou de "
    "choses se lit à la taille du cercle. Gris clair : **pas de donnée**. Gris foncé : **secret "
    "statistique**, la valeur existe mais concerne trop peu de monde pour être montrée. Blanc : "
    "**sans objet**, la question ne se pose pas ici. Aucune de ces trois réponses n’est zéro.\n\n"
    "Chaque valeur est celle que sa source a publiée, avec son année : deux années ne se comparent "
    "que si la source le permet, et ses réserves le disent."
)
"""How to read the map, in Markdown."""
DIRECTIONS: Final = MappingProxyType(
    {
        "better": "Plus la valeur est élevée, plus la situation est favorable.",
        "worse": "Plus la valeur est élevée, moins la situation est favorable.",
        "neutral": "Une valeur élevée n’est ni bonne ni mauvaise en soi.",
    }
)
NOTHING: Final = "**Aucun indicateur** n’est chargé : ce catalogue est vide."
PLACES: Final = 14
"""Lines of the chart; more communes than that are on the map."""


@dataclass(frozen=True)
class IndicatorView:
    """All that the page shows, ready to be drawn."""

    title: str
    answer: str
    facts: tuple[str, ...]
    digest: str
    values: maps.Values | None
    """Nothing where too few communes have one."""
    chart: go.Figure | None
    measured: str
    table: Table
    caveats: str
    """What to know before reading it; empty where its card says nothing."""


INDICATOR: Final = Parameter("chiffre", "Indicateur")


@kept(1)
def _cards(readings: Readings) -> pd.DataFrame:
    return catalogue.cards(readings)


def offered(readings: Readings, territory: str) -> dict[str, str]:
    """Return the titles of all indicators, by code; those that tell most here first."""
    here = published(readings, territory).dropna(subset="value")
    titles, ranked = _cards(readings)["title"], telling.ranked(telling.known(here))
    unknown = [code for code in titles.index if code not in set(ranked)]
    return {code: str(titles[code]) for code in ranked} | {
        str(code): f"{titles[code]} (rien de publié ici)" for code in unknown
    }


def build(readings: Readings, territory: str, code: str) -> IndicatorView:
    """Assemble the page."""
    card = _cards(readings).loc[code]
    observed = published(readings, territory)
    observed = observed[observed["indicator"] == code]
    communes = readings.communes(territory)
    last = latest(observed)
    digits = decimals(last["value"])
    lines = _lines(observed.dropna(subset="value"))
    return IndicatorView(
        title=str(card["title"]),
        answer=answer(card, last, digits),
        facts=(*_facts(card, observed, len(communes)), *_sources(readings, last)),
        digest=readings.asset_digest(territory),
        values=shown(communes, _painted(readings, communes, last, card), card, digits),
        chart=by_place(lines, digits=digits) if len(lines) else None,
        measured=f"{card['unit'][:1].upper()}{card['unit'][1:]}. Dernière année en couleur.",
        table=_table(observed, card, digits),
        caveats=str(card["caveats"] or ""),
    )


def _painted(
    readings: Readings, communes: pd.DataFrame, last: pd.DataFrame, card: pd.Series
) -> pd.DataFrame:
    """Return what the map paints, by commune: its value, else that of its bassin de vie."""
    own = last[last["level"] == "commune"].set_index("geography")
    if len(own) or card["kind"] == "stock":
        return own.assign(of="")
    theirs = last[last["level"] == BASSIN].set_index("geography")
    bassins = zoning.bassins(readings, list(communes.index))
    return theirs.reindex(bassins).set_axis(communes.index).rename(columns={"name": "of"})


def catalogue_table(readings: Readings, territory: str) -> Table:
    """Return the table of all indicators: what is known here, at which years, from whom."""
    observed = published(readings, territory)
    lines = []
    for row in rows(_cards(readings)):
        own = observed[(observed["indicator"] == row["code"]) & observed["value"].notna()]
        lines.append(
            (
                str(row["title"]), str(row["unit"]), _where(own) or "rien de publié ici",
                years_of(own), str(row["producer"]),
            )
        )  # fmt: skip
    return Table.of(
        ("Indicateur", "Unité", "Connu ici pour", "Années", "Défini par"),
        lines,
        caption=wording.counted(len(lines), "indicateur au catalogue", "indicateurs au catalogue"),
    )


def values_csv(readings: Readings, territory: str, code: str) -> bytes:
    """Return what is published of an indicator in a territory, as a French spreadsheet."""
    observed = published(readings, territory)
    own = observed[observed["indicator"] == code]
    return exports.to_csv(
        pd.DataFrame(
            {
                "indicateur": own["title"], "unite": own["unit"],
                "echelle": [LEVELS[level][0] for level in own["level"]],
                "code": own["geography"], "lieu": own["name"], "annee": own["year"],
                "valeur": own["value"], "borne_basse": own["lower"], "borne_haute": own["upper"],
                "etat": own["status"].map(wording.STATUSES),
                "preuve": own["evidence"].map(wording.EVIDENCE), "source": own["source"],
            }
        )
    )  # fmt: skip


def _facts(card: pd.Series, observed: pd.DataFrame, communes: int) -> tuple[str, ...]:
    found = [
        str(card["definition"]),
        DIRECTIONS[str(card["higher_is"])],
        f"Réserves : {card['caveats']}" if card["caveats"] else "",
    ]
    last = latest(observed)
    told_of = last["value"].notna() | ~last["status"].isin(VALUED)
    states = last.loc[told_of & (last["level"] == "commune"), "status"].value_counts()
    told = [
        f"**{states[status]}** {word}"
        for status, word in (
            ("observed", "publiées"),
            (DERIVED, "calculées par l’atlas"),
            ("withheld", "sous secret statistique"),
            ("not_applicable", "sans objet"),
        )
        if status in states
    ]
    silent = communes - int(states.drop("missing", errors="ignore").sum())
    if told and silent:
        told.append(f"**{silent}** sans donnée")
    if told:
        found.append(f"Sur {communes} communes : {wording.listing(told)}.")
    made_up = int((observed["evidence"] == "illustrative").sum())
    if made_up:
        found.append(f"**{made_up}** valeurs sont illustratives : elles ne décrivent rien de réel.")
    return tuple(filter(None, found))


def _sources(readings: Readings, last: pd.DataFrame) -> list[str]:
    """Cite what the last values come from, with what is to be known of each source."""
    cards = readings.sources().reindex(dict.fromkeys(last["source"]))
    told = []
    for row in rows(cards):
        known = [wording.partial_day(row["published_on"]), row["licence"]]
        caveats = [wording.CAVEATS[code] for code in str(row["caveats"] or "").split(";") if code]
        about = ", ".join(filter(None, [*known, *caveats]))
        told.append(f"Source : {row['producer']}, « {row['title']} » ({about}).")
    return told


def _lines(known: pd.DataFrame) -> pd.DataFrame:
    """Return what the chart draws: the widest places first, then communes, all or none."""
    wide, communes = (known[part] for part in (known["level"] != "commune",
                                               known["level"] == "commune"))  # fmt: skip
    parts = [part for _, part in wide.groupby(["level", "geography"], sort=False)][::-1]
    if len(parts) + communes["geography"].nunique() <= PLACES:
        parts.append(communes)
    drawn = pd.concat(parts) if parts else communes.head(0)
    return drawn.rename(columns={"name": "place"})[["place", "year", "value"]]


def _table(observed: pd.DataFrame, card: pd.Series, digits: int) -> Table:
    lines = [
        (
            str(row["name"]), LEVELS[row["level"]][0], str(row["year"]),
            "" if row["value"] != row["value"] else wording.number(row["value"], digits),
            _interval(row, digits), wording.STATUSES[row["status"]],
            wording.EVIDENCE[row["evidence"]],
        )
        for row in rows(observed)
    ]  # fmt: skip
    unit = str(card["unit"])
    return Table.of(
        ("Lieu", "Échelle", "Année", unit[:1].upper() + unit[1:], "Intervalle", "État", "Preuve"),
        lines,
        caption=f"{card['title']} : {wording.counted(len(lines), 'valeur')}",
        numeric={3, 4},
    )


def _interval(row: dict[str, Any], digits: int) -> str:
    low, high = row["lower"], row["upper"]
    if low is None or high is None or low != low or high != high:
        return ""
    return f"{wording.number(low, digits)} à {wording.number(high, digits)}"


def _where(own: pd.DataFrame) -> str:
    counts = own.groupby("level")["geography"].nunique()
    return ", ".join(
        wording.counted(counts[level], *names) for level, names in LEVELS.items() if level in counts
    )
