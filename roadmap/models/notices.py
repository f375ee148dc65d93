"""What a person is told of, how often by letter, and the secret address of their calendar (ui.md *Account*)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from roadmap.choices import LetterRhythm, NoticeKind
from roadmap.models.plan import Measure, Occurrence


class Notice(models.Model):
    """One thing that one person is told, once: `key` says what it is about.

    `days` are the days left or passed; `place` and `place_id` name a proposal or report to look at.
    `level` grows as an overdue or silent standing goes up: agency, its head, coordinator.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    key = models.CharField(max_length=120)
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="+")
    occurrence = models.ForeignKey(Occurrence, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=16, blank=True)
    place_id = models.PositiveBigIntegerField(null=True)
    due_on = models.DateField(null=True)
    days = models.IntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody is told the same twice."""

        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes: ClassVar = [models.Index(fields=["sent_at", "user"], name="notice_to_send")]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.key


class Correspondence(models.Model):
    """How a person gets letters, and the digest of the secret in their calendar's address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="correspondence"
    )
    rhythm = models.CharField(max_length=16, choices=LetterRhythm.choices, default=LetterRhythm.IMMEDIATE)
    calendar_digest = models.CharField(max_length=64, blank=True, db_index=True)
    calendar_made_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Return whose it is."""
        return f"correspondence of {self.user_id}"
