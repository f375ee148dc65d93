"""Recompute the audit chain; exit 1 where it does not hold (rules.md §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import verify_chain
from accounts.models import AuditEntry

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Recompute every hash of the audit chain."""

    help = "Recompute the hashes of the audit chain; exit 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an entry that is known from outside."""
        parser.add_argument("--expect", metavar="SEQ:HASH", help="an entry kept outside: it must still stand")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print each break on stderr and fail, or print the chain's head."""
        breaks = verify_chain(_expected(options["expect"]))
        for one in breaks:
            self.stderr.write(f"entry {one.seq}: {one.why}")
        if breaks:
            raise CommandError(f"the audit chain does not hold in {len(breaks)} places")
        last = AuditEntry.objects.order_by("seq").last()
        self.stdout.write(f"the audit chain holds; its head is {last.mark if last is not None else 'nothing yet'}")


def _expected(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text)
    if match is None:
        raise CommandError("--expect takes SEQ:HASH, a number and 64 hexadecimal digits")
    return int(match[1]), match[2]
