"""
A second way to every figure of the pages of analysis: plain SELECTs, loops and dictionaries.

The other ``test_recomputed_*`` hold what pages say against these, territory by territory.
Nothing here may come from ``cls_dash.analysis``, nor be one of its formulas put in vectors.
"""

import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, partial
from math import inf

import pytest

from cls_dash.domain.selection import Selection
from tests.conftest import ROOT, opened
from tests.oracles import oracle
from tests.shipped import make_real

TERRITORIES = sorted(path.name for path in (ROOT / "data" / "territories").iterdir())
SELECTIONS = {
    **{slug: Selection(territory=slug) for slug in TERRITORIES},
    "a contract": Selection("thiers-ambert-billom", contract="thiers-ambert-billom-1"),
    "a later contract": Selection(
        "bassin-aurillac-carlades-chataigneraie",
        contract="bassin-aurillac-carlades-chataigneraie-3",
    ),
}
DOCUMENTED = Selection("thiers-ambert-billom", documented_only=True)
"""So few actions that nothing can be concluded."""
DEFAULTS = pytest.mark.parametrize(
    "selection", [SELECTIONS[slug] for slug in TERRITORIES], ids=TERRITORIES
)
JUDGED = pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)
EVERY = pytest.mark.parametrize(
    "selection", [*SELECTIONS.values(), DOCUMENTED], ids=[*SELECTIONS, "documented only"]
)
CARE = {"hospital", "emergency", "health_centre", "group_practice"}
STEPS = {
    "proche": ((5, 1), (10, 2 / 3), (15, 1 / 3)),
    "habituelle": ((10, 1), (15, 2 / 3), (20, 1 / 3)),
    "large": ((15, 1), (20, 2 / 3), (30, 1 / 3)),
}
NEAR = 20
MIN_LOCATED, MIN_SERIES = 15, 8
"""Located actions, and actions × communes, without which no commune is named."""
MADE_UP = "Démonstration. "
"""What begins a sentence that counts actions made for the demonstration."""
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
EVIDENCE = {"documented": "documentée", "illustrative": "illustrative"}


class Atlas:
    """The shipped atlas, read both ways: what pages say of it, and what the store holds."""

    def __init__(self, path, release):
        self.path, self.release, self.made = path, release, {}

    def view(self, build, *asked, **options):
        """Return a view, made once: some take a second."""
        key = build, asked, *options.items()
        if key not in self.made:
            self.made[key] = build(self.release, *asked, **options)
        return self.made[key]

    def facts(self, selection):
        return read(self.path, selection)


@contextmanager
def real_atlas(shipped, path):
    """Open at a path the shipped atlas as if all its actions were real: verdicts are given."""
    shutil.copy(shipped, path)
    make_real(path)
    with opened(f"sqlite:///{path}") as store, store.reading() as release:
        yield Atlas(path, release)


@contextmanager
def shipped_atlas(path):
    with opened(f"sqlite:///{path}") as store, store.reading() as release:
        yield Atlas(path, release)


