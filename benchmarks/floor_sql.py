"""The hand-written SQL of the floor, for both databases."""

# ruff: noqa: S608 -- SQL is what this file writes, of its own constants

from __future__ import annotations

import re
from typing import Any

NAME = re.compile(r"(?<!:):(\w+)")
STATUSES = ("not_started", "in_progress", "done", "not_done")
AGREEMENTS = ("agreed", "diverging", "one_sided", "unreported", "settled")
HEALTHS = ("late", "due_soon", "silent", "on_track", "closed")
SEARCH = {
    "postgresql": "array_to_tsvector(string_to_array(ltrim(m.words), ' ')) @@ CAST(:word AS tsquery)",
    "sqlite": "m.id IN (SELECT rowid FROM roadmap_measure_words WHERE roadmap_measure_words MATCH :word)",
}


def named(text: str, vendor: str) -> str:
    """Return a statement with its names as the driver takes them."""
    return NAME.sub(r"%(\1)s", text) if vendor == "postgresql" else text


def word(vendor: str, typed: str) -> str:
    """Return the beginning of a word as the index is asked for it."""
    return f"'{typed}':*" if vendor == "postgresql" else f'"{typed}"*'


def _object(vendor: str, **columns: str) -> str:
    function = "json_build_object" if vendor == "postgresql" else "json_object"
    pairs = ", ".join(f"'{name}', {column}" for name, column in columns.items())
    return f"{function}({pairs})"


def _health(of: str) -> str:
    return (
        f"CASE WHEN {of}.is_closed THEN 'closed' WHEN {of}.late_from <= :day THEN 'late' "
        f"WHEN {of}.soon_from <= :day THEN 'due_soon' WHEN {of}.silent_from <= :day THEN 'silent' ELSE 'on_track' END"
    )


def _flag(vendor: str, column: str) -> str:
    return column if vendor == "postgresql" else f"json(CASE WHEN {column} THEN 'true' ELSE 'false' END)"


def _days(vendor: str, later: str, earlier: str) -> str:
    if vendor == "postgresql":
        return f"({later} - {earlier})"
    return f"CAST(julianday({later}) - julianday({earlier}) AS integer)"


def _json(vendor: str, column: str) -> str:
    return column if vendor == "postgresql" else f"json({column})"


def _all(vendor: str, one: str, rest: str, order: str) -> str:
    if vendor == "postgresql":
        return f"(SELECT json_agg({one} ORDER BY {order}) FROM {rest})"
    return f"(SELECT json_group_array(json(c)) FROM (SELECT {one} AS c FROM {rest} ORDER BY {order}))"


def _side(vendor: str, of: str, executors: str) -> str:
    day = ":day" if vendor == "sqlite" else ":day::date"
    silent = f"CASE WHEN NOT {of}.is_closed THEN {_days(vendor, day, f'{of}.stands_on')} END"
    return _object(
        vendor,
        region="g.code",
        status=f"{of}.status",
        progress=f"{of}.progress",
        health=_health(of),
        stands_on=f"{of}.stands_on",
        days_silent=silent,
        at_risk=_flag(vendor, f"{of}.at_risk"),
        reason=f"nullif({of}.reason, '')",
        lead=f"{executors}.lead_code",
        co=_json(vendor, f"{executors}.co"),
        by_agreement=_json(vendor, f"{executors}.by_agreement"),
    )


def _measure(vendor: str, *, in_full: bool = False) -> str:
    sides = _all(
        vendor,
        _side(vendor, "s", "s"),
        "roadmap_measureside s JOIN accounts_region g ON g.id = s.region_id WHERE s.measure_id = m.id",
        "g.code",
    )

    def texts(name: str, of: str = "m") -> str:
        return _object(vendor, **{code: f"{of}.{name}_{code}" for code in ("kk", "ru", "en")})

    deadline = _object(
        vendor,
        form="m.deadline_form",
        starts_on="m.starts_on",
        due_on="m.due_on",
        wording=texts("deadline"),
        original_due_on="m.original_due_on",
        postponements="m.postponements",
        slippage_days=_days(vendor, "m.due_on", "m.original_due_on"),
    )
    more = {"occurrences": _occurrences(vendor), "provenance": _json(vendor, "m.provenance")} if in_full else {}
    form = _object(vendor, code="f.code", kk="f.name_kk", ru="f.name_ru", en="f.name_en")
    return _object(
        vendor,
        id="m.id",
        roadmap="r.code",
        number="m.number",
        direction="d.number",
        title=texts("title"),
        completion_form=form,
        deadline=deadline,
        status="m.status",
        progress="m.progress",
        health=_health("m"),
        agreement="m.agreement",
        cancelled=_flag(vendor, "m.is_cancelled"),
        sides=sides,
        source=_object(vendor, kind="m.source", fields=_json(vendor, "m.source_fields")),
        version="m.version",
        updated_at="m.updated_at",
        **more,
    )


def _occurrences(vendor: str) -> str:
    standings = _all(
        vendor,
        _side(vendor, "t", "e"),
        "roadmap_standing t JOIN accounts_region g ON g.id = t.region_id "
        "JOIN roadmap_measureside e ON e.measure_id = t.measure_id AND e.region_id = t.region_id "
        "WHERE t.occurrence_id = o.id AND t.has_executor",
        "g.code",
    )
    one = _object(
        vendor,
        id="o.id",
        label="o.label",
        starts_on="o.starts_on",
        due_on="o.due_on",
        status="o.status",
        progress="o.progress",
        health=_health("o"),
        agreement="o.agreement",
        sides=standings,
    )
    return _all(
        vendor, one, "roadmap_occurrence o WHERE o.measure_id = m.id AND NOT o.is_retired", "o.starts_on, o.id"
    )


