"""Answers kept so that a repeated POST gets the first answer again (api.md *Writing*)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """The first answer to a POST that carried an `Idempotency-Key`, kept for 24 hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    is_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        """One kept answer a person and key."""

        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_person_and_key"),
        ]

    def __str__(self) -> str:
        """Return the kept answer's number."""
        return f"kept answer {self.pk}"
