"""Say what the wording of a deadline means (api.md *Commands*)."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from roadmap.errors import RuleBroken
from roadmap.rules.deadlines import read_deadline
from roadmap.rules.deadlines.reading import quotable
from roadmap.rules.periods import Term

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from roadmap.rules.deadlines import Deadline

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Command(BaseCommand):
    """Print a deadline as one JSON line; exit 1 with a sentence where it cannot be read."""

    help = "Say what the wording of a deadline means in a road map's term. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phrase", help="The wording, in Kazakh, Russian or English.")
        parser.add_argument("--start", required=True, help="First day of the road map: 2023-01-01.")
        parser.add_argument("--end", required=True, help="Last day of the road map: 2025-12-31.")

    def handle(self, *_args: Any, phrase: str, start: str, end: str, **_options: Any) -> None:
        """Print the reading, or raise the sentence that says why there is none."""
        term = Term(_day("--start", start), _day("--end", end))
        if term.starts_on > term.ends_on:
            raise CommandError(_("--start lies after --end."))
        try:
            deadline = read_deadline(phrase, term=term)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(json.dumps(_plain(deadline), ensure_ascii=False))


def _day(option: str, text: str) -> date:
    """Return the day that an option gives, as 2023-01-01."""
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise CommandError(
            _("%(option)s is no day: “%(text)s”. Write it as 2023-01-01.") % {"option": option, "text": quotable(text)}
        ) from None


def _plain(deadline: Deadline) -> dict[str, Any]:
    """Return what the line says, days as 2023-01-01."""
    return {
        "form": deadline.form.value,
        "starts_on": deadline.starts_on.isoformat(),
        "due_on": deadline.due_on.isoformat(),
        "occurrences": [
            {"label": span.label, "starts_on": span.starts_on.isoformat(), "due_on": span.due_on.isoformat()}
            for span in deadline.occurrences
        ],
    }
