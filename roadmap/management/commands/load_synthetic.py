"""`manage.py load_synthetic --measures N --reports M`: rows for benchmarks, only with `DEMO=1` (api.md *Commands*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.imports.synthetic import Amount, load_synthetic

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Makes a large synthetic road map."""

    help = "Make a large synthetic road map in force, its reports marked as demo. Needs DEMO=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the two numbers."""
        parser.add_argument("--measures", type=int, required=True, help="how many measures, at least 1")
        parser.add_argument("--reports", type=int, required=True, help="how many accepted reports, at least 0")

    def handle(self, *, measures: int, reports: int, **_options: Any) -> None:
        """Make the rows, or say why not."""
        if not settings.DEMO:
            raise CommandError(_("Synthetic data are loaded only where DEMO=1 is set."))
        if measures < 1 or reports < 0:
            raise CommandError(_("Give at least one measure, and no fewer than 0 reports."))
        roadmap = load_synthetic(Amount(measures, reports), at=timezone.now())
        line = _("%(code)s: measures %(measures)d, reports %(reports)d.")
        self.stdout.write(line % {"code": roadmap.code, "measures": measures, "reports": reports})
