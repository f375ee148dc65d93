"""`manage.py load_roadmap FILE [--in-force] [--unless-loaded]` (api.md *Commands*)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Act
from roadmap.errors import RuleBroken
from roadmap.imports.apply import load_file
from roadmap.imports.reading import LARGEST
from roadmap.rules.document import DocumentRefused

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from roadmap.services.loading import Loaded


class Command(BaseCommand):
    """Loads or updates a road map in draft from JSON."""

    help = "Load or update a road map in draft from JSON; everything that is wrong with the file is listed at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the two switches."""
        parser.add_argument("file", type=Path, help="JSON of the shape of roadmap/data/roadmap-2023-2025.json")
        parser.add_argument("--in-force", action="store_true", help="the document is signed: put it in force at once")
        parser.add_argument(
            "--unless-loaded", action="store_true", help="do nothing where a road map of that code is there"
        )

    def handle(self, *, file: Path, in_force: bool, unless_loaded: bool, **_options: Any) -> None:
        """Load the file, or say what is wrong with it and write nothing."""
        act = Act(by=None, at=timezone.now(), origin="command")
        try:
            outcome = load_file(act, _content_of(file), in_force=in_force, unless_loaded=unless_loaded)
        except DocumentRefused as refused:
            refusal = _("%(file)s was refused; nothing was loaded.") % {"file": file}
            raise CommandError("\n".join([refusal, *map(str, refused.problems)])) from refused
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        except IntegrityError as error:
            raise CommandError(_("Someone else wrote at the same time. Nothing was loaded: run it again.")) from error
        for warning in outcome.warnings:
            self.stderr.write(str(warning))
        if outcome.loaded is None:
            self.stdout.write(_("%(code)s is loaded already.") % {"code": outcome.code})
        else:
            self.stdout.write(_summary(outcome.code, outcome.loaded))


def _content_of(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)  # one byte more than is taken tells that it is too large
    except OSError as error:
        reason = {"file": file, "reason": error.strerror}
        raise CommandError(_("%(file)s cannot be read: %(reason)s.") % reason) from error


def _summary(code: str, loaded: Loaded) -> str:
    line = _(
        "%(code)s (%(state)s): Parties %(parties)d, agencies %(agencies)d, directions %(directions)d, "
        "measures %(measures)d, occurrences %(occurrences)d, executors %(executors)d, sources %(sources)d."
    )
    return line % {"code": code, "state": loaded.state.label, **loaded.counts}
