"""The tables of another day, each as a query over the dated facts (rules.md §3, §4, §6).

They say in SQL what services/now.py says in Python with the pure rules; a test holds the two, and
the rules themselves, to the same answers. Every table has the columns of the model that it stands
for, as far as reads look at them.
"""

# ruff: noqa: S608 -- SQL is what this file writes: of constants, and of days and instants as literals

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from roadmap.choices import Cycle
from roadmap.models import Measure, MeasureText
from roadmap.rules.agreement import HIGHEST_OPEN_PROGRESS, MOST_CAUTIOUS_FIRST, WHOLE_PROGRESS
from roadmap.rules.facts import ALWAYS_KNOWN
from roadmap.rules.periods import Term, reporting_periods
from roadmap.rules.rollup import FIRST_THAT_OCCURS
from roadmap.rules.standing import DAYS_OF_WARNING
from roadmap.selectors.asof.dialects import DIALECTS, Dialect, Newest
from roadmap.selectors.reference import Reference

DAYS = ("late_from", "soon_from", "silent_from")
TEXT_COLUMNS = tuple(
    str(field.column)
    for field in MeasureText._meta.concrete_fields  # noqa: SLF001 -- Django's documented API
    if field.name not in {"id", "measure", "amendment", "from_on", "known_at"}
)
JOINT_COLUMNS = ("status", "progress", "agreement", "is_closed", *DAYS)
KEPT_COLUMNS = tuple(
    str(field.column)
    for field in Measure._meta.concrete_fields  # noqa: SLF001 -- the same
    if field.column not in {*TEXT_COLUMNS, *JOINT_COLUMNS, "holds_from"}
)
NEEDS: Mapping[str, tuple[str, ...]] = {
    "asof_text": (),
    "asof_party": (),
    "asof_agency": (),
    "asof_period": (),
    "asof_executor": ("asof_text",),
    "asof_engaged": ("asof_executor",),
    "asof_date": ("asof_text",),
    "asof_said": ("asof_text", "asof_date", "asof_party", "asof_engaged"),
    "asof_standing": ("asof_said", "asof_period"),
    "asof_joint": ("asof_standing",),
    "asof_occurrence": ("asof_date", "asof_joint"),
    "asof_rolled": ("asof_occurrence",),
    "asof_measure": ("asof_text", "asof_rolled"),
    "asof_rolled_side": ("asof_standing",),
    "asof_measureside": ("asof_engaged", "asof_executor", "asof_rolled_side"),
}
STANDS_FOR: Mapping[str, str] = {
    "roadmap_measure": "asof_measure",
    "roadmap_occurrence": "asof_occurrence",
    "roadmap_standing": "asof_standing",
    "roadmap_measureside": "asof_measureside",
    "roadmap_party": "asof_party",
    "accounts_agency": "asof_agency",
}


