"""Regions (administrations that can be a Party) and their agencies (rules.md §1)."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import AgencyLevel, Language

if TYPE_CHECKING:
    from datetime import date

    from accounts.models.people import User


def validate_timezone(value: str) -> None:
    """Refuse a name that is no IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not an IANA time zone."), code="invalid")


class Region(models.Model):
    """An administration that can be a Party of a road map. No code names a region: it is a row."""

    code = models.SlugField(max_length=32, unique=True)
    name_kk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    country = models.CharField(max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    timezone = models.CharField(max_length=64, validators=[validate_timezone])
    language = models.CharField(max_length=2, choices=Language.choices)
    holiday_calendar = models.CharField(max_length=16, blank=True)

    class Meta:
        """Regions in the order of their codes."""

        ordering: ClassVar = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Which agencies."""

    def for_region_of(self, user: User) -> Self:
        """Return the agencies of the person's own region."""
        return self.filter(region_id=user.region_id)

    def valid_on(self, day: date) -> Self:
        """Return the agencies that exist on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Agency(models.Model):
    """A body of one region, as it is now; what it was earlier stands in `AgencyFact`."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(max_length=32, unique=True, validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]{1,31}\Z")])
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    level = models.CharField(max_length=16, choices=AgencyLevel.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    source = models.CharField(max_length=16, default="public")
    name_status = models.CharField(max_length=16, blank=True)
    source_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        """An agency ends no earlier than it begins, and does not succeed itself."""

        ordering: ClassVar = ["code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "region"], name="agency_with_region"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="agency_is_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class AgencyFact(models.Model):
    """What an agency was called and how long it was valid, from a day and a moment (§6).

    The fact with the highest `from_on`, then the latest `known_at`, holds.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="facts")
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    level = models.CharField(max_length=16)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["agency", "-from_on", "-known_at", "-id"]
        verbose_name = _("name and validity of an agency")
        verbose_name_plural = _("names and validity of the agency")
        indexes: ClassVar = [models.Index(fields=["agency", "-from_on", "-known_at"], name="agency_fact_newest")]

    def __str__(self) -> str:
        """Return the agency and the day."""
        return f"{self.agency_id} · {self.from_on}"
