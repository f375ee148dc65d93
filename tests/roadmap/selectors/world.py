"""A small world of rows for the reads: two Parties, their agencies, a road map, measures, reports.

Rows are written as plain facts, without the services; `settle` then brings the projection up to date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from accounts.audit import Act, record
from accounts.models import Agency, AgencyFact, Region, User
from accounts.roles import Role
from roadmap.models import (
    CompletionForm,
    Direction,
    Executor,
    Measure,
    MeasureText,
    Occurrence,
    OccurrenceDates,
    Party,
    PartyFact,
    Report,
    Roadmap,
    Settlement,
    Standing,
)
from roadmap.rules.facts import ALWAYS_KNOWN, ALWAYS_ON
from roadmap.rules.numbers import number_key
from roadmap.rules.words import words_of
from roadmap.services.now import rebuild
from roadmap.services.words import names_of, texts_of

START, END = date(2023, 1, 1), date(2025, 12, 31)
TODAY = date(2025, 7, 15)
NOW = datetime(2025, 7, 15, 9, 0, tzinfo=UTC)
CODE = "AKT-ORB-2023-2025"
Span = tuple[str, date, date]


def at(day: date, hour: int = 12) -> datetime:
    """Return a moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class World:
    """The rows, by their codes; methods add more."""

    regions: dict[str, Region] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    roadmaps: dict[str, Roadmap] = field(default_factory=dict)
    parties: dict[tuple[str, str], Party] = field(default_factory=dict)

    def region(self, code: str, timezone: str, country: str = "KZ") -> Region:
        names = {f"name_{language}": f"{code.title()} {language}" for language in ("kk", "ru", "en")}
        made = Region.objects.create(code=code, timezone=timezone, country=country, language="ru", **names)
        self.regions[code] = made
        return made

    def agency(self, code: str, region: str, name: str = "") -> Agency:
        names = {f"name_{language}": f"{name or code} {language}" for language in ("kk", "ru", "en")}
        made = Agency.objects.create(code=code, region=self.regions[region], level="regional", **names)
        AgencyFact.objects.create(agency=made, level="regional", from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN, **names)
        self.agencies[code] = made
        return made

    def person(self, username: str, role: str, region: str | None = None, agency: str | None = None) -> User:
        made = User.objects.create_user(
            username,
            f"{username}@example.org",
            name=username.replace("-", " ").title(),
            role=role,
            region=self.regions[region] if region else None,
            agency=self.agencies[agency] if agency else None,
        )
        self.people[username] = made
        return made

    def roadmap(self, code: str = CODE, state: str = "in_force", cycle: str = "quarterly") -> Roadmap:
        texts = {
            f"{name}_{language}": f"{name} {language}"
            for name in ("title", "short_title", "disclaimer")
            for language in ("kk", "ru", "en")
        }
        made = Roadmap.objects.create(code=code, state=state, starts_on=START, ends_on=END, **texts)
        self.roadmaps[code] = made
        for region in self.regions.values():
            party = Party.objects.create(roadmap=made, region=region, cycle=cycle, days_after=10)
            PartyFact.objects.create(party=party, cycle=cycle, days_after=10, from_on=ALWAYS_ON, known_at=ALWAYS_KNOWN)
            self.parties[code, region.code] = party
        for number in (1, 2):
            Direction.objects.create(
                roadmap=made, number=number, code=f"D{number}", name_kk="бағыт", name_ru="раздел", name_en="section"
            )
        return made

    def measure(
        self,
        number: str,
        *,
        roadmap: str = CODE,
        direction: int = 1,
        title: str = "Обмен опытом",
        form: str = "fixed_date",
        spans: Sequence[Span] = (("1", START, END),),
        leads: Mapping[str, str] | None = None,
        co: Sequence[str] = (),
        cancelled: bool = False,
        source: str = "article",
        from_on: date = START,
        known_at: datetime = ALWAYS_KNOWN,
    ) -> Measure:
        document = self.roadmaps[roadmap]
        completion, _made = CompletionForm.objects.get_or_create(
            code="ACT", defaults={"name_kk": "акт", "name_ru": "акт", "name_en": "act"}
        )
        made = Measure.objects.create(
            roadmap=document,
            direction=Direction.objects.get(roadmap=document, number=direction),
            number=number,
            number_key=number_key(number),
            title_kk=f"{title} қазақша",
            title_ru=title,
            title_en=f"{title} in English",
            completion_form=completion,
            deadline_kk="2025 жылғы 31 желтоқсанға дейін",
            deadline_ru="до 31 декабря 2025 года",
            deadline_en="by 31 December 2025",
            deadline_form=form,
            starts_on=min(span[1] for span in spans),
            due_on=max(span[2] for span in spans),
            original_due_on=max(span[2] for span in spans),
            is_cancelled=cancelled,
            source=source,
            source_fields={"title": source},
            provenance={"ref": "F1"},
            holds_from=from_on,
            updated_at=at(START),
        )
        for label, starts_on, due_on in spans:
            self.occurrence(made, label, starts_on, due_on, from_on=from_on, known_at=known_at)
        for region, agency in (leads if leads is not None else self.first_agencies()).items():
            self.executor(made, region, agency, from_on=from_on, known_at=known_at)
        for agency in co:
            region = self.agencies[agency].region.code
            self.executor(made, region, agency, role="co", from_on=from_on, known_at=known_at)
        self.text(made, from_on=from_on, known_at=known_at)
        return made

    def first_agencies(self) -> dict[str, str]:
        """Return each region's first agency."""
        found: dict[str, str] = {}
        for code, agency in self.agencies.items():
            found.setdefault(agency.region.code, code)
        return found

    def text(self, measure: Measure, *, from_on: date, known_at: datetime) -> MeasureText:
        """Write the measure's columns down as a dated text, and its words."""
        agencies = [row.agency for row in Executor.objects.filter(measure=measure).select_related("agency")]
        measure.words = words_of(measure.number, *texts_of(measure), *names_of(agencies))
        measure.save()
        names = [item.name for item in MeasureText._meta.fields if hasattr(measure, item.name)]
        columns = {name: getattr(measure, name) for name in names if name not in {"id", "measure"}}
        return MeasureText.objects.create(measure=measure, **columns, from_on=from_on, known_at=known_at)

    def occurrence(
        self, measure: Measure, label: str, starts_on: date, due_on: date, *, from_on: date, known_at: datetime
    ) -> Occurrence:
        made = Occurrence.objects.create(measure=measure, label=label, starts_on=starts_on, due_on=due_on)
        OccurrenceDates.objects.create(
            occurrence=made, label=label, starts_on=starts_on, due_on=due_on, from_on=from_on, known_at=known_at
        )
        for party in Party.objects.filter(roadmap=measure.roadmap_id):
            Standing.objects.create(occurrence=made, measure=measure, party=party, region_id=party.region_id)
        return made

    def executor(
        self,
        measure: Measure,
        region: str,
        agency: str,
        *,
        role: str = "lead",
        from_on: date = START,
        known_at: datetime = ALWAYS_KNOWN,
        by_agreement: bool = False,
    ) -> Executor:
        return Executor.objects.create(
            measure=measure,
            party=self.parties[measure.roadmap.code, region],
            region=self.regions[region],
            agency=self.agencies[agency],
            role=role,
            by_agreement=by_agreement,
            position=Executor.objects.filter(measure=measure).count(),
            from_on=from_on,
            known_at=known_at,
        )

    def report(
        self,
        measure: Measure,
        region: str,
        status: str = "in_progress",
        progress: int = 50,
        *,
        stands_on: date = date(2025, 6, 30),
        accepted_at: datetime | None = None,
        label: str | None = None,
        state: str = "accepted",
        at_risk: bool = False,
        reason: str = "",
        supersedes: Report | None = None,
        summary: str = "Работа идёт",
        agency: str | None = None,
    ) -> Report:
        """Write a report, by default an accepted one."""
        occurrences = Occurrence.objects.filter(measure=measure).order_by("starts_on", "id")
        occurrence = occurrences.get(label=label) if label else occurrences[0]
        standing = Standing.objects.get(occurrence=occurrence, region=self.regions[region])
        moment = accepted_at or at(stands_on + timedelta(days=5))
        accepted = state == "accepted"
        made = Report.objects.create(
            standing=standing,
            occurrence=occurrence,
            measure=measure,
            region=self.regions[region],
            agency=self.agencies[agency or self.first_agencies()[region]],
            author=self.people[f"{region}-executor"],
            state=state,
            stands_on=stands_on,
            status=status,
            progress=progress,
            at_risk=at_risk,
            reason=reason,
            summary=summary,
            language="ru",
            supersedes=supersedes,
            words=words_of(summary),
            created_at=moment,
            updated_at=moment,
            submitted_at=moment,
            accepted_at=moment if accepted else None,
            accepted_by=self.people[f"{region}-coordinator"] if accepted else None,
        )
        if supersedes is not None and accepted:
            Report.objects.filter(pk=supersedes.pk).update(superseded_at=moment)
        return made

    def settlement(
        self, measure: Measure, status: str, *, protocol_date: date, confirmed_at: datetime, label: str | None = None
    ) -> Settlement:
        """Write a confirmed settlement; of several, the newest last."""
        occurrences = Occurrence.objects.filter(measure=measure).order_by("starts_on", "id")
        occurrence = occurrences.get(label=label) if label else occurrences[0]
        first, second = list(self.regions.values())[:2]
        made = Settlement.objects.create(
            roadmap=measure.roadmap,
            measure=measure,
            occurrence=occurrence,
            state="in_effect",
            status=status,
            text="Согласовано",
            protocol_number="1",
            protocol_date=protocol_date,
            proposed_by=first,
            proposed_at=confirmed_at,
            decided_by=second,
            decided_at=confirmed_at,
            confirmed_at=confirmed_at,
        )
        occurrence.settled_status, occurrence.settled_at = made.status, made.confirmed_at
        occurrence.save()
        return made

    def settle(self, today: date = TODAY) -> None:
        """Bring the projection up to date, and move the ledger as a service would."""
        rebuild(Measure.objects.values_list("pk", flat=True), today=today)
        record(Act(by=None, at=NOW), action="test.write", target="test")


def two_parties() -> World:
    """Return the usual world, with a person of each role and no measure yet."""
    world = World()
    world.region("aktobe", "Asia/Aqtobe")
    world.region("orenburg", "Asia/Yekaterinburg", "RU")
    for region, prefix in (("aktobe", "AKT"), ("orenburg", "ORB")):
        world.agency(f"{prefix}-TRN", region, "Управление транспорта")
        world.agency(f"{prefix}-KAZ", region, "КазАвтоЖол")
        world.person(f"{region}-executor", Role.EXECUTOR, region, f"{prefix}-TRN")
        world.person(f"{region}-coordinator", Role.COORDINATOR, region)
        world.person(f"{region}-admin", Role.ADMINISTRATOR, region)
    world.person("analyst", Role.READER)
    world.person("operator", Role.OPERATOR)
    world.roadmap()
    return world
