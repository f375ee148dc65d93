"""What follows for the plan when an administrator changes an agency (rules.md §1, §6, §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.services.following import Follower, Touched
from roadmap.choices import ExecutorRole, RoadmapState
from roadmap.errors import RuleBroken
from roadmap.models import Executor, Measure, MeasureSide
from roadmap.services.executors import touch_measure
from roadmap.services.ledger import Changed, publish
from roadmap.services.words import refresh_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.audit import Act
    from accounts.models import Agency
    from accounts.services.following import AgencyChange

NAMES = frozenset({"name_kk", "name_ru", "name_en"})
ENDING = frozenset({"valid_to", "successor"})


class PlanFollower(Follower):
    """Keeps executors, search words and the change feed in step with the agencies."""

    def lock(self, agency_id: int) -> None:
        """Lock the agency's measures: whoever sets executors locks the measure first, too."""
        engaged = Executor.objects.current().filter(agency_id=agency_id)
        measures = Measure.objects.filter(pk__in=engaged.values("measure_id")).order_by("pk")
        list(measures.select_for_update(no_key=True, of=("self",)).values_list("pk"))

    def follow(self, act: Act, change: AgencyChange) -> Sequence[Touched]:
        """Hand the open items of an agency that has ended to its successor, and renew the search words.

        Whoever ends on a later day keeps its items until an administrator or coordinator moves them.

        :raises RuleBroken: `agency_has_measures`, where open items would be left without an executor.
        """
        agency = change.agency
        touched: list[Touched] = []
        if change.before.keys() & ENDING and agency.valid_to is not None:
            open_items = open_items_of(agency)
            if agency.successor is None and open_items.exists():
                raise RuleBroken(
                    "agency_has_measures",
                    _("The agency still carries out measures: name the successor that takes them over."),
                    "successor",
                )
            if agency.successor is not None and agency.valid_to < act.today:
                touched = [hand_over(act, item, agency.successor) for item in list(open_items)]
        if change.before.keys() & NAMES:
            measure_ids = Executor.objects.current().filter(agency=agency).values_list("measure_id", flat=True)
            refresh_words(list(measure_ids), today=act.today)
        return touched

    def publish(self, act: Act, touched: Sequence[Touched], seq: int) -> None:
        """Tell the feed, to all: agencies and executors are the plan's."""
        publish(act, [Changed(one.kind, one.id, one.change) for one in touched], seq)


def open_items_of(agency: Agency) -> QuerySet[Executor]:
    """Return an agency's places in measures that its Party has still to carry out."""
    done = MeasureSide.objects.filter(region_id=agency.region_id, is_closed=True)
    return (
        Executor.objects.current()
        .filter(agency=agency, measure__is_cancelled=False)
        .exclude(measure__roadmap__state=RoadmapState.CLOSED)
        .exclude(measure_id__in=done.values("measure_id"))
        .select_related("measure")
        .order_by("measure_id")
    )


def hand_over(act: Act, item: Executor, successor: Agency) -> Touched:
    """Put the successor in an executor's place from today; the old place and its reports stay as they were.

    Where the successor has a part in the measure already, it keeps the weightier of the two.
    """
    since = max(act.today, item.from_on)
    theirs = Executor.objects.current().filter(measure_id=item.measure_id, agency=successor).first()
    _end(act, item)
    if theirs is None or (theirs.role == ExecutorRole.CO and item.role == ExecutorRole.LEAD):
        if theirs is not None:
            _end(act, theirs)
        Executor.objects.create(
            measure_id=item.measure_id,
            party_id=item.party_id,
            region_id=item.region_id,
            agency=successor,
            role=item.role,
            by_agreement=item.by_agreement,
            position=item.position,
            from_on=since,
            known_at=act.at,
        )
    touch_measure(act, item.measure)
    return Touched("measure", item.measure_id)


def _end(act: Act, row: Executor) -> None:
    row.until_on, row.until_known_at = max(act.today, row.from_on), act.at
    row.save(update_fields=["until_on", "until_known_at"])