@dataclass(frozen=True)
class Facts:
    """What the store holds of a selection, as it holds it."""

    everyone: list[str]
    """Communes of the territory, in order of code: that of the map."""
    communes: dict[str, dict]
    """Those that count, by code."""
    deployments: list[dict]
    contracts: list[dict]
    providers: list[dict]
    called: dict[str, str]
    """Names of every commune of the store."""
    population: dict[str, int]
    """Of every commune of the store."""
    minutes: dict[str, dict[str, float]]
    """From each commune of the store to each that it reaches."""
    until: date
    """Until when the territory is recorded: declared, or when its last action began."""
    spells: dict[str, list[tuple[str, str | None]]]
    """First and last days of each commune's membership, without end where it lasts."""
    counted: list[dict]
    """Categories and communes of the services that lists count."""
    observed: dict[tuple[str, str], dict[str, float]]
    """Values by commune, by indicator and year."""

    def figures(self, indicator, year):
        """Return the value of each commune that counts, none where it is unknown."""
        values = self.observed[indicator, year]
        return {code: values.get(code) for code in self.communes}

    @property
    def people(self):
        return {code: row["population"] for code, row in self.communes.items()}

    def names(self, codes):
        return [self.communes[code]["name"] for code in codes]

    def located(self, months=None):
        """Return deployments in communes that count, those of the last months or all."""
        found = [row for row in self.deployments if row["commune"] in self.communes]
        if months is None:
            return found
        before = str(months_before(self.until, months))
        return [
            row for row in found
            if row["starts_on"] and row["starts_on"] <= str(self.until) and row["ends_on"] > before
        ]  # fmt: skip

    def counts(self, months=None):
        """Count deployments by commune that counts, those of the last months or all."""
        return Counter(row["commune"] for row in self.located(months))

    def when(self, months):
        """Write which days the last months are."""
        first = months_before(self.until, months) + timedelta(days=1)
        return f"du {day(first)} au {day(self.until)}"

    def lacking(self, months, purpose):
        """Say that too little is recorded in the last months."""
        found, when = self.located(months), self.when(months)
        if not found:
            return f"Aucune action située n’est connue {when} : rien {purpose}."
        n, made = len(found), made_up(found)
        many = n >= MIN_LOCATED and series(found) < MIN_SERIES
        grouped = f" en {plural(series(found), 'série')}" if many else ""
        return (
            f"{MADE_UP * made}{plural(n, 'action')} située{'s' * (n > 1)}{grouped} {when} : "
            f"trop peu {purpose}."
        )


def rows_of(path, query, *values):
    with closing(sqlite3.connect(path)) as store:
        store.row_factory = sqlite3.Row
        return [dict(row) for row in store.execute(query, values)]


@cache
def read_for_all(path):
    """Read what the facts of every selection have alike, by its name in them."""
    rows = partial(rows_of, path)
    observed, minutes = {}, {}
    for row in rows("SELECT * FROM observation WHERE level = 'commune' AND value IS NOT NULL"):
        observed.setdefault((row["indicator"], row["year"]), {})[row["geography"]] = row["value"]
    for row in rows("SELECT origin, destination, minutes FROM travel_time"):
        minutes.setdefault(row["origin"], {})[row["destination"]] = row["minutes"]
    return {
        "providers": rows(
            "SELECT p.category, p.commune, s.published_on FROM provider p "
            "JOIN source s ON s.key = p.source WHERE p.status = 'active'"
        ),
        "called": {row["code"]: row["name"] for row in rows("SELECT code, name FROM commune")},
        "population": {
            row["code"]: row["population"]
            for row in rows("SELECT code, population FROM commune WHERE population IS NOT NULL")
        },
        "minutes": minutes,
        "counted": rows("SELECT category, commune FROM provider_count WHERE n > 0"),
        "observed": observed,
    }


@cache
def read(path, selection):
    """Read the facts of a selection, and only those that it asks for."""
    rows = partial(rows_of, path)
    slug = selection.territory
    contracts = rows("SELECT * FROM contract WHERE territory = ? ORDER BY number", slug)
    members = rows(
        "SELECT c.code, c.name, c.population, c.epci, e.name AS epci_name, p.starts_on, p.ends_on "
        "FROM perimeter p JOIN commune c ON c.code = p.commune LEFT JOIN epci e ON e.epci = c.epci "
        "WHERE p.territory = ? ORDER BY c.code",
        slug,
    )
    asked = [row for row in contracts if row["contract"] == selection.contract]
    return Facts(
        **read_for_all(path),
        everyone=sorted({row["code"] for row in members}),
        communes={
            row["code"]: row
            for row in members
            if row["population"] is not None and all(overlaps(row, years) for years in asked)
        },
        deployments=[
            row
            for row in rows(
                "SELECT d.commune, d.starts_on, d.ends_on, d.date_precision, d.title, d.evidence, "
                "d.public_reached, d.action, a.contract, x.theme, x.title AS axis "
                "FROM deployment d JOIN action a ON a.action = d.action "
                "JOIN axis x ON x.axis = a.axis WHERE d.territory = ?",
                slug,
            )
            if selection.contract in (None, row["contract"])
            and (row["evidence"] != "illustrative" or not selection.documented_only)
        ],
        contracts=contracts,
        until=date.fromisoformat(
            rows("SELECT recorded_until FROM territory WHERE slug = ?", slug)[0]["recorded_until"]
            or rows(
                "SELECT max(starts_on) AS last FROM deployment "
                "WHERE territory = ? AND (evidence != 'illustrative' OR NOT ?)",
                slug,
                selection.documented_only,
            )[0]["last"]
        ),
        spells={
            code: [(row["starts_on"], row["ends_on"]) for row in members if row["code"] == code]
            for code in {row["code"] for row in members}
        },
    )


