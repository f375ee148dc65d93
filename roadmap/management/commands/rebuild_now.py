"""Compute all projection rows anew from the dated facts; run daily, and after a repair."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.audit import local_day
from roadmap.models import Measure, Roadmap
from roadmap.services.texts import bring_to_day

BATCH = 500


class Command(BaseCommand):
    """Bring every measure's rows to today."""

    help = "Compute how every measure stands anew from the facts, as of today."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through the road maps in batches, each batch in a transaction of its own."""
        at = timezone.now()
        count = 0
        for roadmap in Roadmap.objects.all():
            party = roadmap.parties.select_related("region").first()
            today = local_day(at, party.region.timezone if party else "UTC")
            ids = list(Measure.objects.filter(roadmap=roadmap).order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(ids), BATCH):
                with transaction.atomic():
                    bring_to_day(roadmap, ids[start : start + BATCH], today=today)
            count += len(ids)
        self.stdout.write(f"{count} measures brought to today")
