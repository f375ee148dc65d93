"""The canonical document of a road map's state, for the hash of a closed period (rules.md §6).

Format 1. The builder of a format never changes: a later one gets a new number and function.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, Q

from roadmap.choices import ReportState, Status
from roadmap.models import Executor, Measure, MeasureText, OccurrenceDates, Report, Settlement
from roadmap.rules.agreement import Settled, Side, joint
from roadmap.rules.facts import ALWAYS_KNOWN
from roadmap.rules.standing import Fact, latest_acceptance, newest_fact

if TYPE_CHECKING:
    from datetime import date, datetime

    from roadmap.models import Roadmap

FORMAT = 1


def canonical_document(roadmap: Roadmap, *, as_of: date, known_on: datetime) -> bytes:
    """Return the state of a road map on a day, as known at a moment, as canonical JSON bytes.

    Its keys are sorted, and named so that the document begins with its format.
    """
    facts = _Facts(roadmap, as_of, known_on)
    document = {
        "format": FORMAT,
        "measures": [facts.measure(measure) for measure in facts.measures],
        "moment": {"as_of": as_of.isoformat(), "known_on": known_on.astimezone(UTC).isoformat()},
        "roadmap": {
            "code": roadmap.code,
            "starts_on": roadmap.starts_on.isoformat(),
            "ends_on": roadmap.ends_on.isoformat(),
        },
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class _Facts:
    """The dated facts that count for one question, read in a constant number of queries."""

    def __init__(self, roadmap: Roadmap, as_of: date, known_on: datetime) -> None:
        self.as_of, self.known_on = as_of, known_on
        dated = Q(from_on__lte=as_of, known_at__lte=known_on) | Q(from_on__lte=as_of, known_at=ALWAYS_KNOWN)
        order = ("from_on", "known_at", "pk")
        inside = {"measure__roadmap": roadmap}
        texts = MeasureText.objects.filter(dated, **inside).order_by(*order)
        self.texts = {text.measure_id: text for text in texts}
        measures = Measure.objects.filter(roadmap=roadmap, pk__in=self.texts)
        self.measures = list(measures.select_related("direction").order_by("number_key", "number", "pk"))
        self.dates: dict[int, dict[int, OccurrenceDates]] = defaultdict(dict)
        rows = OccurrenceDates.objects.filter(dated, occurrence__measure__roadmap=roadmap).order_by(*order)
        for row in rows.annotate(measure_id=F("occurrence__measure_id")):
            self.dates[row.measure_id][row.occurrence_id] = row
        self.engaged: dict[int, set[str]] = defaultdict(set)
        executors = Executor.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=as_of) | Q(until_known_at__gt=known_on),
            dated,
            measure__roadmap=roadmap,
        )
        for measure_id, region in executors.values_list("measure_id", "region__code"):
            self.engaged[measure_id].add(region)
        self.reports = self._reports(roadmap)
        self.settled = self._settled(roadmap)

    def _reports(self, roadmap: Roadmap) -> dict[tuple[int, str], list[tuple[Fact, str]]]:
        reports: dict[tuple[int, str], list[tuple[Fact, str]]] = defaultdict(list)
        rows = Report.objects.filter(
            measure__roadmap=roadmap,
            state=ReportState.ACCEPTED,
            accepted_at__lte=self.known_on,
            stands_on__lte=self.as_of,
        ).select_related("region")
        for row in rows.order_by("pk"):
            assert row.stands_on is not None  # noqa: S101 -- held by the database
            assert row.accepted_at is not None  # noqa: S101
            assert row.progress is not None  # noqa: S101
            fact = Fact(
                report_id=row.pk,
                status=Status(row.status),
                progress=row.progress,
                stands_on=row.stands_on,
                accepted_at=row.accepted_at,
                superseded_at=row.superseded_at,
            )
            reports[row.occurrence_id, row.region.code].append((fact, row.content_hash))
        return reports

    def _settled(self, roadmap: Roadmap) -> dict[int, Settlement]:
        rows = Settlement.objects.filter(
            roadmap=roadmap, state="in_effect", protocol_date__lte=self.as_of, confirmed_at__lte=self.known_on
        )
        found = cast("list[Settlement]", list(rows.order_by("confirmed_at", "pk")))
        return {row.occurrence_id: row for row in found}

    def measure(self, measure: Measure) -> dict[str, Any]:
        """Return one measure of the document."""
        text = self.texts[measure.pk]
        rows = self.dates[measure.pk].items()
        live = [(number, dates) for number, dates in rows if not dates.is_retired]
        live.sort(key=lambda pair: (pair[1].starts_on, pair[1].due_on, pair[0]))
        return {
            "number": measure.number,
            "direction": measure.direction.number,
            "title": {"kk": text.title_kk, "ru": text.title_ru, "en": text.title_en},
            "due_on": text.due_on.isoformat(),
            "cancelled": text.is_cancelled,
            "occurrences": [
                self._occurrence(number, dates, sorted(self.engaged[measure.pk])) for number, dates in live
            ],
        }

    def _occurrence(self, number: int, dates: OccurrenceDates, regions: list[str]) -> dict[str, Any]:
        sides, rows = [], []
        for region in regions:
            found = self.reports.get((number, region), [])
            facts = [fact for fact, _hash in found]
            newest = newest_fact(facts, as_of=self.as_of, known_on=self.known_on)
            hashes = {fact.report_id: content_hash for fact, content_hash in found}
            sides.append(
                Side(
                    status=newest.status if newest else Status.NOT_STARTED,
                    progress=newest.progress if newest else 0,
                    reported=newest is not None,
                    accepted_at=latest_acceptance(facts, as_of=self.as_of, known_on=self.known_on),
                )
            )
            rows.append(
                {
                    "region": region,
                    "status": str(newest.status if newest else Status.NOT_STARTED),
                    "progress": newest.progress if newest else 0,
                    "stands_on": newest.stands_on.isoformat() if newest else None,
                    "report": newest.report_id if newest else None,
                    "content": hashes[newest.report_id] if newest else None,
                }
            )
        settlement = self.settled.get(number)
        settled = None
        if settlement is not None and settlement.confirmed_at is not None:
            settled = Settled(status=Status(settlement.status), confirmed_at=settlement.confirmed_at)
        return {
            "starts_on": dates.starts_on.isoformat(),
            "due_on": dates.due_on.isoformat(),
            "agreement": str(joint(sides, settled).agreement),
            "settlement": settlement.pk if settlement else None,
            "sides": rows,
        }