def overlaps(membership, contract):
    """Say whether a membership was in force on some day of a contract."""
    first, last = contract["start_year"], contract["end_year"]
    return (last is None or membership["starts_on"] <= f"{last}-12-31") and (
        first is None or membership["ends_on"] is None or membership["ends_on"] >= f"{first}-01-01"
    )


def months_before(day, months):
    """Return the same day some months before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for shorter in range(4):
        try:
            return date(year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError(day)


# Measures, by hand.


def series(rows):
    """Count the series: all that an action did in a commune is one."""
    return len({(row["action"], row["commune"]) for row in rows})


def enough(rows):
    """Say whether located deployments are enough for communes to be named."""
    return len(rows) >= MIN_LOCATED and series(rows) >= MIN_SERIES


def made_up(rows):
    """Say whether some deployments were made for the demonstration."""
    return any(row["evidence"] == "illustrative" for row in rows)


def weight(minutes, steps=STEPS["habituelle"]):
    for bound, value in steps:
        if minutes <= bound:
            return value
    return 0


def times(facts, places):
    """Minutes from each commune that counts to the nearest of ``places``; endless if none."""
    return {
        code: min((t for place, t in facts.minutes.get(code, {}).items() if place in places),
                  default=inf)
        for code in facts.communes
    }  # fmt: skip


def covered(facts, counts, steps=STEPS["habituelle"]):
    found = {}
    for code in facts.communes:
        left = 1
        for place, n in counts.items():
            for _ in range(n):
                left *= 1 - weight(facts.minutes.get(code, {}).get(place, inf), steps)
        found[code] = 1 - left
    return found


def share_of(facts, chosen):
    """Which share of the inhabitants live in some communes."""
    return sum(facts.people[code] for code in chosen) / sum(facts.people.values())


def half_of(facts, found):
    """The value that half of the inhabitants do not exceed."""
    gathered = 0
    for code in sorted(found, key=found.get):
        gathered += facts.people[code]
        if gathered >= sum(facts.people.values()) / 2:
            return found[code]
    raise AssertionError(found)


def hoover(counts, people):
    n, everyone = sum(counts.values()), sum(people.values())
    return sum(abs(counts.get(code, 0) / n - people[code] / everyone) for code in people) / 2


def by_rank(people, values, strength=0.5):
    """The need β of ranked values: half of one's own, and all who need less, come before."""
    known = {code: value for code, value in values.items() if value is not None}
    everyone = sum(people[code] for code in known)
    found = dict.fromkeys(values, 1)
    for code, value in known.items():
        below = sum(people[other] for other in known if known[other] < value)
        level = sum(people[other] for other in known if known[other] == value)
        found[code] = 1 + strength * (2 * (below + level / 2) / everyone - 1)
    return found


def in_proportion(people, values):
    """The need β of values that have a zero: 1 for the mean inhabitant."""
    known = {code: value for code, value in values.items() if value is not None}
    mean = sum(people[c] * value for c, value in known.items()) / sum(people[c] for c in known)
    return {code: 1 if value is None else value / mean for code, value in values.items()}


def deprivation(facts):
    """The need by default: F-EDI of 2021, by rank."""
    return by_rank(facts.people, facts.figures("deprivation_index", "2021"))


def needs_by_hand(facts):
    """Every need that the shipped data allow, by code."""
    people, figures = facts.people, facts.figures

    def lack(code, year):
        values = figures(code, year)
        return by_rank(people, {c: None if v is None else -v for c, v in values.items()})

    farther = [
        times(facts, {row["commune"] for row in facts.counted if row["category"] == category})
        for category in ("bpe:D201", "bpe:D301", "bpe:D106")
    ]
    return {
        "deprivation_index": deprivation(facts),
        "gp_accessibility": lack("gp_accessibility", "2023"),
        "share_75_plus": in_proportion(people, figures("share_75_plus", "2022")),
        "median_living_standard": lack("median_living_standard", "2021"),
        "unemployment_rate": in_proportion(people, figures("unemployment_rate", "2018")),
        "single_parent_share": in_proportion(people, figures("single_parent_share", "2022")),
        "gp_accessibility_65": lack("gp_accessibility_65", "2023"),
        "radon_potential": by_rank(people, figures("radon_potential", "2018")),
        "eloignement": in_proportion(
            people, {code: sum(min(t[code], 60) for t in farther) / 3 for code in people}
        ),
        "egal": dict.fromkeys(people, 1),
    }


