"""The cast: two regions, their agencies and people, and a small road map in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.audit import Act
from accounts.models import Agency, AgencyFact, Region, User
from accounts.roles import Role
from roadmap.models import (
    CompletionForm,
    Direction,
    Executor,
    Measure,
    MeasureSide,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    PartyFact,
    Report,
    Roadmap,
    Standing,
)
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.rules.numbers import number_key
from roadmap.rules.periods import Term
from roadmap.services import now, reporting
from roadmap.services.texts import From, state_text
from roadmap.services.words import refresh_words

PASSWORD = "correct horse battery"
SIGNED = dt.date(2022, 11, 28)
NOON = dt.datetime(2024, 7, 10, 12, 0, tzinfo=dt.UTC)
TABLES_OF_PLAN: tuple[type[Any], ...] = (
    Region,
    Agency,
    CompletionForm,
    Roadmap,
    Party,
    PartyFact,
    Direction,
    Measure,
    MeasureText,
    Executor,
    Occurrence,
    OccurrenceDates,
    MeasureSide,
    Standing,
)
PLAN_CODE = "AKT-ORB-2023-2025"
# The rows of the first plan that this process built, and the statements that write them again.
PLAN_AS_BUILT: dict[type[Any], list[Any]] = {}
STATEMENTS: dict[type[Any], tuple[str, list[Any], dict[int, tuple[type[Any], str]]]] = {}


@dataclass(frozen=True)
class Plan:
    """The small road map: its row and its measures by number."""

    roadmap: Roadmap
    measures: dict[str, Measure]

    def __getitem__(self, number: str) -> Measure:
        return Measure.objects.get(pk=self.measures[number].pk)


def make_region(code: str, country: str, timezone: str, language: str) -> Region:
    return Region.objects.create(
        code=code,
        name_kk=f"{code} облысы",
        name_ru=f"{code} область",
        name_en=f"{code} region",
        country=country,
        timezone=timezone,
        language=language,
        holiday_calendar=country,
    )


def make_agency(region: Region, code: str, **fields: Any) -> Agency:
    names = {"name_kk": f"{code} басқармасы", "name_ru": f"Управление {code}", "name_en": f"{code} department"}
    agency = Agency.objects.create(region=region, code=code, level="regional", **{**names, **fields})
    AgencyFact.objects.create(
        agency=agency,
        name_kk=agency.name_kk,
        name_ru=agency.name_ru,
        name_en=agency.name_en,
        level=agency.level,
        from_on=ALWAYS_ON,
        known_at=ALWAYS_KNOWN,
    )
    return agency


def make_user(username: str, role: Role, region: Region | None, agency: Agency | None = None) -> User:
    return User.objects.create_user(
        username,
        f"{username}@example.org",
        PASSWORD,
        name=f"{username} name",
        role=role,
        region=region,
        agency=agency,
        language=region.language if region else "ru",
    )


def make_roadmap(code: str, regions: list[Region], **fields: Any) -> Roadmap:
    roadmap = Roadmap.objects.create(
        code=code,
        **{f"{name}_{lang}": f"{code} {lang}" for name in ("title", "short_title") for lang in ("kk", "ru", "en")},
        **{
            "state": "in_force",
            "starts_on": dt.date(2023, 1, 1),
            "ends_on": dt.date(2025, 12, 31),
            "signed_on": SIGNED,
            **fields,
        },
    )
    for region in regions:
        party = Party.objects.create(roadmap=roadmap, region=region, cycle="quarterly", days_after=10)
        PartyFact.objects.create(
            party=party, cycle="quarterly", days_after=10, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN
        )
    return roadmap


def make_measure(roadmap: Roadmap, number: str, wording: str, leads: list[Agency], *co: Agency) -> Measure:
    """Make a measure with a Russian wording (repeated in all languages) and its executors."""
    deadline = read_deadline(wording, term=Term(roadmap.starts_on, roadmap.ends_on))
    section = int(number.split(".", maxsplit=1)[0])
    direction, _ = Direction.objects.get_or_create(
        roadmap=roadmap,
        number=section,
        defaults={"code": f"D{section}", "name_kk": "Бағыт", "name_ru": "Направление", "name_en": "Direction"},
    )
    form, _ = CompletionForm.objects.get_or_create(
        code="INFO", defaults={"name_kk": "ақпарат", "name_ru": "информация", "name_en": "information note"}
    )
    measure = Measure.objects.create(
        roadmap=roadmap,
        direction=direction,
        number=number,
        number_key=number_key(number),
        title_kk=f"{number} іс-шара",
        title_ru=f"Мероприятие {number}",
        title_en=f"Measure {number}",
        completion_form=form,
        deadline_kk=wording,
        deadline_ru=wording,
        deadline_en=wording,
        deadline_form=deadline.form,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        original_due_on=deadline.due_on,
        source="illustrative",
        source_fields={"title": "illustrative"},
        holds_from=SIGNED,
        updated_at=NOON,
    )
    since = From(on=SIGNED, at=ALWAYS_KNOWN)
    for span in deadline.occurrences:
        dates = {"label": span.label, "starts_on": span.starts_on, "due_on": span.due_on}
        occurrence = Occurrence.objects.create(measure=measure, **dates)
        OccurrenceDates.objects.create(occurrence=occurrence, **dates, from_on=since.on, known_at=since.at)
    for position, agency in enumerate([*leads, *co]):
        Executor.objects.create(
            measure=measure,
            party=Party.objects.get(roadmap=roadmap, region=agency.region),
            region=agency.region,
            agency=agency,
            role="lead" if agency in leads else "co",
            position=position,
            from_on=since.on,
            known_at=since.at,
        )
    state_text(measure, since)
    refresh_words([measure.pk], today=NOON.date())
    now.rebuild([measure.pk], today=NOON.date())
    measure.refresh_from_db()
    return measure


def act_of(user: User | None, at: dt.datetime = NOON) -> Act:
    return Act(by=user, at=at, origin="api", request_id="test")


WHOLE: dict[str, Any] = {
    "stands_on": dt.date(2024, 7, 1),
    "status": "in_progress",
    "progress": 40,
    "summary": "Жұмыс жүріп жатыр.",
    "language": "kk",
    "signatory_post": "басқарма басшысы",
    "signatory_name": "А. Сериков",
}


def write_report(by: User, measure: Measure, *, at: dt.datetime = NOON, **values: Any) -> Report:
    """Write and submit a whole report on a measure's only (or the `occurrence` given) period."""
    occurrence = values.pop("occurrence", None)
    draft = reporting.start_report(
        act_of(by, at), measure_id=measure.pk, occurrence=occurrence, values={**WHOLE, **values}
    )
    return reporting.submit_report(act_of(by, at), report_id=draft.pk, seen_version=draft.version)