@dataclass(frozen=True)
class Tables:
    """Writes the tables of a day (`day`), as known by a moment (`known`, None: now).

    `scope` is a condition on `m.id` that says which measures are asked for.
    """

    day: date
    known: datetime | None
    reference: Reference
    scope: str

    def of(self, names: Sequence[str]) -> str:
        """Return the `WITH` clause of the named tables and of all that they need."""
        wanted: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(NEEDS[name])
        written = [f"{name} AS ({getattr(self, name.removeprefix('asof_'))()})" for name in NEEDS if name in wanted]
        return f"WITH {', '.join(written)} "

    @property
    def dialect(self) -> Dialect:
        """Return how this database writes it."""
        return DIALECTS[connection.vendor]

    def fact(self, alias: str) -> str:
        """Return the condition that a dated fact of the plan counts."""
        return f"{alias}.from_on <= {literal(self.day)}{self._known(f'{alias}.known_at', max_of(self.known))}"

    def report(self, alias: str) -> str:
        """Return the condition that a report on the standing `s` counts."""
        superseded = f"{alias}.superseded_at IS NULL"
        if self.known is not None:
            superseded = f"({superseded} OR {alias}.superseded_at > {literal(self.known)})"
        return (
            f"{alias}.standing_id = s.id AND {alias}.state = 'accepted' AND {alias}.stands_on <= {literal(self.day)}"
            f"{self._known(f'{alias}.accepted_at', self.known)} AND {superseded}"
        )

    def text(self) -> str:
        """Return the text of each measure in scope that stands in the document on the day."""
        newest = self._newest("roadmap_measuretext", "t", (*TEXT_COLUMNS, "from_on"), "t.measure_id = m.id")
        return (
            f"SELECT m.id AS measure_id, m.roadmap_id, {columns('t', TEXT_COLUMNS)}, t.from_on "
            f"FROM roadmap_measure m {newest} WHERE {self.scope}"
        )

    def party(self) -> str:
        """Return the Parties with the reporting cycle of the day."""
        newest = self._newest("roadmap_partyfact", "f", ("cycle", "days_after"), "f.party_id = p.id", outer=True)
        return (
            "SELECT p.id, p.roadmap_id, p.region_id, p.signatory, COALESCE(f.cycle, p.cycle) AS cycle, "
            f"COALESCE(f.days_after, p.days_after) AS days_after, p.version FROM roadmap_party p {newest}"
        )

    def agency(self) -> str:
        """Return the agencies with the names and validity of the day."""
        dated = ("name_kk", "name_ru", "name_en", "level", "valid_from", "valid_to", "successor_id")
        newest = self._newest("accounts_agencyfact", "f", dated, "f.agency_id = a.id")
        return (
            f"SELECT a.id, a.region_id, a.code, {columns('f', dated)}, a.source, a.version "
            f"FROM accounts_agency a {newest}"
        )

    def period(self) -> str:
        """Return the reporting periods of each road map and cycle."""
        rows = [
            f"SELECT {roadmap_id} AS roadmap_id, '{cycle}' AS cycle, {literal(period.starts_on)} AS starts_on, "
            f"{literal(period.ends_on)} AS ends_on"
            for roadmap_id, row in self.reference.roadmaps.items()
            for cycle in Cycle.values
            for period in reporting_periods(Cycle(cycle), Term(row.starts_on, row.ends_on))
        ]
        return " UNION ALL ".join(rows)

    def executor(self) -> str:
        """Return who carries the measures out on the day."""
        lasts = f"e.until_on IS NULL OR e.until_on > {literal(self.day)}"
        if self.known is not None:
            lasts += f" OR e.until_known_at > {literal(self.known)}"
        return (
            "SELECT e.id, e.measure_id, e.party_id, e.region_id, e.agency_id, e.role, e.by_agreement, e.position, "
            "a.code FROM asof_text x JOIN roadmap_executor e ON e.measure_id = x.measure_id "
            f"JOIN accounts_agency a ON a.id = e.agency_id WHERE {self.fact('e')} AND ({lasts})"
        )

    def engaged(self) -> str:
        """Return the Parties that have an executor in each measure."""
        return "SELECT DISTINCT measure_id, party_id, region_id FROM asof_executor"

    def date(self) -> str:
        """Return the occurrences of the day, with their labels and dates."""
        dated = ("label", "starts_on", "due_on", "is_retired")
        newest = self._newest("roadmap_occurrencedates", "d", dated, "d.occurrence_id = o.id")
        return (
            "SELECT o.id, o.measure_id, d.label, d.starts_on, d.due_on FROM asof_text x "
            f"JOIN roadmap_occurrence o ON o.measure_id = x.measure_id {newest} WHERE NOT d.is_retired"
        )

    def said(self) -> str:
        """Return what each engaged Party said last of each occurrence, and what its dates follow from."""
        said = ("id", "status", "progress", "stands_on", "at_risk", "reason")
        newest = self.dialect.newest(
            Newest("roadmap_report", "r", said, self.report("r"), "r.stands_on DESC, r.accepted_at DESC, r.id DESC"),
            outer=True,
        )
        return (
            "SELECT COALESCE(s.id, 0) AS id, d.id AS occurrence_id, d.measure_id, p.id AS party_id, p.region_id, "
            "d.starts_on, d.due_on, x.deadline_form, x.is_cancelled, x.roadmap_id, "
            "g.ends_on AS term_ends_on, p.cycle, p.days_after, r.id AS newest_id, "
            "COALESCE(r.status, 'not_started') AS status, COALESCE(r.progress, 0) AS progress, r.stands_on, "
            "COALESCE(r.at_risk, FALSE) AS at_risk, COALESCE(r.reason, '') AS reason, "
            f"(SELECT MAX(b.accepted_at) FROM roadmap_report b WHERE {self.report('b')}) AS accepted_at "
            "FROM asof_text x JOIN asof_date d ON d.measure_id = x.measure_id "
            "JOIN roadmap_roadmap g ON g.id = x.roadmap_id "
            "JOIN asof_engaged e ON e.measure_id = x.measure_id JOIN asof_party p ON p.id = e.party_id "
            f"LEFT JOIN roadmap_standing s ON s.occurrence_id = d.id AND s.party_id = p.id {newest}"
        )

    def standing(self) -> str:
        """Return how each engaged Party stands on each occurrence (rules.md §3)."""
        closed = "(is_cancelled OR status IN ('done', 'not_done'))"
        inner = (
            f"SELECT asof_said.*, {closed} AS is_closed, "
            f"(NOT {closed} AND deadline_form <> 'as_needed') AS is_dated, "
            "CASE WHEN deadline_form = 'whole_period' THEN term_ends_on ELSE due_on END AS last_day FROM asof_said"
        )
        plus = self.dialect.plus_days
        silent = (
            f"SELECT {plus('MIN(q.ends_on)', 'y.days_after + 1')} FROM asof_period q "
            "WHERE q.roadmap_id = y.roadmap_id AND q.cycle = y.cycle AND q.starts_on >= y.starts_on "
            "AND (y.stands_on IS NULL OR q.starts_on > y.stands_on)"
        )
        return (
            "SELECT id, occurrence_id, measure_id, party_id, region_id, TRUE AS has_executor, newest_id, status, "
            "progress, stands_on, accepted_at, at_risk, reason, is_closed, "
            f"CASE WHEN is_dated THEN {plus('last_day', '1')} END AS late_from, "
            f"CASE WHEN is_dated THEN {plus('last_day', str(-DAYS_OF_WARNING))} END AS soon_from, "
            f"CASE WHEN is_dated THEN ({silent}) END AS silent_from FROM ({inner}) y"
        )

    def joint(self) -> str:
        """Return what the Parties' standings on an occurrence come to together (rules.md §4)."""
        return (
            "SELECT occurrence_id, COUNT(*) AS sides, COUNT(newest_id) AS reported, MIN(status) AS lowest, "
            f"MAX(status) AS highest, MIN({rank('status', MOST_CAUTIOUS_FIRST)}) AS caution, "
            f"MIN(progress) AS progress, MAX(accepted_at) AS accepted_at, {counted('is_closed')} AS closed, "
            f"{earliest()} FROM asof_standing GROUP BY occurrence_id"
        )

    def occurrence(self) -> str:
        """Return how the occurrences stand jointly: agreed, settled or the most cautious word (rules.md §4)."""
        settled = (
            f"z.occurrence_id = d.id AND z.state = 'in_effect' AND z.protocol_date <= {literal(self.day)}"
            f"{self._known('z.confirmed_at', self.known)}"
        )
        newest = self.dialect.newest(
            Newest("roadmap_settlement", "z", ("status", "confirmed_at"), settled, "z.confirmed_at DESC, z.id DESC"),
            outer=True,
        )
        agreement = (
            "CASE WHEN j.sides > 0 AND j.reported = j.sides AND j.lowest = j.highest THEN 'agreed' "
            "WHEN z.confirmed_at IS NOT NULL AND (j.accepted_at IS NULL OR j.accepted_at < z.confirmed_at) "
            "THEN 'settled' WHEN COALESCE(j.reported, 0) = 0 THEN 'unreported' "
            "WHEN j.reported < j.sides THEN 'one_sided' ELSE 'diverging' END"
        )
        inner = (
            f"SELECT d.id, d.measure_id, d.label, d.starts_on, d.due_on, {agreement} AS agreement, "
            "COALESCE(z.status, '') AS settled_status, z.confirmed_at AS settled_at, j.caution, "
            f"COALESCE(j.progress, 0) AS lower, COALESCE(j.sides > 0 AND j.closed = j.sides, FALSE) AS is_closed, "
            f"{columns('j', DAYS)} FROM asof_date d LEFT JOIN asof_joint j ON j.occurrence_id = d.id {newest}"
        )
        progress = (
            f"CASE WHEN settled_status = 'done' THEN {WHOLE_PROGRESS} WHEN settled_status = 'not_started' THEN 0 "
            f"WHEN lower > {HIGHEST_OPEN_PROGRESS} THEN {HIGHEST_OPEN_PROGRESS} ELSE lower END"
        )
        cautious = named("caution", MOST_CAUTIOUS_FIRST)
        return (
            "SELECT id, measure_id, label, starts_on, due_on, FALSE AS is_retired, settled_status, settled_at, "
            f"agreement, CASE WHEN agreement = 'settled' THEN settled_status ELSE {cautious} END "
            f"AS status, CASE WHEN agreement = 'settled' THEN {progress} ELSE lower END AS progress, is_closed, "
            f"{', '.join(DAYS)} FROM ({inner}) y"
        )

    def rolled(self) -> str:
        """Return what a measure's occurrences come to together (rules.md §4)."""
        return (
            f"SELECT measure_id, {rolled_up()}, MIN({rank('agreement', FIRST_THAT_OCCURS)}) AS agreement, "
            f"{counted('is_closed')} = COUNT(*) AS is_closed, {earliest()} FROM asof_occurrence GROUP BY measure_id"
        )

    def measure(self) -> str:
        """Return the measures of the day, and how they stand jointly."""
        return (
            f"SELECT {columns('m', KEPT_COLUMNS)}, {columns('x', TEXT_COLUMNS)}, x.from_on AS holds_from, "
            "COALESCE(o.status, 'not_started') AS status, COALESCE(o.progress, 0) AS progress, "
            f"COALESCE({named('o.agreement', FIRST_THAT_OCCURS)}, 'unreported') AS agreement, "
            f"(x.is_cancelled OR COALESCE(o.is_closed, FALSE)) AS is_closed, {columns('o', DAYS)} "
            "FROM asof_text x JOIN roadmap_measure m ON m.id = x.measure_id "
            "LEFT JOIN asof_rolled o ON o.measure_id = x.measure_id"
        )

    def rolled_side(self) -> str:
        """Return what one Party's standings on a measure come to, and its newest word on it."""
        newest = (
            "SELECT asof_standing.*, ROW_NUMBER() OVER (PARTITION BY measure_id, region_id "
            "ORDER BY stands_on DESC NULLS LAST, accepted_at DESC, newest_id DESC) AS place FROM asof_standing"
        )
        return (
            f"SELECT measure_id, region_id, {rolled_up()}, MAX(stands_on) AS stands_on, "
            f"{counted('place = 1 AND at_risk')} > 0 AS at_risk, "
            "MAX(CASE WHEN place = 1 THEN reason ELSE '' END) AS reason, "
            f"{counted('is_closed')} = COUNT(*) AS is_closed, {earliest()} "
            f"FROM ({newest}) y GROUP BY measure_id, region_id"
        )

    def measureside(self) -> str:
        """Return how each engaged Party stands on a whole measure, and who carries it out for that Party."""
        team = "l.measure_id = e.measure_id AND l.party_id = e.party_id"
        order = "l.position, l.id"
        lead = f"FROM asof_executor l WHERE {team} AND l.role = 'lead' ORDER BY {order} LIMIT 1"
        co, agreed = (
            self.dialect.codes("l.code", condition, "asof_executor l", team, order)
            for condition in ("l.role = 'co'", "l.by_agreement")
        )
        return (
            f"SELECT e.measure_id AS id, e.measure_id, e.region_id, (SELECT l.agency_id {lead}) AS lead_id, "
            f"COALESCE((SELECT l.code {lead}), '') AS lead_code, "
            f"{co} AS co, {agreed} AS by_agreement, "
            "COALESCE(r.status, 'not_started') AS status, COALESCE(r.progress, 0) AS progress, r.stands_on, "
            "COALESCE(r.at_risk, FALSE) AS at_risk, COALESCE(r.reason, '') AS reason, "
            f"COALESCE(r.is_closed, FALSE) AS is_closed, {columns('r', DAYS)} FROM asof_engaged e "
            "LEFT JOIN asof_rolled_side r ON r.measure_id = e.measure_id AND r.region_id = e.region_id"
        )

    def _newest(self, table: str, alias: str, taken: tuple[str, ...], where: str, *, outer: bool = False) -> str:
        order = f"{alias}.from_on DESC, {alias}.known_at DESC, {alias}.id DESC"
        return self.dialect.newest(Newest(table, alias, taken, f"{where} AND {self.fact(alias)}", order), outer=outer)

    @staticmethod
    def _known(column: str, known: datetime | None) -> str:
        return "" if known is None else f" AND {column} <= {literal(known)}"


