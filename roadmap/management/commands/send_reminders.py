"""Remind people of what falls due, is overdue or silent, and send the letters that wait; run daily."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap.services.notices import remind


class Command(BaseCommand):
    """Run it as often as you like: nobody is told the same twice."""

    help = "Remind people of what falls due, is overdue or silent, and send the letters that wait. Run it daily."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", metavar="D", help="The day, YYYY-MM-DD; left out, each region's own.")

    def handle(self, *_args: Any, today: str | None = None, **_options: Any) -> None:
        """Remind on a day, and say how many letters went."""
        try:
            day = date.fromisoformat(today) if today else None
        except ValueError:
            raise CommandError(f"--today {today}: write the day as YYYY-MM-DD.") from None
        sent = remind(timezone.now(), day)
        self.stdout.write(f"{sent} letters sent")