def accept(by: User, report: Report, *, at: dt.datetime = NOON) -> Report:
    return reporting.accept_report(act_of(by, at), report_id=report.pk, seen_version=report.version)


@pytest.fixture
def aktobe(db: None) -> Region:
    return make_region("aktobe", "KZ", "Asia/Aqtobe", "kk")


@pytest.fixture
def orenburg(db: None) -> Region:
    return make_region("orenburg", "RU", "Asia/Yekaterinburg", "ru")


@pytest.fixture
def transport(aktobe: Region) -> Agency:
    return make_agency(aktobe, "AKT-TRN", name_kk="Ақтөбе облысының жолаушылар көлігі басқармасы")


@pytest.fixture
def culture(aktobe: Region) -> Agency:
    return make_agency(aktobe, "AKT-CUL")


@pytest.fixture
def roads(orenburg: Region) -> Agency:
    return make_agency(orenburg, "ORB-ROAD", name_ru="Министерство дорожного хозяйства")


@pytest.fixture
def economy(orenburg: Region) -> Agency:
    return make_agency(orenburg, "ORB-ECO")


@pytest.fixture
def aktobe_executor(aktobe: Region, transport: Agency) -> User:
    return make_user("aktobe-executor", Role.EXECUTOR, aktobe, transport)


@pytest.fixture
def aktobe_coordinator(aktobe: Region) -> User:
    return make_user("aktobe-coordinator", Role.COORDINATOR, aktobe)


@pytest.fixture
def aktobe_admin(aktobe: Region) -> User:
    return make_user("aktobe-admin", Role.ADMINISTRATOR, aktobe)


@pytest.fixture
def orenburg_executor(orenburg: Region, roads: Agency) -> User:
    return make_user("orenburg-executor", Role.EXECUTOR, orenburg, roads)


