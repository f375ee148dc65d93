"""Random legal moves by both Parties, and what holds after each (rules.md §3–§6, §8).

`MOVES_EXAMPLES` and `MOVES_STEPS` in the environment make the walk longer: many stories, many moves.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import AuditEntry, User
from accounts.roles import Role
from accounts.services import places
from roadmap.choices import RECURRING_FORMS, Agreement, Cycle, PeriodState, ProposalState, ReportState
from roadmap.errors import InvalidInput, RuleBroken
from roadmap.models import Amendment, Change, Occurrence, PeriodClose, Report, Settlement
from roadmap.rules.periods import reporting_periods
from roadmap.selectors import names
from roadmap.selectors import reference as small_tables
from roadmap.services import amending, closing, executors, parties, reporting, settling
from roadmap.services.amending import ChangeRequest
from roadmap.services.executors import Team
from roadmap.services.now import term_of
from tests.cast import WHOLE, Plan, act_of, make_user
from tests.roadmap.answers import accepted_words, answers, check_invariants, check_unchanged, question

EXAMPLES = int(os.environ.get("MOVES_EXAMPLES", "3"))
STEPS = int(os.environ.get("MOVES_STEPS", "14"))
REFUSALS = (RuleBroken, InvalidInput, PermissionDenied)
SIDES = ("aktobe", "orenburg")
OTHER = {"aktobe": "orenburg", "orenburg": "aktobe"}
NUMBERS = ("5.1", "1.1", "2.1", "5.4", "4.2")
PROGRESS = {"not_started": 0, "in_progress": 45, "done": 100, "not_done": 30}
WORDINGS = (
    {"kk": "2025 жылғы 30 маусымға дейін", "ru": "до 30 июня 2025 года", "en": "by 30 June 2025"},
    {"kk": "жыл сайын", "ru": "ежегодно", "en": "annually"},
    {"kk": "жарты жылда бір рет", "ru": "один раз в полугодие", "en": "once every half-year"},
    {"kk": "тоқсан сайын", "ru": "ежеквартально", "en": "quarterly"},
    {"kk": "тұрақты", "ru": "постоянно", "en": "continuously"},
    {"kk": "2024 жылғы IV тоқсан", "ru": "IV квартал 2024 года", "en": "Q4 2024"},
)
LEADS = {"aktobe": ("AKT-TRN", "AKT-CUL"), "orenburg": ("ORB-ROAD", "ORB-ECO")}

sides, numbers = st.sampled_from(SIDES), st.sampled_from(NUMBERS)
backs = st.integers(0, 120)
picks = st.integers(0, 7)
shifts = st.integers(-40, 60)


class Moves(RuleBasedStateMachine):
    """Both Parties at work; every example begins with the small road map as signed."""

    plan: ClassVar[Plan]
    writers: ClassVar[dict[str, User]]
    deciders: ClassVar[dict[str, User]]
    administrator: ClassVar[User]
    analyst: ClassVar[User]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = dt.datetime(2023, 6, 1, 9, tzinfo=dt.UTC)
        self.words: dict[int, Any] = {}
        self.told: list[tuple[dt.date, dt.datetime, dict[str, Any]]] = []
        self._forget()

    def teardown(self) -> None:
        """Ask all that was answered once again, then take this story's moves back."""
        try:
            for told in self.told:
                self.ask_again(told)
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)
            self._forget()

    @initialize()
    def begin(self) -> None:
        """Remember the first day."""
        self.remember()

    # Time

    @rule(days=st.integers(1, 75))
    def days_pass(self, days: int) -> None:
        self.now = min(self.now + dt.timedelta(days=days), dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC))

    @rule()
    def remember(self) -> None:
        """Keep what is answered now, to be asked again later."""
        self.told.append((self.today, self.now, answers(question(self.analyst, self.today, as_of=self.today))))
        self.now += dt.timedelta(seconds=1)

    # Reports

    @rule(
        side=sides,
        number=numbers,
        pick=picks,
        back=backs,
        status=st.sampled_from([*PROGRESS, "in_progress"]),
        risk=st.booleans(),
    )
    def report(self, side: str, number: str, pick: int, back: int, status: str, risk: bool) -> None:
        values = {
            **WHOLE,
            "stands_on": self.today - dt.timedelta(days=back),
            "status": status,
            "progress": PROGRESS[status],
            "at_risk": risk,
            "reason": "financing",
        }
        live = Occurrence.objects.filter(measure=self.plan[number], is_retired=False).order_by("starts_on", "pk")
        label = live[pick % live.count()].label if live else "1"
        self.move(partial(self.write, side, number, label, values, decided=back % 3))

    @rule(side=sides, pick=picks)
    def decide(self, side: str, pick: int) -> None:
        waiting = Report.objects.filter(state=ReportState.SUBMITTED, region__code=side).order_by("pk")
        if waiting:
            report = waiting[pick % waiting.count()]
            self.move(partial(self.accept, side, report))

    @rule(side=sides, pick=picks, status=st.sampled_from(list(PROGRESS)), back=backs)
    def correct(self, side: str, pick: int, status: str, back: int) -> None:
        wrong = Report.objects.accepted().filter(superseded_at=None, region__code=side).order_by("pk")
        if not wrong:
            return
        report = wrong[pick % wrong.count()]
        values = {
            **WHOLE,
            "stands_on": self.today - dt.timedelta(days=back),
            "status": status,
            "progress": PROGRESS[status],
            "reason": "procurement",
            "correction_reason": "Қате",
        }
        label = report.occurrence.label
        self.move(partial(self.write, side, report.measure.number, label, values, decided=0, supersedes_id=report.pk))

    # Agreements

    @rule(side=sides, pick=picks, status=st.sampled_from(list(PROGRESS)))
    def propose_settlement(self, side: str, pick: int, status: str) -> None:
        rows = Occurrence.objects.filter(agreement=Agreement.DIVERGING, is_retired=False).order_by("pk")
        if rows:
            row = rows[pick % rows.count()]
            terms: dict[str, Any] = {
                "status": status,
                "text": "Келісті",
                "protocol_number": "1",
                "protocol_date": self.today,
            }
            act = self.act(self.deciders[side])
            propose = settling.propose_settlement
            self.move(partial(propose, act, measure_id=row.measure_id, occurrence=row.label, **terms))

    @rule(side=sides, number=numbers, shift=shifts, field=st.sampled_from(["title", "executors", "cancelled"]))
    def propose_change(self, side: str, number: str, shift: int, field: str) -> None:
        values = {
            "title": dict.fromkeys(("kk", "ru", "en"), f"{number} {self.today}"),
            "executors": {name: {"lead": LEADS[name][shift % 2]} for name in SIDES},
            "cancelled": True,
        }
        self.amend(side, number, shift, field, values[field])

    @rule(side=sides, number=numbers, shift=shifts, wording=st.sampled_from(WORDINGS))
    def propose_deadline(self, side: str, number: str, shift: int, wording: dict[str, str]) -> None:
        self.amend(side, number, shift, "deadline", wording)

    @rule(side=sides)
    def propose_close(self, side: str) -> None:
        closed = PeriodClose.objects.exclude(state__in=[PeriodState.DECLINED, PeriodState.WITHDRAWN])
        done = set(closed.values_list("period", flat=True))
        periods = reporting_periods(Cycle.QUARTERLY, term_of(self.plan.roadmap))
        open_ones = [one.code for one in periods if one.code not in done]
        if open_ones:
            values: dict[str, Any] = {"roadmap_code": self.plan.roadmap.code, "period": open_ones[0]}
            self.move(partial(closing.propose_close, self.act(self.deciders[side]), **values))

    @rule(model=st.sampled_from([Settlement, Amendment, PeriodClose]), declined=st.integers(0, 4))
    def answer(self, model: Any, declined: int) -> None:
        """The other Party confirms what waits, or now and then declines it."""
        row = model.objects.filter(state=ProposalState.PROPOSED).order_by("pk").first()
        if row is None:
            return
        act = self.act(self.deciders[OTHER[row.proposed_by.code]])
        verb = "decline" if declined == 0 else "confirm"
        module, name = {
            Settlement: (settling, "settlement"),
            Amendment: (amending, "amendment"),
            PeriodClose: (closing, "close"),
        }[model]
        key = {"period_id" if name == "close" else f"{name}_id": row.pk, "seen_version": row.version}
        reason = {"reason": "Рано"} if verb == "decline" else {}
        self.move(partial(getattr(module, f"{verb}_{name}"), act, **key, **reason))

    # The own side

    @rule(side=sides, number=numbers, pick=picks)
    def change_own_executors(self, side: str, number: str, pick: int) -> None:
        lead = LEADS[side][pick % 2]
        measure = self.plan[number]
        change = executors.change_own_executors
        act = self.act(self.deciders[side])
        self.move(partial(change, act, measure_id=measure.pk, seen_version=measure.version, team=Team(lead)))

    @rule(side=sides, cycle=st.sampled_from(["quarterly", "half_yearly", "yearly"]), days=st.integers(0, 40))
    def change_cycle(self, side: str, cycle: str, days: int) -> None:
        party = self.plan.roadmap.parties.get(region__code=side)
        act, code = self.act(self.deciders[side]), self.plan.roadmap.code
        values: dict[str, Any] = {"seen_version": party.version, "cycle": cycle, "days_after": days}
        self.move(partial(parties.change_party, act, roadmap_code=code, region_code=side, **values))

    @rule(name=st.sampled_from(["Мекеме", "Басқарма"]))
    def rename_agency(self, name: str) -> None:
        version = self.administrator.region.agencies.get(code="AKT-TRN").version  # type: ignore[union-attr]
        values: dict[str, Any] = {"code": "AKT-TRN", "seen_version": version, "values": {"name_kk": name}}
        self.move(partial(places.change_agency, self.act(self.administrator), **values))

    # What holds after each move

    @invariant()
    def what_is_accepted_never_changes(self) -> None:
        words = accepted_words()
        check_unchanged(self.words.items(), words)
        self.words = words

    @invariant()
    def everything_agrees(self) -> None:
        check_invariants(self.analyst, self.today)

    @invariant()
    def one_day_of_the_past_answers_as_it_did(self) -> None:
        if self.told:
            self.ask_again(self.told[len(self.words) % len(self.told)])

    @invariant()
    def every_measure_that_recurs_keeps_its_reported_periods(self) -> None:
        reported = Report.objects.filter(occurrence__is_retired=True, measure__deadline_form__in=RECURRING_FORMS)
        assert not reported.exists()

    # Means

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def act(self, by: User) -> Any:
        return act_of(by, self.now)

    def move(self, call: Callable[[], object]) -> None:
        """Make a move, if it is legal: one audit entry; a refused one writes nothing."""
        before = (AuditEntry.objects.count(), Change.objects.count())
        try:
            with transaction.atomic():
                call()
        except REFUSALS:
            assert (AuditEntry.objects.count(), Change.objects.count()) == before
        else:
            assert AuditEntry.objects.count() > before[0]
        self.now += dt.timedelta(seconds=1)

    def write(
        self, side: str, number: str, label: str, values: dict[str, Any], *, decided: int, **correction: Any
    ) -> None:
        """Write and submit; mostly also accept at once."""
        act = self.act(self.writers[side])
        draft = reporting.start_report(
            act, measure_id=self.plan[number].pk, occurrence=label, values=values, **correction
        )
        report = reporting.submit_report(act, report_id=draft.pk, seen_version=draft.version)
        if decided < 2:
            self.now += dt.timedelta(seconds=1)
            self.accept(side, report)

    def accept(self, side: str, report: Report) -> None:
        act = self.act(self.deciders[side])
        reporting.accept_report(act, report_id=report.pk, seen_version=report.version)

    def amend(self, side: str, number: str, shift: int, field: str, value: Any) -> None:
        propose = partial(
            amending.propose_amendment,
            self.act(self.deciders[side]),
            roadmap_code=self.plan.roadmap.code,
            protocol_number="1",
            protocol_date=self.today,
            effective_on=self.today + dt.timedelta(days=shift),
            changes=[ChangeRequest(self.plan[number].pk, field, value)],
        )
        self.move(propose)

    def ask_again(self, told: tuple[dt.date, dt.datetime, dict[str, Any]]) -> None:
        day, moment, answered = told
        assert answers(question(self.analyst, self.today, as_of=day, known_on=moment)) == answered

    @staticmethod
    def _forget() -> None:
        small_tables.forget()
        names.forget()


@pytest.fixture
def moves(plan, analyst, aktobe, orenburg, aktobe_admin, aktobe_coordinator, orenburg_coordinator):
    Moves.plan = plan
    Moves.analyst, Moves.administrator = analyst, aktobe_admin
    Moves.deciders = {"aktobe": aktobe_coordinator, "orenburg": orenburg_coordinator}
    Moves.writers = {
        region.code: make_user(f"{region.code}-writer", Role.COORDINATOR, region) for region in (aktobe, orenburg)
    }
    return Moves


@pytest.mark.walk("postgresql")
def test_whatever_the_parties_do_what_was_said_stands(moves):
    run_state_machine_as_test(
        moves,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            print_blob=True,
        ),
    )
