"""When a person was here before (ui.md *Today*: what is new since then)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import AuditEntry

SIGNED_IN = "person.sign_in"


def came_before(person_id: int) -> datetime | None:
    """Return when a person signed in the last time but one, None where there was none: one query."""
    entries = AuditEntry.objects.filter(actor_id=person_id, action=SIGNED_IN)
    return entries.order_by("-seq").values_list("at", flat=True)[1:2].first()
