"""`manage.py load_demo`: demo people and demo history, only with `DEMO=1` (api.md *Commands*)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.errors import RuleBroken
from roadmap.imports.demo import load_demonstration


class Command(BaseCommand):
    """Makes the demo people and plays their history."""

    help = "Make demo people and play a demo history on the 2023–2025 road map, all marked as demo. Needs DEMO=1."

    def handle(self, **_options: Any) -> None:
        """Load the demonstration, or say why not; where it is loaded already, only renew the people's password."""
        if not settings.DEMO:
            raise CommandError(_("Demonstration data are loaded only where DEMO=1 is set."))
        try:
            played = load_demonstration(now=timezone.now(), password=settings.DEMO_PASSWORD)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        line = _(
            "Demonstration: people %(people)d, reports %(reports)d, amendments %(amendments)d, "
            "settlements %(settlements)d, closed periods %(closings)d, remarks %(comments)d."
        )
        if not played.is_new:
            self.stdout.write(_("The demonstration is loaded already."))
        self.stdout.write(line % played.counts)
        self.stdout.write(_("Password of the demo people: %(password)s") % {"password": settings.DEMO_PASSWORD})