def neediest(facts, need, part=0.2):
    """Return communes from the neediest on, until they gather a part of the inhabitants."""
    chosen, gathered = [], 0
    for code in sorted(need, key=lambda code: (-need[code], -facts.people[code], code)):
        if facts.people[code] and gathered < part * sum(facts.people.values()) - 1e-6:
            chosen.append(code)
            gathered += facts.people[code]
    return chosen


# What is read, by hand.


def plain(text):
    """Read a sentence as the eye does: all spaces alike, no bold."""
    return re.sub("[\u00a0\u202f]", " ", text).replace("**", "")


def table(shown):
    """Read the cells of a table, line by line: none where there is no table."""
    return [list(map(plain, line)) for line in shown.lines] if shown else []


def told(rows, text):
    """Read what is said of deployments, begun by saying that some are made up, where some are."""
    said = plain(text)
    assert said.startswith(MADE_UP) == made_up(rows), said
    assert MADE_UP not in said.removeprefix(MADE_UP)
    return said.removeprefix(MADE_UP)


def caption(shown):
    """Read the caption of a table."""
    return plain(shown.caption)


def day(when):
    """Write «24 décembre 2025», «1er juin 2025»."""
    return f"{when.day}{'er' * (when.day == 1)} {MONTHS[when.month - 1]} {when.year}"


def moment(row):
    """Write when a deployment took place, as precisely as it is known."""
    if not row["starts_on"]:
        return "date inconnue"
    first, last = (date.fromisoformat(row[end]) for end in ("starts_on", "ends_on"))
    precision = row["date_precision"]
    if precision == "day" and first == last:
        return day(first)
    if first.year != last.year:
        return f"{first.year} – {last.year}"
    if precision == "month" and first.month == last.month:
        return f"{MONTHS[first.month - 1]} {first.year}"
    return str(first.year) if precision == "year" else f"{day(first)} – {day(last)}"


def recorded(facts):
    """Return the lines of what is recorded of a selection, in no order."""
    return [
        [facts.communes[row["commune"]]["name"], moment(row), row["title"],
         EVIDENCE[row["evidence"]]]
        for row in facts.located()
    ]  # fmt: skip


def where_need_is(facts):
    """Say where need is strongest: what is said whatever actions are recorded."""
    chosen = neediest(facts, deprivation(facts))
    people = sum(facts.people[code] for code in chosen)
    return (
        "Où le besoin est le plus fort (défavorisation, 2021) : "
        f"{first_of(facts.names(chosen), 3)}.",
        f"{number(people)} habitants y vivent, {percent(share_of(facts, chosen))} de ceux du "
        "territoire. C’est un fait de besoin, pas une place recommandée.",
    )


def needs_lines(facts):
    """Return the lines of the table of needs, by commune, and what is recorded there."""
    need, counts = deprivation(facts), facts.counts()
    return {
        row["name"]: [row["epci_name"], number(row["population"]), number(round(need[code], 9), 2),
                      str(counts[code])]
        for code, row in facts.communes.items()
    }  # fmt: skip


def plural(n, word):
    return f"{number(n)} {word}{'s' * (n > 1)}"


def number(value, digits=0):
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    return f"{rounded or abs(rounded):,}".replace(",", " ").replace(".", ",")


def percent(part, digits=0):
    """Write a share: some is never 0 %, almost all is never 100 %."""
    value, step = Decimal(str(round(part, 9))) * 100, Decimal(1).scaleb(-digits)
    if 0 < value < step / 2:
        return f"moins de {number(step, digits)} %"
    if 100 - step / 2 <= value < 100:
        return f"plus de {number(100 - step, digits)} %"
    return f"{number(value, digits)} %"


