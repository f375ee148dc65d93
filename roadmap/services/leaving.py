"""What the road map keeps about a person, and takes away when they left (docs/privacy.md).

Reports stay as they were said: a name under one becomes nothing, the post stands. Remarks stay, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services.leaving import Memory, Told
from roadmap.models import Comment, Correspondence, FirstSteps, Notice, Report, SavedFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from accounts.models import User

REPORT = ("id", "measure__number", "state", "stands_on", "summary", "signatory_post", "signatory_name", "created_at")


class WorkMemory(Memory):
    """Knows what a person wrote, signed, was told, and how letters reach them."""

    def told(self, person: User) -> Mapping[str, Sequence[Told]]:
        """Return what the person wrote or accepted, remarks, notices, the choice of letters, saved filters."""
        return {
            "reports": list(Report.objects.filter(author=person).order_by("pk").values(*REPORT)),
            "accepted_reports": list(Report.objects.filter(accepted_by=person).order_by("pk").values("id")),
            "signed_reports": list(_signed_by(person).order_by("pk").values("id")),
            "comments": list(
                Comment.objects.filter(author=person).order_by("pk").values("id", "measure__number", "text", "at")
            ),
            "notices": list(Notice.objects.filter(user=person).order_by("pk").values("kind", "due_on", "created_at")),
            "letters": list(Correspondence.objects.filter(user=person).values("rhythm", "calendar_made_at")),
            "saved_filters": list(
                SavedFilter.objects.filter(user=person).order_by("pk").values("name", "address", "saved_at")
            ),
            "first_steps": list(FirstSteps.objects.filter(user=person).values("read_at")),
        }

    def forget(self, person: User) -> Sequence[str]:
        """Take the name off the reports that it signs; delete notices, the calendar's address, saved filters."""
        signed = list(_signed_by(person).values_list("pk", flat=True))
        Report.objects.filter(pk__in=signed).update(signatory_name="")
        Notice.objects.filter(user=person).delete()
        Correspondence.objects.filter(user=person).delete()
        FirstSteps.objects.filter(user=person).delete()
        filters = list(SavedFilter.objects.filter(user=person).values_list("pk", flat=True))
        SavedFilter.objects.filter(pk__in=filters).delete()
        return [*(f"report:{pk}" for pk in signed), *(f"filter:{pk}" for pk in filters)]


def _signed_by(person: User) -> QuerySet[Report]:
    return Report.objects.filter(region_id=person.region_id or 0, signatory_name__iexact=person.name)
