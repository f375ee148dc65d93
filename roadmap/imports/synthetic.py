"""A large synthetic road map for benchmarks: many rows at once, computed by the same rules (performance.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from django.db import transaction

from accounts.audit import Act
from accounts.models import Agency, AgencyFact, Region, User
from accounts.roles import AgencyLevel, Role
from roadmap.choices import Cycle, ExecutorRole, RoadmapState, SourceKind
from roadmap.imports.synthetic_rows import BATCH, TERM, Crew, Rows, compute, write_reports
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
    Roadmap,
    Standing,
)
from roadmap.rules.deadlines import Deadline, read_deadline
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.rules.numbers import number_key
from roadmap.rules.words import words_of
from roadmap.services.ledger import Changed, finish
from roadmap.services.texts import TEXT_COLUMNS

REGIONS = (("aktobe", "Asia/Aqtobe", "KZ", "kk"), ("orenburg", "Asia/Yekaterinburg", "RU", "ru"))
AGENCIES_A_REGION = 20
DIRECTIONS = 13
# wordings in Kazakh, Russian and English, and how often each occurs
WORDINGS: tuple[tuple[int, tuple[str, str, str]], ...] = (
    (40, ("2024 жылғы 1 шілдеге дейін", "до 1 июля 2024 года", "by 1 July 2024")),
    (15, ("2025 жылғы 31 желтоқсанға дейін", "до 31 декабря 2025 года", "by 31 December 2025")),
    (25, ("жыл сайын", "ежегодно", "annually")),
    (8, ("жарты жылда бір рет", "один раз в полугодие", "once every half-year")),
    (2, ("тоқсан сайын", "ежеквартально", "quarterly")),
    (7, ("қолданылу мерзімі ішінде", "в течение срока действия", "throughout the term")),
    (3, ("қажеттілігіне қарай", "по мере необходимости", "as needed")),
)
SUBJECTS = (
    ("тәжірибе алмасу", "обмену опытом", "exchange of experience"),
    ("бірлескен көрме", "совместной выставке", "a joint exhibition"),
    ("жол жөндеу", "ремонту дороги", "repair of a road"),
    ("студенттер тағылымдамасы", "стажировке студентов", "an internship of students"),
    ("өзен мониторингі", "мониторингу реки", "monitoring of a river"),
    ("мәдениет күндері", "дням культуры", "days of culture"),
    ("бизнес-форум", "бизнес-форуму", "a business forum"),
    ("өткізу пункті", "пункту пропуска", "a border checkpoint"),
)


@dataclass(frozen=True)
class Amount:
    """How much to make."""

    measures: int
    reports: int


@dataclass
class _World:
    """What all synthetic measures share."""

    roadmap: Roadmap
    parties: list[Party]
    directions: list[Direction]
    form: CompletionForm
    crew: Crew


@transaction.atomic
def load_synthetic(amount: Amount, *, at: datetime, seed: int = 1) -> Roadmap:
    """Make a road map in force of so many measures with so many accepted reports, marked as demo.

    The same numbers and seed make the same rows. Reports are spread evenly over the standings.
    """
    chance = Random(seed)  # noqa: S311 -- benchmarks need the same rows each time, not secrets
    world = _world(chance, at)
    rows, written = Rows(), 0
    for first in range(0, amount.measures, BATCH):
        last = min(first + BATCH, amount.measures)
        for place in range(first, last):
            _measure(world, place, rows, at)
        share = amount.reports * last // amount.measures - written
        write_reports(world.crew, rows, share)
        written += share
        compute(rows)
        rows.save()
    rows.end()
    finish(
        Act(by=None, at=at),
        action="roadmap.synthetic",
        target=f"roadmap:{world.roadmap.code}",
        after={"measures": amount.measures, "reports": amount.reports},
        changed=(Changed("roadmap", world.roadmap.code, "created"),),
    )
    return world.roadmap


def _world(chance: Random, at: datetime) -> _World:
    place = Roadmap.objects.filter(code__startswith="SYNTHETIC-").count() + 1
    regions = [_region(*columns) for columns in REGIONS]
    title = {f"title_{code}": f"Synthetic road map {place}" for code in ("kk", "ru", "en")}
    short = {f"short_{name}": text for name, text in title.items()}
    roadmap = Roadmap.objects.create(
        code=f"SYNTHETIC-{place}",
        state=RoadmapState.IN_FORCE,
        starts_on=TERM.starts_on,
        ends_on=TERM.ends_on,
        source=SourceKind.ILLUSTRATIVE,
        in_force_at=at,
        **title,
        **short,
    )
    form, _made = CompletionForm.objects.get_or_create(
        code="ACT", defaults={"name_kk": "акт", "name_ru": "акт", "name_en": "act"}
    )
    numbers = range(1, DIRECTIONS + 1)
    return _World(
        roadmap=roadmap,
        parties=[_party(roadmap, region) for region in regions],
        directions=[_direction(roadmap, number) for number in numbers],
        form=form,
        crew=Crew(
            agencies={region.pk: _agencies(region, place) for region in regions},
            authors={region.pk: _authors(region, place) for region in regions},
            chance=chance,
        ),
    )


def _region(code: str, timezone: str, country: str, language: str) -> Region:
    names = {f"name_{one}": code.title() for one in ("kk", "ru", "en")}
    columns = {"timezone": timezone, "country": country, "language": language, **names}
    return Region.objects.get_or_create(code=code, defaults=columns)[0]


def _party(roadmap: Roadmap, region: Region) -> Party:
    party = Party.objects.create(roadmap=roadmap, region=region, cycle=Cycle.QUARTERLY, days_after=15)
    PartyFact.objects.create(
        party=party, cycle=party.cycle, days_after=party.days_after, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN
    )
    return party


def _direction(roadmap: Roadmap, number: int) -> Direction:
    return Direction.objects.create(
        roadmap=roadmap,
        number=number,
        code=f"SYNTHETIC-{number}",
        name_kk=f"Бағыт {number}",
        name_ru=f"Направление {number}",
        name_en=f"Direction {number}",
        source=SourceKind.ILLUSTRATIVE,
    )


def _agencies(region: Region, place: int) -> list[Agency]:
    made = []
    for number in range(1, AGENCIES_A_REGION + 1):
        names = {
            "name_kk": f"{number}-басқарма",
            "name_ru": f"Управление № {number}",
            "name_en": f"Department {number}",
        }
        agency = Agency.objects.create(
            region=region,
            code=f"S{place}-{region.code[:3].upper()}-{number}",
            level=AgencyLevel.REGIONAL,
            source=SourceKind.ILLUSTRATIVE,
            **names,
        )
        AgencyFact.objects.create(agency=agency, level=agency.level, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN, **names)
        made.append(agency)
    return made


def _authors(region: Region, place: int) -> tuple[User, User]:
    """Return one who wrote and one who accepted all synthetic reports of a region; neither can sign in."""
    made = []
    for role in ("writer", "reader"):
        name = f"synthetic-{place}-{region.code}-{role}"
        made.append(
            User.objects.create_user(
                name, f"{name}@example.invalid", name=name, role=Role.COORDINATOR, region=region, is_active=False
            )
        )
    return made[0], made[1]


def _measure(world: _World, place: int, rows: Rows, at: datetime) -> None:
    chance = world.crew.chance
    direction = world.directions[place % DIRECTIONS]
    number = f"{direction.number}.{place // DIRECTIONS // 1000 + 1}.{place // DIRECTIONS % 1000 + 1}"
    wording = chance.choices([texts for _weight, texts in WORDINGS], [weight for weight, _texts in WORDINGS])[0]
    deadline = _deadline(wording[1])
    subject = chance.choice(SUBJECTS)
    measure = rows.add(
        Measure,
        roadmap=world.roadmap,
        direction=direction,
        number=number,
        number_key=number_key(number),
        title_kk=f"{place + 1} ауданда {subject[0]} жөніндегі жұмыс",
        title_ru=f"Работа по {subject[1]} в районе {place + 1}",
        title_en=f"Work on {subject[2]} in district {place + 1}",
        completion_form=world.form,
        deadline_kk=wording[0],
        deadline_ru=wording[1],
        deadline_en=wording[2],
        deadline_form=deadline.form,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        original_due_on=deadline.due_on,
        is_cancelled=chance.random() < 0.01,  # noqa: PLR2004 -- one of a hundred
        source=SourceKind.ILLUSTRATIVE,
        source_fields={"title": "illustrative", "deadline": "illustrative"},
        holds_from=TERM.starts_on,
        updated_at=at - timedelta(minutes=place % 500_000),
    )
    team = _executors(world, measure, rows)
    titles = [getattr(measure, f"{name}_{code}") for name in ("title", "deadline") for code in ("kk", "ru", "en")]
    names = [text for one in team for text in (one.code, one.name_kk, one.name_ru, one.name_en)]
    measure.words = words_of(number, *titles, *names)
    columns = {name: getattr(measure, name) for name in TEXT_COLUMNS}
    since = {"from_on": TERM.starts_on, "known_at": ALWAYS_KNOWN}
    rows.add(MeasureText, measure=measure, **columns, words=measure.words, **since)
    for span in deadline.occurrences:
        dated = {"label": span.label, "starts_on": span.starts_on, "due_on": span.due_on}
        occurrence = rows.add(Occurrence, measure=measure, **dated)
        rows.add(OccurrenceDates, occurrence=occurrence, **dated, **since)
        for party in world.parties:
            rows.add(Standing, occurrence=occurrence, measure=measure, party=party, region=party.region)


@cache
def _deadline(wording: str) -> Deadline:
    return read_deadline(wording, term=TERM)


def _executors(world: _World, measure: Measure, rows: Rows) -> list[Agency]:
    """Give each Party a lead, and every other one a co-executor; return all of them."""
    team = []
    for party in world.parties:
        members = world.crew.chance.sample(world.crew.agencies[party.region_id], 1 + world.crew.chance.randrange(2))
        for position, agency in enumerate(members):
            rows.add(
                Executor,
                measure=measure,
                party=party,
                region=party.region,
                agency=agency,
                role=ExecutorRole.CO if position else ExecutorRole.LEAD,
                by_agreement=bool(position),
                position=position,
                from_on=TERM.starts_on,
                known_at=ALWAYS_KNOWN,
            )
        co = [one.code for one in members[1:]]
        rows.add(
            MeasureSide,
            measure=measure,
            region=party.region,
            lead=members[0],
            lead_code=members[0].code,
            co=co,
            by_agreement=co,
        )
        team.extend(members)
    return team
