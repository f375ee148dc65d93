"""Anonymise a person who left, for good (docs/privacy.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.audit import Act
from accounts.errors import RuleBroken
from accounts.models import User
from accounts.services.leaving import anonymise_person

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Anonymise one deactivated person."""

    help = "Delete for good who a deactivated person was; reports and the audit chain stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        """Anonymise, or fail with the reason."""
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError("there is no such person")
        try:
            left = anonymise_person(Act(None, timezone.now()), user_id=person.pk, seen_version=person.version)
        except RuleBroken as broken:
            raise CommandError(str(broken.message)) from broken
        self.stdout.write(f"anonymised: {left.username}")
