"""Print all that is kept about a person, as JSON (docs/privacy.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from accounts.services.leaving import data_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Print one person's data."""

    help = "Print all that is kept about a person, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        """Print the data, or fail where there is no such person."""
        person = User.objects.select_related("region", "agency").filter(username=username).first()
        if person is None:
            raise CommandError("there is no such person")
        self.stdout.write(json.dumps(data_of(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
