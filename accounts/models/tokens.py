"""API tokens: stored hashed, many a person, with scope and expiry (api.md *Access*)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from accounts.roles import TokenScope


class ApiToken(AbstractAuthToken):
    """A token of one person. Its rights are at most its owner's of that moment."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=128, unique=True)
    name = models.CharField(max_length=100, verbose_name=_("name"))
    scope = models.CharField(
        max_length=8, choices=TokenScope.choices, default=TokenScope.READ, verbose_name=_("scope")
    )
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the token's number, never any part of the token."""
        return f"token {self.pk}"