def literal(value: date | datetime) -> str:
    """Return a day or an instant as SQL; it holds digits and marks only, so it needs no parameter."""
    if isinstance(value, datetime):
        text = str(connection.ops.adapt_datetimefield_value(value))
        return f"TIMESTAMPTZ '{text}'" if connection.vendor == "postgresql" else f"'{text}'"
    return f"DATE '{value.isoformat()}'" if connection.vendor == "postgresql" else f"'{value.isoformat()}'"


def max_of(known: datetime | None) -> datetime | None:
    """Return the moment by which facts of the plan count: what was always known was known before any."""
    return None if known is None else max(known, ALWAYS_KNOWN)


def columns(alias: str, names: Sequence[str]) -> str:
    """Return columns of one table, separated by commas."""
    return ", ".join(f"{alias}.{name}" for name in names)


def rank(column: str, order: Sequence[str]) -> str:
    """Return the place of a column's value in an order."""
    whens = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(order))
    return f"CASE {column} {whens} END"


def named(column: str, order: Sequence[str]) -> str:
    """Return the value at the place in an order that a column holds; `not_started` for no place of a status."""
    whens = " ".join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(order))
    nothing = " ELSE 'not_started'" if "not_started" in order else ""
    return f"CASE {column} {whens}{nothing} END"


def counted(condition: str) -> str:
    """Return how many rows meet a condition."""
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def earliest() -> str:
    """Return the earliest of each of the three days."""
    return ", ".join(f"MIN({name}) AS {name}" for name in DAYS)


def rolled_up() -> str:
    """Return the status and the progress that rows come to together (rules.md §4, roll-up)."""
    done, not_done = counted("status = 'done'"), counted("status = 'not_done'")
    untouched = counted("status = 'not_started'")
    return (
        f"CASE WHEN {untouched} = COUNT(*) THEN 'not_started' WHEN {done} = COUNT(*) THEN 'done' "
        f"WHEN {done} + {not_done} = COUNT(*) THEN 'not_done' ELSE 'in_progress' END AS status, "
        "SUM(progress) / COUNT(*) AS progress"
    )
