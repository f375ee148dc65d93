"""A world that has one of everything, and can grow: for what must not depend on how much there is."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from accounts.models import Agency, User
from accounts.roles import Role
from accounts.services.tokens import create_token
from roadmap.models import Direction, Measure, Report
from roadmap.services import amending, closing, commenting, evidence, reporting, settling
from roadmap.services.amending import ChangeRequest
from tests.cast import NOON, WHOLE, accept, act_of, make_agency, make_measure, make_roadmap, make_user, write_report

PERIODS = ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4")
CODE = "AKT-ORB-2023-2025"


class Growing:
    """The world; `grow` adds one more of everything, also to the first measure."""

    def __init__(self, leads: list[Agency], people: dict[str, User]) -> None:
        self.leads, self.people, self.size = leads, people, 0
        self.regions = [lead.region for lead in leads]
        self.roadmap = make_roadmap(CODE, self.regions)
        self.first: Measure | None = None

    def grow(self) -> None:
        """Add one of everything."""
        self.size += 1
        at = NOON + dt.timedelta(days=self.size)
        agency = make_agency(self.regions[0], f"GROWN-{self.size}")
        make_user(f"grown-{self.size}", Role.EXECUTOR, self.regions[0], agency)
        make_roadmap(f"GROWN-{self.size}", self.regions, state="draft")
        measure = make_measure(self.roadmap, f"{self.size}.1", "ежегодно", self.leads, agency)
        self.first = self.first or measure
        for one in dict.fromkeys((self.first, measure)):
            self._say(one, at)
        self._agree(measure, at + dt.timedelta(hours=1))
        for person in self.people.values():
            create_token(act_of(person, at), name=f"token {self.size}")

    def _say(self, measure: Measure, at: dt.datetime) -> None:
        """Write accepted reports of both sides, others on their way, with evidence and remarks."""
        is_new = measure.number == f"{self.size}.1"
        done = {"status": "done", "progress": 100} if is_new else {}
        for side, values in (("aktobe", {}), ("orenburg", done)):
            said = self._evident(self.people[f"{side}-executor"], measure, "2024" if is_new else "2025", at, values)
            accept(self.people[f"{side}-coordinator"], said, at=at)
        mine = self.people["aktobe-executor"]
        reporting.start_report(act_of(mine, at), measure_id=measure.pk, occurrence="2025", values=WHOLE)
        write_report(mine, measure, occurrence="2025", at=at)
        back = write_report(mine, measure, occurrence="2025", at=at)
        coordinator = act_of(self.people["aktobe-coordinator"], at)
        reporting.return_report(coordinator, report_id=back.pk, seen_version=back.version, reason="Нет акта")
        for audience in ("own", "both"):
            commenting.add_comment(act_of(mine, at), measure_id=measure.pk, text="Ескерту", audience=audience)

    def _evident(self, by: User, measure: Measure, period: str, at: dt.datetime, values: dict[str, object]) -> Report:
        act = act_of(by, at)
        draft = reporting.start_report(act, measure_id=measure.pk, occurrence=period, values={**WHOLE, **values})
        evidence.attach_file(act, report_id=draft.pk, seen_version=1, name="act.pdf", content=BytesIO(b"%PDF-1.7"))
        evidence.attach_link(act, report_id=draft.pk, seen_version=2, link="https://example.org/act")
        return reporting.submit_report(act, report_id=draft.pk, seen_version=3)

    def _agree(self, measure: Measure, at: dt.datetime) -> None:
        """Propose and confirm a settlement, an amendment and a closing; leave one amendment proposed."""
        first, second = (act_of(self.people[f"{one}-coordinator"], at) for one in ("aktobe", "orenburg"))
        signed: dict[str, Any] = {"protocol_number": str(self.size), "protocol_date": at.date()}
        terms: dict[str, Any] = {
            "measure_id": measure.pk,
            "occurrence": "2024",
            "status": "in_progress",
            "text": "Келісілді",
        }
        settled = settling.propose_settlement(first, **terms, **signed)
        settling.confirm_settlement(second, settlement_id=settled.pk, seen_version=settled.version)
        for confirmed in (True, False):
            title = {code: f"{measure.number} {confirmed} {code}" for code in ("kk", "ru", "en")}
            amended = amending.propose_amendment(
                first,
                roadmap_code=CODE,
                effective_on=at.date(),
                changes=[ChangeRequest(measure.pk, "title", title)],
                **signed,
            )
            if confirmed:
                amending.confirm_amendment(second, amendment_id=amended.pk, seen_version=amended.version)
        closed = closing.propose_close(first, roadmap_code=CODE, period=PERIODS[self.size - 1])
        closing.confirm_close(second, period_id=closed.pk, seen_version=closed.version)

    @property
    def direction(self) -> Direction:
        """Return the first measure's direction."""
        assert self.first is not None
        return self.first.direction