@pytest.fixture
def orenburg_coordinator(orenburg: Region) -> User:
    return make_user("orenburg-coordinator", Role.COORDINATOR, orenburg)


@pytest.fixture
def orenburg_admin(orenburg: Region) -> User:
    return make_user("orenburg-admin", Role.ADMINISTRATOR, orenburg)


@pytest.fixture
def analyst(db: None) -> User:
    return make_user("analyst", Role.READER, None)


@pytest.fixture
def operator(db: None) -> User:
    return make_user("operator", Role.OPERATOR, None)


@pytest.fixture
def plan(transport: Agency, culture: Agency, roads: Agency, economy: Agency) -> Plan:
    """5.1 due on 31 December 2025, 1.1 annual, 2.1 the whole term, 5.4 as needed, 4.2 a quarter that is past."""
    agencies = (transport, culture, roads, economy)
    is_first = not Roadmap.objects.exists() and not CompletionForm.objects.exists()
    if is_first and PLAN_AS_BUILT:
        put_back(agencies)
    else:
        build_plan(*agencies)
        if is_first:
            PLAN_AS_BUILT.update(rows_of_plan())
    roadmap = Roadmap.objects.get(code=PLAN_CODE)
    return Plan(roadmap, {measure.number: measure for measure in roadmap.measures.order_by("pk")})


def build_plan(transport: Agency, culture: Agency, roads: Agency, economy: Agency) -> None:
    """Build the small plan measure by measure."""
    roadmap = make_roadmap(PLAN_CODE, [transport.region, roads.region])
    leads = [transport, roads]
    make_measure(roadmap, "5.1", "до 31 декабря 2025 года", leads, culture)
    make_measure(roadmap, "1.1", "ежегодно", [culture, economy])
    make_measure(roadmap, "2.1", "постоянно", leads)
    make_measure(roadmap, "5.4", "по мере необходимости", leads)
    make_measure(roadmap, "4.2", "II квартал 2024 года", leads, economy)


def rows_of_plan() -> dict[type[Any], list[Any]]:
    """Return the rows of the tables that a plan is made of, with what its regions and agencies are called."""
    return {model: list(model._base_manager.order_by("pk")) for model in TABLES_OF_PLAN}


def put_back(agencies: Iterable[Agency]) -> None:
    """Write the plan as it was built for an earlier test of this process: one statement a table instead of hundreds.

    Its rows keep their numbers, and sequences go on after them; regions and agencies are this test's.
    """
    found = {(type(one), one.code): one.pk for agency in agencies for one in (agency, agency.region)}
    with transaction.atomic(), connection.cursor() as cursor:
        for model in TABLES_OF_PLAN[2:]:
            sql, values, places = statement_of(model, PLAN_AS_BUILT[model])
            for position, place in places.items():
                values[position] = found.get(place)
            cursor.execute(sql, values)
        if behind := connection.ops.sequence_reset_sql(no_style(), TABLES_OF_PLAN[2:]):
            cursor.execute("".join(behind))


def statement_of(model: type[Any], rows: list[Any]) -> tuple[str, list[Any], dict[int, tuple[type[Any], str]]]:
    """Return the statement that writes rows, its values, and which of them name a region or an agency."""
    if model not in STATEMENTS:
        codes = {(kind, row.pk): (kind, row.code) for kind in TABLES_OF_PLAN[:2] for row in PLAN_AS_BUILT[kind]}
        fields = model._meta.concrete_fields
        row_of = f"({', '.join(['%s'] * len(fields))})"
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        STATEMENTS[model] = (
            f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {', '.join([row_of] * len(rows))}",  # noqa: S608 -- names of tables and columns
            [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields],
            {
                row_at * len(fields) + at: codes[field.related_model, value]
                for row_at, row in enumerate(rows)
                for at, field in enumerate(fields)
                if field.related_model in TABLES_OF_PLAN[:2] and (value := getattr(row, field.attname)) is not None
            },
        )
    return STATEMENTS[model]


@pytest.fixture
def draft_report(plan: Plan, aktobe_executor: User) -> Report:
    return reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values=WHOLE)


@pytest.fixture
def submitted(plan: Plan, aktobe_executor: User) -> Report:
    return write_report(aktobe_executor, plan["5.1"])


@pytest.fixture
def accepted(submitted: Report, aktobe_coordinator: User) -> Report:
    return accept(aktobe_coordinator, submitted)
