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

from roadmap.models import Measure, MeasureText
from roadmap.rules.agreement import HIGHEST_OPEN_PROGRESS, MOST_CAUTIOUS_FIRST, WHOLE_PROGRESS
from roadmap.rules.facts import ALWAYS_KNOWN
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
    "asof_plan": (),
    "asof_party": (),
    "asof_agency": (),
    "asof_period": (),
    "asof_said": (),
    "asof_standing": ("asof_said", "asof_period"),
    "asof_joint": ("asof_standing",),
    "asof_occurrence": ("asof_joint",),
    "asof_rolled": ("asof_occurrence",),
    "asof_measure": ("asof_plan", "asof_rolled"),
    "asof_rolled_side": ("asof_standing",),
    "asof_measureside": ("asof_rolled_side",),
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

    def report(self, alias: str, standing: str = "s.id") -> str:
        """Return the condition that a report on a standing counts."""
        superseded = f"{alias}.superseded_at IS NULL"
        if self.known is not None:
            superseded = f"({superseded} OR {alias}.superseded_at > {literal(self.known)})"
        return (
            f"{alias}.standing_id = {standing} AND {alias}.state = 'accepted' "
            f"AND {alias}.stands_on <= {literal(self.day)} AND {superseded}"
            f"{self._known(f'{alias}.accepted_at', self.known)}"
        )

    def plan(self) -> str:
        """Return the measures that stand in the document on the day, with its text."""
        newest = self._newest("roadmap_measuretext", "t", (*TEXT_COLUMNS, "from_on"), "t.measure_id = m.id")
        return (
            f"SELECT {columns('m', KEPT_COLUMNS)}, {columns('t', TEXT_COLUMNS)}, t.from_on AS holds_from "
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
        """Return each Party's reporting periods of the day's cycle, and when silence about one begins."""
        rows = [
            f"({party.id}, {literal(starts_on)}, {literal(silent_on)})"
            for row in self.reference.roadmaps.values()
            for party in row.parties
            for starts_on, silent_on in party.silences(row.term, self.day, self.known)
        ]
        nothing = f"(0, {literal(date.max)}, {literal(date.max)})"
        values = ", ".join(rows or [nothing])
        names = "column1 AS party_id, column2 AS starts_on, column3 AS silent_on"
        return f"SELECT {names} FROM (VALUES {values}) periods"

    def said(self) -> str:
        """Return what each engaged Party said last of each occurrence of the day, and what its dates follow from.

        A Party is engaged by its lead. What nobody is engaged in, and a measure without a due
        period, has one row all the same, without a Party.
        """
        text = self._newest("roadmap_measuretext", "t", ("deadline_form", "is_cancelled"), "t.measure_id = m.id")
        dated = ("label", "starts_on", "due_on", "is_retired")
        dates = self._newest("roadmap_occurrencedates", "d", dated, "d.occurrence_id = o.id", outer=True)
        return (
            "SELECT COALESCE(s.id, 0) AS id, m.id AS measure_id, CASE WHEN NOT d.is_retired THEN o.id END "
            "AS occurrence_id, d.label, d.starts_on, d.due_on, t.deadline_form, t.is_cancelled, "
            "g.ends_on AS term_ends_on, e.party_id, e.region_id, e.agency_id AS lead_id, s.id AS standing_id, "
            "r.id AS newest_id, COALESCE(r.status, 'not_started') AS status, COALESCE(r.progress, 0) AS progress, "
            "r.stands_on, COALESCE(r.at_risk, FALSE) AS at_risk, COALESCE(r.reason, '') AS reason "
            f"FROM roadmap_measure m {text} JOIN roadmap_roadmap g ON g.id = m.roadmap_id "
            f"LEFT JOIN roadmap_occurrence o ON o.measure_id = m.id {dates} "
            f"LEFT JOIN roadmap_executor e ON e.measure_id = m.id AND e.role = 'lead' AND {self.executor('e')} "
            "LEFT JOIN roadmap_standing s ON s.occurrence_id = o.id AND s.party_id = e.party_id AND NOT d.is_retired "
            f"{self._said()} WHERE {self.scope}"
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
            "SELECT MIN(q.silent_on) FROM asof_period q WHERE q.party_id = y.party_id "
            "AND q.starts_on >= y.starts_on AND (y.stands_on IS NULL OR q.starts_on > y.stands_on)"
        )
        return (
            "SELECT id, measure_id, occurrence_id, label, starts_on, due_on, is_cancelled, party_id, region_id, "
            "lead_id, standing_id, (party_id IS NOT NULL AND occurrence_id IS NOT NULL) AS has_executor, newest_id, "
            "status, progress, stands_on, at_risk, reason, is_closed, "
            f"CASE WHEN is_dated THEN {plus('last_day', '1')} END AS late_from, "
            f"CASE WHEN is_dated THEN {plus('last_day', str(-DAYS_OF_WARNING))} END AS soon_from, "
            f"CASE WHEN is_dated THEN ({silent}) END AS silent_from FROM ({inner}) y"
        )

    def joint(self) -> str:
        """Return what the Parties' standings on an occurrence come to together (rules.md §4)."""
        return (
            "SELECT occurrence_id AS id, measure_id, MIN(label) AS label, MIN(starts_on) AS starts_on, "
            "MIN(due_on) AS due_on, COUNT(party_id) AS sides, COUNT(newest_id) AS reported, "
            "MIN(CASE WHEN party_id IS NOT NULL THEN status END) AS lowest, "
            "MAX(CASE WHEN party_id IS NOT NULL THEN status END) AS highest, "
            f"MIN(CASE WHEN party_id IS NOT NULL THEN {rank('status', MOST_CAUTIOUS_FIRST)} END) AS caution, "
            "MIN(CASE WHEN party_id IS NOT NULL THEN progress END) AS progress, "
            f"{counted('party_id IS NOT NULL AND is_closed')} AS closed, {earliest('party_id IS NOT NULL')} "
            "FROM asof_standing WHERE occurrence_id IS NOT NULL GROUP BY occurrence_id, measure_id"
        )

    def occurrence(self) -> str:
        """Return how the occurrences stand jointly: agreed, settled or the most cautious word (rules.md §4)."""
        reopened = (
            "SELECT 1 FROM roadmap_standing s JOIN roadmap_report b ON b.standing_id = s.id "
            f"JOIN roadmap_executor e ON e.measure_id = j.measure_id AND e.party_id = s.party_id AND e.role = 'lead' "
            f"AND {self.executor('e')} WHERE s.occurrence_id = j.id AND {self.report('b')} "
            "AND b.accepted_at >= z.confirmed_at"
        )
        agreement = (
            "CASE WHEN j.sides > 0 AND j.reported = j.sides AND j.lowest = j.highest THEN 'agreed' "
            f"WHEN z.confirmed_at IS NOT NULL AND NOT EXISTS ({reopened}) THEN 'settled' "
            "WHEN j.reported = 0 THEN 'unreported' WHEN j.reported < j.sides THEN 'one_sided' ELSE 'diverging' END"
        )
        inner = (
            f"SELECT j.id, j.measure_id, j.label, j.starts_on, j.due_on, {agreement} AS agreement, "
            "COALESCE(z.status, '') AS settled_status, z.confirmed_at AS settled_at, j.caution, "
            "COALESCE(j.progress, 0) AS lower, (j.sides > 0 AND j.closed = j.sides) AS is_closed, "
            f"{columns('j', DAYS)} FROM asof_joint j {self._settled('j.id')}"
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
            f"SELECT {columns('x', (*KEPT_COLUMNS, *TEXT_COLUMNS, 'holds_from'))}, "
            "COALESCE(o.status, 'not_started') AS status, COALESCE(o.progress, 0) AS progress, "
            f"COALESCE({named('o.agreement', FIRST_THAT_OCCURS)}, 'unreported') AS agreement, "
            f"(x.is_cancelled OR COALESCE(o.is_closed, FALSE)) AS is_closed, {columns('o', DAYS)} "
            "FROM asof_plan x LEFT JOIN asof_rolled o ON o.measure_id = x.id"
        )

    def rolled_side(self) -> str:
        """Return what one Party's standings on a measure come to, and which word on it is the newest.

        Only where two of them are of the same day do the acceptances on each decide.
        """
        latest = f"SELECT MAX(b.accepted_at) FROM roadmap_report b WHERE {self.report('b', 'y.standing_id')}"
        tied = (
            "SELECT asof_standing.*, COUNT(*) OVER (PARTITION BY measure_id, region_id, stands_on) AS ties "
            "FROM asof_standing WHERE party_id IS NOT NULL"
        )
        newest = (
            "SELECT y.*, ROW_NUMBER() OVER (PARTITION BY measure_id, region_id ORDER BY stands_on DESC NULLS LAST, "
            f"CASE WHEN ties > 1 AND stands_on IS NOT NULL THEN ({latest}) END DESC, newest_id DESC) AS place "
            f"FROM ({tied}) y"
        )
        return (
            f"SELECT measure_id, region_id, MIN(lead_id) AS lead_id, {rolled_up('has_executor')}, "
            f"MAX(stands_on) AS stands_on, {counted('place = 1 AND at_risk')} > 0 AS at_risk, "
            "MAX(CASE WHEN place = 1 THEN reason ELSE '' END) AS reason, "
            f"({counted('has_executor')} > 0 AND {counted('has_executor AND is_closed')} = {counted('has_executor')}) "
            f"AS is_closed, {earliest('has_executor')} FROM ({newest}) y GROUP BY measure_id, region_id"
        )

    def measureside(self) -> str:
        """Return how each engaged Party stands on a whole measure, and who carries it out for that Party."""
        co, agreed = (
            self.dialect.codes(
                "a.code",
                condition,
                "roadmap_executor l JOIN accounts_agency a ON a.id = l.agency_id",
                f"l.measure_id = r.measure_id AND l.region_id = r.region_id AND {self.executor('l')}",
                "l.position, l.id",
            )
            for condition in ("l.role = 'co'", "l.by_agreement")
        )
        return (
            "SELECT r.measure_id AS id, r.measure_id, r.region_id, r.lead_id, "
            "(SELECT a.code FROM accounts_agency a WHERE a.id = r.lead_id) AS lead_code, "
            f"{co} AS co, {agreed} AS by_agreement, r.status, r.progress, r.stands_on, r.at_risk, r.reason, "
            f"r.is_closed, {columns('r', DAYS)} FROM asof_rolled_side r"
        )

    def executor(self, alias: str) -> str:
        """Return the condition that an executor holds on the day."""
        lasts = f"{alias}.until_on IS NULL OR {alias}.until_on > {literal(self.day)}"
        if self.known is not None:
            lasts += f" OR {alias}.until_known_at > {literal(self.known)}"
        return f"{self.fact(alias)} AND ({lasts})"

    def team(self, measure: str) -> str:
        """Return an expression of a measure's executors as JSON: region, agency, role, by agreement."""
        where = f"e.measure_id = {measure} AND {self.executor('e')}"
        return self.dialect.lists(
            ("e.region_id", "e.agency_id", "e.role", "e.by_agreement"), "roadmap_executor e", where, "e.position, e.id"
        )

    def facts(self) -> str:
        """Return a query of what was said of every live occurrence of the measures in scope (see facts.py).

        `latest` is there only where it can matter: where there is a settlement, or two words of one
        Party on a measure are of the same day.
        """
        dates = self._newest(
            "roadmap_occurrencedates", "d", ("label", "starts_on", "due_on", "is_retired"), "d.occurrence_id = m.id"
        )
        latest = f"SELECT MAX(b.accepted_at) FROM roadmap_report b WHERE {self.report('b')}"
        tied = "COUNT(*) OVER (PARTITION BY m.measure_id, s.region_id, r.stands_on) > 1"
        raw = self.dialect.raw
        return (
            f"SELECT m.measure_id, m.id, d.label, {raw('d.starts_on')}, {raw('d.due_on')}, s.region_id, r.id, "
            f"r.status, r.progress, {raw('r.stands_on')}, r.at_risk, r.reason, z.status, {raw('z.confirmed_at')}, "
            f"CASE WHEN r.id IS NOT NULL AND (z.confirmed_at IS NOT NULL OR {tied}) THEN ({latest}) END "
            f"FROM roadmap_occurrence m {dates} LEFT JOIN roadmap_standing s ON s.occurrence_id = m.id "
            f"{self._said()} {self._settled('m.id')} WHERE {self.scope.replace('m.id', 'm.measure_id')} "
            "AND NOT d.is_retired ORDER BY m.measure_id, d.starts_on, d.due_on, m.id"
        )

    def _said(self) -> str:
        taken = ("id", "status", "progress", "stands_on", "at_risk", "reason")
        order = "r.stands_on DESC, r.accepted_at DESC, r.id DESC"
        return self.dialect.newest(Newest("roadmap_report", "r", taken, self.report("r"), order), outer=True)

    def _settled(self, occurrence: str) -> str:
        counts = (
            f"z.occurrence_id = {occurrence} AND z.state = 'in_effect' AND z.protocol_date <= {literal(self.day)}"
            f"{self._known('z.confirmed_at', self.known)}"
        )
        order = "z.confirmed_at DESC, z.id DESC"
        return self.dialect.newest(
            Newest("roadmap_settlement", "z", ("status", "confirmed_at"), counts, order), outer=True
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


def earliest(condition: str = "") -> str:
    """Return the earliest of each of the three days, among the rows that meet a condition."""
    values = {name: f"CASE WHEN {condition} THEN {name} END" if condition else name for name in DAYS}
    return ", ".join(f"MIN({value}) AS {name}" for name, value in values.items())


def rolled_up(condition: str = "TRUE") -> str:
    """Return the status and the progress that rows of a condition come to together (rules.md §4, roll-up)."""
    rows = counted(condition)
    done, not_done, untouched = (
        counted(f"{condition} AND status = '{code}'") for code in ("done", "not_done", "not_started")
    )
    return (
        f"CASE WHEN {untouched} = {rows} THEN 'not_started' WHEN {done} = {rows} THEN 'done' "
        f"WHEN {done} + {not_done} = {rows} THEN 'not_done' ELSE 'in_progress' END AS status, "
        f"CASE WHEN {rows} = 0 THEN 0 ELSE SUM(CASE WHEN {condition} THEN progress ELSE 0 END) / "
        f"CASE WHEN {rows} = 0 THEN 1 ELSE {rows} END END AS progress"
    )
