"""What a person keeps for oneself: filters by a name, and whether the first steps were read (ui.md)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_NAME, LONGEST_ADDRESS = 80, 2000


class SavedFilter(models.Model):
    """A question to the measures that one person asks again: `address` is its query string, with the `?`.

    A removed one can be restored; `removed_at` says since when it is gone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=LONGEST_NAME)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """A name stands for one question of one person."""

        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(removed_at__isnull=True), name="one_filter_a_name"
            ),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class FirstSteps(models.Model):
    """That a person has read the first steps; without a row they are still shown."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="first_steps"
    )
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return whose it is."""
        return f"first steps of {self.user_id}"
