"""The triple that carries the interface: own Party, what both agree on, other Party (ui.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from roadmap.choices import Health
from roadmap.selectors.history import ReportLine
from roadmap.selectors.rows import Json
from roadmap.web.desk import Desk
from roadmap.web.rows import reason_words

Action = Mapping[str, Any]
ABSENT: Json = {"region_name": ""}


@dataclass(frozen=True)
class Triple:
    """What `sides.html` takes. `more` are the sides of further Parties, where a road map has more than two."""

    own: Json
    other: Json
    more: tuple[Json, ...]
    joint: Json
    neutral: bool


@dataclass(frozen=True)
class Scene:
    """A measure, or one of its occurrences, as `shown`; `occurrences` are those that it speaks of."""

    desk: Desk
    measure: Json
    shown: Json
    occurrences: Sequence[Json]
    newest: Mapping[tuple[int, str], ReportLine]

    def triple(
        self, own_actions: Sequence[Action] = (), joint_actions: Sequence[Action] = (), note: str = ""
    ) -> Triple:
        """Return the three cards, with what the reader may do on each."""
        parties = self.desk.parties_of(self.measure["roadmap"])
        cards = [self.card(code, own_actions if code == self.desk.own_region else ()) for code in parties]
        joint = {name: self.shown[name] for name in ("agreement", "status", "progress")}
        return Triple(
            own=cards[0] if cards else ABSENT,
            other=cards[1] if len(cards) > 1 else ABSENT,
            more=tuple(cards[2:]),
            joint={**joint, "note": note, "actions": joint_actions},
            neutral=self.desk.own_region not in parties,
        )

    def card(self, region: str, actions: Sequence[Action] = ()) -> Json:
        """Return one Party's side as `side_card.html` takes it."""
        desk = self.desk
        side = next((side for side in self.shown["sides"] if side["region"] == region), None)
        if side is None or side["lead"] is None:
            return {"region_name": desk.region(region), "actions": actions}
        due_on = self._next_due(region)
        shown_on = desk.working_day(region, due_on)
        return {
            **side,
            "region_name": desk.region(region),
            "lead_name": desk.agency(side["lead"]),
            "co_names": [desk.agency(code) for code in side["co"]],
            "due_on": due_on,
            "working_day": shown_on if shown_on != due_on and side["health"] != Health.CLOSED else None,
            "late_from": self._late_from(region),
            "signatory": signatory_of(desk, self.newest_of(region)),
            "never_reported": side["stands_on"] is None,
            "reason": reason_words(side["reason"]),
            "actions": actions,
        }

    def newest_of(self, region: str) -> ReportLine | None:
        """Return the newest accepted report of one side on what is shown."""
        found = [self.newest.get((occurrence["id"], region)) for occurrence in self.occurrences]
        return max((report for report in found if report is not None), key=lambda report: report.rank, default=None)

    def _open_days(self, region: str, health: str) -> list[date]:
        return [
            occurrence["due_on"]
            for occurrence in self.occurrences
            for side in occurrence["sides"]
            if side["region"] == region and side["health"] == health
        ]

    def _late_from(self, region: str) -> date | None:
        """Return the first day after the due date that was missed first."""
        first = min(self._open_days(region, Health.LATE), default=None)
        return first + timedelta(days=1) if first is not None else None

    def _next_due(self, region: str) -> date:
        due_on: date = min(self._open_days(region, Health.DUE_SOON), default=self.occurrences[-1]["due_on"])
        return due_on


def signatory_of(desk: Desk, report: ReportLine | None) -> str:
    """Return who answers for a report; a visitor sees the post without the name (rules.md §7)."""
    if report is None:
        return ""
    name = report.signatory_name if desk.reader is not None else ""
    return " ".join(part for part in (report.signatory_post, name) if part)