def at(name):
    """Write «à Thiers», «au Brugeron», «aux Ancizes»."""
    return _contracted(name, "à ", "au ", "aux ")


def of(name):
    """Write «d’Ambert», «du Brugeron», «des Ancizes», «de Thiers»."""
    if name[0] in "AÀÂEÉÈÊIÎOÔUY":
        return f"d’{name}"
    return _contracted(name, "de ", "du ", "des ")


def _contracted(name, alone, one, many):
    for article, written in (("Le ", one), ("Les ", many)):
        if name.startswith(article):
            return written + name[len(article) :]
    return alone + name


def listing(words):
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def first_of(words, most):
    others = len(words) - most
    if others < 1:
        return listing(words)
    return f"{', '.join(words[:most])} et {others} autre{'s' * (others > 1)}"


def figure(pattern, text):
    """Return the number that stands for # in a pattern, written in French."""
    number_ = r"(\d+(?: \d{3})*(?:,\d+)?)"
    found = re.search(pattern.replace("#", number_), plain(text))
    assert found, f"{pattern} is not in: {plain(text)}"
    return float(found[1].replace(" ", "").replace(",", "."))


class TestLoops:
    """These loops against cases worked by hand: a second way must not share an error."""

    def test_concentration(self):
        """deployment_concentration_hand, in exact fractions."""
        inputs, expected = oracle("deployment_concentration_hand")
        part, whole = expected["hoover"]
        assert hoover(inputs["actions"], inputs["population"]) == pytest.approx(part / whole)

    def test_coverage(self):
        """next_best_place_hand, in exact fractions."""
        inputs, expected = oracle("next_best_place_hand")
        communes = {code: {"population": n} for code, n in inputs["population"].items()}
        facts = Facts([*communes], communes, [], [], [], {}, {}, inputs["minutes"],
                      date.min, {}, [], {})  # fmt: skip
        found = covered(facts, Counter(inputs["existing_actions_at"]))
        for code, (part, whole) in expected["uncovered_after_existing"].items():
            assert 1 - found[code] == pytest.approx(part / whole)

    @pytest.mark.parametrize(
        ("day", "months", "before"),
        [("2026-01-28", 12, "2025-01-28"), ("2024-02-29", 12, "2023-02-28"),
         ("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 24, "2024-01-15")],
    )  # fmt: skip
    def test_days(self, day, months, before):
        assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)

    def test_figures_are_written_as_in_french(self):
        assert [number(12_345), number(0.125, 2), number(-0.2)] == ["12 345", "0,12", "0"]
        assert [percent(0.285), percent(0.0124, 1)] == ["28 %", "1,2 %"]
        assert [percent(0), percent(1)] == ["0 %", "100 %"]
        assert [percent(0.0049), percent(0.9986)] == ["moins de 1 %", "plus de 99 %"]
        assert [percent(0.0003, 1), percent(0.9996, 1)] == ["moins de 0,1 %", "plus de 99,9 %"]
        assert listing(["Thiers", "Ambert", "Billom"]) == "Thiers, Ambert et Billom"
        assert listing(["Thiers"]) == "Thiers"
        assert [day(date(2025, 6, 1)), day(date(2025, 12, 24))] == [
            "1er juin 2025", "24 décembre 2025"
        ]  # fmt: skip

    def test_a_figure_stops_where_its_sentence_does(self):
        assert figure("p = #", "Rien d’étonnant (p = 0,98, ajustée).") == 0.98
        assert figure("soit #", "Soit peu, soit 12\u202f345. Puis 7.") == 12_345
        assert figure("à #", "Déjà à 3, à 4.") == 3

    def test_fifteen_actions_in_eight_series_are_enough(self):
        spread_out = [{"action": n % 8, "commune": "63430"} for n in range(15)]
        gathered = [{"action": n % 7, "commune": "63430"} for n in range(15)]
        assert enough(spread_out)
        assert not enough(spread_out[1:])
        assert not enough(gathered)


def test_there_are_four_territories_and_every_action_began_before_the_last(shipped):
    assert len(TERRITORIES) == 4
    for selection in [*SELECTIONS.values(), DOCUMENTED]:
        facts = read(shipped, selection)
        assert facts.communes
        assert facts.deployments
        assert all((row["starts_on"] or "") <= str(facts.until) for row in facts.deployments)