JOINS = (
    "FROM roadmap_measure m JOIN roadmap_roadmap r ON r.id = m.roadmap_id "
    "JOIN roadmap_direction d ON d.id = m.direction_id JOIN roadmap_completionform f ON f.id = m.completion_form_id"
)


def page(vendor: str, where: str, *, limit: bool = True) -> str:
    """Return the statement of measures that meet a condition, by number."""
    as_text = "::text" if vendor == "postgresql" else ""
    tail = "LIMIT 50" if limit else ""
    return f"SELECT {_measure(vendor)}{as_text} {JOINS} WHERE {where} ORDER BY m.number_key, m.id {tail}"


def one(vendor: str) -> str:
    """Return the statement of one measure with its occurrences."""
    as_text = "::text" if vendor == "postgresql" else ""
    return f"SELECT {_measure(vendor, in_full=True)}{as_text} {JOINS} WHERE m.id = :id"


def _counts() -> str:
    tests = [
        "NOT m.is_cancelled",
        "m.is_cancelled",
        *(f"NOT m.is_cancelled AND s.status = '{code}'" for code in STATUSES),
        *(f"NOT m.is_cancelled AND m.agreement = '{code}'" for code in AGREEMENTS),
        *(f"NOT m.is_cancelled AND {_health('s')} = '{code}'" for code in HEALTHS),
    ]
    return ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)


SUMMARY = (
    f"SELECT d.number, g.code, {_counts()}, sum(s.progress) FILTER (WHERE NOT m.is_cancelled) "
    "FROM roadmap_measureside s JOIN roadmap_measure m ON m.id = s.measure_id "
    "JOIN roadmap_direction d ON d.id = m.direction_id JOIN accounts_region g ON g.id = s.region_id "
    "GROUP BY d.number, g.code ORDER BY d.number, g.code"
)


def figures(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row of `SUMMARY` as it is shown."""
    direction, region, counted, cancelled, *rest = row
    parts = iter(rest)
    return {
        "direction": direction,
        "region": region,
        "measures": counted,
        "by_status": {code: next(parts) for code in STATUSES},
        "by_agreement": {code: next(parts) for code in AGREEMENTS},
        "by_health": {code: next(parts) for code in HEALTHS},
        "progress": next(parts) // counted if counted else None,
        "cancelled": cancelled,
    }


SET_REPORT = (
    "UPDATE roadmap_report SET state = 'accepted', accepted_at = :at, accepted_by_id = :by, version = version + 1 "
    "WHERE id = :id AND state = 'submitted'"
)
ACCEPT = (
    f"WITH r AS ({SET_REPORT} RETURNING *), "
    "s AS (UPDATE roadmap_standing t SET status = r.status, progress = r.progress, stands_on = r.stands_on, "
    "newest_id = r.id, accepted_at = r.accepted_at FROM r WHERE t.id = r.standing_id), "
    "m AS (UPDATE roadmap_measure t SET updated_at = r.accepted_at FROM r WHERE t.id = r.measure_id), "
    "l AS (UPDATE accounts_ledger SET seq = seq + 1 WHERE id = 1 RETURNING seq) "
    "INSERT INTO roadmap_change (seq, at, kind, object_id, change, by_region) "
    "SELECT l.seq, r.accepted_at, 'report', r.id::text, 'accepted', 'aktobe' FROM r, l"
)
_STANDING = "(SELECT {column} FROM roadmap_report WHERE id = :id)"
SET_STANDING = (
    "UPDATE roadmap_standing SET status = r.status, progress = r.progress, stands_on = r.stands_on, newest_id = r.id, "
    "accepted_at = r.accepted_at FROM roadmap_report r WHERE r.id = :id AND roadmap_standing.id = r.standing_id"
)
ADD_CHANGE = (
    "INSERT INTO roadmap_change (seq, at, kind, object_id, change, by_region) "
    "SELECT seq, :at, 'report', CAST(:id AS text), 'accepted', 'aktobe' FROM accounts_ledger WHERE id = 1"
)
ACCEPT_STEPS = (
    SET_REPORT,
    SET_STANDING,
    "UPDATE roadmap_measure SET updated_at = :at WHERE id = " + _STANDING.format(column="measure_id"),
    "UPDATE accounts_ledger SET seq = seq + 1 WHERE id = 1",
    ADD_CHANGE,
)
FLAT_COLUMNS = (
    "m.id, r.code, m.number, d.number, m.title_kk, m.title_ru, m.title_en, f.code, f.name_kk, f.name_ru, f.name_en, "
    "m.deadline_form, m.starts_on, m.due_on, m.deadline_kk, m.deadline_ru, m.deadline_en, m.original_due_on, "
    "m.postponements, m.status, m.progress, m.agreement, m.is_cancelled, "
    + ", ".join(
        f"{side}.{name}"
        for side in ("a", "b")
        for name in ("status", "progress", "stands_on", "at_risk", "reason", "lead_code", "co", "by_agreement")
    )
    + ", m.source, m.source_fields, m.version, m.updated_at"
)
FLAT = (
    f"SELECT {FLAT_COLUMNS} {JOINS} "
    "LEFT JOIN roadmap_measureside a ON a.measure_id = m.id "
    "AND a.region_id = (SELECT id FROM accounts_region WHERE code = 'aktobe') "
    "LEFT JOIN roadmap_measureside b ON b.measure_id = m.id "
    "AND b.region_id = (SELECT id FROM accounts_region WHERE code = 'orenburg') ORDER BY m.number_key, m.id"
)
