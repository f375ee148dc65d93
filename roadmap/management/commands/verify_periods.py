"""Recompute the hashes of closed periods; exit 1 where they differ (rules.md §6)."""

from __future__ import annotations

from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError

from roadmap.choices import PeriodState
from roadmap.models import PeriodClose
from roadmap.services.closing import hash_of, recompute


class Command(BaseCommand):
    """Recompute every closed period's hash."""

    help = "Recompute the hashes of all closed periods; exit 1 where they differ."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one line a period; fail where a hash differs."""
        broken = 0
        closed = PeriodClose.objects.filter(state=PeriodState.CLOSED).select_related("roadmap")
        for row in cast("list[PeriodClose]", list(closed.order_by("roadmap", "ends_on", "pk"))):
            equal = row.sha256 == recompute(row) == hash_of(row.document)
            broken += not equal
            self.stdout.write(f"{row.roadmap.code} {row.period} {row.sha256} {'equal' if equal else 'DIFFERS'}")
        if broken:
            raise CommandError(f"{broken} closed periods differ from what was closed")
