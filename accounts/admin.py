"""Admin pages of administrations, agencies, people and the audit chain (rules.md §7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.admin.filters import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin_doors import RegionAdmin, RegionInline, column, site, titled_filter
from accounts.admin_moves import Move
from accounts.admin_scope import entries_for, user_of
from accounts.lists.audit import KIND_WORDS, ORIGIN_WORDS
from accounts.models import Agency, AgencyFact, AuditEntry, Region, User
from accounts.policy import Action, can
from accounts.roles import AgencyLevel, Role
from accounts.services import invitations, leaving, people, places
from accounts.services.access import Place
from accounts.services.powers import require_edit, roles_given_by

if TYPE_CHECKING:
    from accounts.audit import Act

STATES = {"invited": _("invited"), "active": _("active"), "deactivated": _("deactivated")}
NAME_LABELS = {
    "code": _("Code"),
    "name_kk": _("Name in Kazakh"),
    "name_ru": _("Name in Russian"),
    "name_en": _("Name in English"),
    "region": _("Region"),
    "level": _("Level"),
    "valid_from": _("First day"),
    "valid_to": _("Last day"),
    "successor": _("Successor"),
}
CODE = column("code", NAME_LABELS["code"])


@admin.register(Region, site=site)
class AdministrationAdmin(RegionAdmin):
    """Regions: the operator creates them; their codes and zones are for good."""

    view_action = Action.REGION_CREATE
    audited_as = "region"
    list_display = (CODE, column("name_ru", NAME_LABELS["name_ru"]), column("timezone", _("Time zone")))
    shown = added = places.REGION_FIELDS
    labels = {
        **NAME_LABELS,
        "country": _("Country (two letters)"),
        "timezone": _("Time zone"),
        "language": _("Working language"),
        "holiday_calendar": _("Holiday calendar"),
    }

    def rows(self, user: User) -> models.QuerySet[Region]:
        return Region.objects.all()

    def may_add(self, user: User) -> bool:
        return can(user, Action.REGION_CREATE)

    def add_row(self, act: Act, values: Mapping[str, Any]) -> Region:
        return places.create_region(act, values=values)

    def target_of(self, row: Region) -> str:
        return f"region:{row.code}"


class AgencyFactInline(RegionInline):
    """What an agency was called, and since when."""

    model = AgencyFact
    fk_name = "agency"
    view_action = Action.PLAN_READ
    fields = (
        column("from_on", _("Holds from")),
        column("known_at", _("Known since")),
        *(column(name, NAME_LABELS[name]) for name in places.NAMES),
        "level_then",
        *(column(name, NAME_LABELS[name]) for name in ("valid_from", "valid_to", "successor")),
    )

    def rows(self, user: User) -> models.QuerySet[AgencyFact]:
        return AgencyFact.objects.select_related("successor")

    @admin.display(description=NAME_LABELS["level"])
    def level_then(self, row: AgencyFact) -> Any:
        return AgencyLevel(row.level).label


@admin.register(Agency, site=site)
class AgencyAdmin(RegionAdmin):
    """Agencies of all regions to read, of the own region to change."""

    view_action = Action.PLAN_READ
    list_display = (
        CODE,
        column("region", NAME_LABELS["region"], order="region__code"),
        column("name_kk", NAME_LABELS["name_kk"]),
        column("name_ru", NAME_LABELS["name_ru"]),
        column("level", NAME_LABELS["level"]),
        column("valid_from", NAME_LABELS["valid_from"]),
        column("valid_to", NAME_LABELS["valid_to"]),
        column("successor", NAME_LABELS["successor"], order=""),
    )
    list_filter = (
        titled_filter("region", NAME_LABELS["region"], RelatedOnlyFieldListFilter),
        titled_filter("level", NAME_LABELS["level"]),
    )
    lookups = frozenset({"region__id__exact", "level__exact"})
    searched = ("code", "name_kk", "name_ru", "name_en")
    shown = ("code", "region", *places.CHANGEABLE)
    changed = places.CHANGEABLE
    added = ("code", *places.CHANGEABLE)
    labels = NAME_LABELS
    inlines = (AgencyFactInline,)

    def rows(self, user: User) -> models.QuerySet[Agency]:
        return Agency.objects.select_related("region", "successor")

    def choices(self, user: User, field: str) -> models.QuerySet[Agency] | None:
        return Agency.objects.for_region_of(user) if field == "successor" and user.region_id else None

    def may_change(self, user: User, row: Agency | None) -> bool:
        return can(user, Action.AGENCY_EDIT, row)

    def may_add(self, user: User) -> bool:
        return can(user, Action.AGENCY_EDIT, Place(user.region_id))

    def add_row(self, act: Act, values: Mapping[str, Any]) -> Agency:
        return places.create_agency(act, values=values)

    def change_row(self, act: Act, row: Agency, seen_version: int | None, values: Mapping[str, Any]) -> None:
        places.change_agency(act, code=row.code, seen_version=seen_version, values=values)

    def target_of(self, row: Agency) -> str:
        return f"agency:{row.code}"


PERSON_MOVES = (
    Move(
        "renew_invitation",
        _("Send the invitation again"),
        _("The links sent before stop working; a letter with a new one goes to each of these people."),
        Action.PEOPLE_EDIT,
        lambda act, row, seen: invitations.renew_invitation(act, user_id=row.pk, seen_version=seen),
    ),
    Move(
        "cancel_invitation",
        _("Cancel the invitation"),
        _("The link that was sent to each of these people stops working."),
        Action.PEOPLE_EDIT,
        lambda act, row, seen: invitations.cancel_invitation(act, user_id=row.pk, seen_version=seen),
    ),
    Move(
        "send_password_link",
        _("Send a link to set a password"),
        _("A letter with a single-use link goes to each of these people."),
        Action.PEOPLE_EDIT,
        lambda act, row, _seen: people.send_password_link(act, user_id=row.pk),
    ),
    Move(
        "end_sessions",
        _("Sign out everywhere"),
        _("Each of these people is signed out on all devices. Their API tokens go on working."),
        Action.PEOPLE_EDIT,
        lambda act, row, _seen: people.end_sessions(act, user_id=row.pk),
    ),
    Move(
        "reset_second_factor",
        _("Reset the second factor"),
        _("Each of these people is signed out and sets up a new second factor."),
        Action.PEOPLE_EDIT,
        lambda act, row, _seen: people.reset_second_factor(act, user_id=row.pk),
    ),
    Move(
        "deactivate",
        _("Deactivate"),
        _("Each of these people is signed out and cannot sign in; API tokens are revoked. Their reports stay."),
        Action.PEOPLE_EDIT,
        lambda act, row, seen: people.deactivate_person(act, user_id=row.pk, seen_version=seen),
    ),
    Move(
        "activate",
        _("Activate"),
        _("Each of these people may sign in again, with the role and agency they had."),
        Action.PEOPLE_EDIT,
        lambda act, row, seen: people.activate_person(act, user_id=row.pk, seen_version=seen),
    ),
    Move(
        "anonymise",
        _("Anonymise"),
        _("Name, e-mail, post and user name are deleted for good; nobody can bring them back."),
        Action.PEOPLE_EDIT,
        lambda act, row, seen: leaving.anonymise_person(act, user_id=row.pk, seen_version=seen),
    ),
)


@admin.register(User, site=site)
class PersonAdmin(RegionAdmin):
    """People of the own region. No password is seen or set here: people set their own by a link.

    The form changes nobody of one's own rank (hardening (a)); what an administrator may do with
    another one of the region are the moves.
    """

    view_action = Action.PEOPLE_READ
    audited_as = "user"
    moves = PERSON_MOVES
    searched = ("username", "name", "email")
    shown = ("username", *people.CHANGEABLE, "region", "state_shown", "second_factor", "last_sign_in")
    changed = people.CHANGEABLE
    added = ("email", "name", "post", "role", "agency", "language", "username")
    labels = {"last_login": _("last sign-in")}
    list_filter = (
        "role",
        "is_active",
        titled_filter("agency", _("agency"), RelatedOnlyFieldListFilter),
        titled_filter("region", _("region"), RelatedOnlyFieldListFilter),
    )
    lookups = frozenset({"role__exact", "is_active__exact", "agency__id__exact", "region__id__exact"})
    list_display = ("username", "name", "role", "agency", "region", "state_shown", "second_factor", "last_sign_in")

    def rows(self, user: User) -> models.QuerySet[User]:
        factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        people_seen: models.QuerySet[User] = User.objects.visible_to(user)
        return people_seen.select_related("region", "agency").annotate(has_second_factor=Exists(factor))

    def choices(self, user: User, field: str) -> models.QuerySet[Any] | None:
        if field == "agency" and user.region_id is not None:
            return Agency.objects.for_region_of(user)
        if field == "region" and can(user, Action.FIRST_ADMINISTRATOR):
            return Region.objects.all()
        return None

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [("", "—"), *((role.value, role.label) for role in roles_given_by(user_of(request)))]
            kwargs["form_class"] = forms.TypedChoiceField
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "username":
            kwargs["required"] = False
            kwargs["help_text"] = _("Left empty, one is made of the region and the e-mail.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def added_for(self, user: User) -> Sequence[str]:
        return (*self.added, "region") if can(user, Action.FIRST_ADMINISTRATOR) else self.added

    def may_add(self, user: User) -> bool:
        return can(user, Action.PEOPLE_EDIT) or can(user, Action.FIRST_ADMINISTRATOR)

    def may_change(self, user: User, row: User | None) -> bool:
        if row is None:
            return can(user, Action.PEOPLE_EDIT) or can(user, Action.ANALYST_EDIT)
        try:
            require_edit(user, row)
        except PermissionDenied:
            return False
        return row.role != Role.ADMINISTRATOR

    def add_row(self, act: Act, values: Mapping[str, Any]) -> User:
        given = dict(values)
        codes = {"agency_code": given.pop("agency", None), "region_code": given.pop("region", None)}
        return people.invite_person(act, **{"email": "", "name": "", "role": "", **given, **codes})

    def change_row(self, act: Act, row: User, seen_version: int | None, values: Mapping[str, Any]) -> None:
        people.change_person(act, user_id=row.pk, seen_version=seen_version, values=values)

    @admin.display(description=_("state"))
    def state_shown(self, row: User) -> Any:
        return STATES[row.state]

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, row: User) -> bool:
        return bool(row.has_second_factor)  # type: ignore[attr-defined]

    @admin.display(description=_("last sign-in"), ordering="last_login")
    def last_sign_in(self, row: User) -> Any:
        return row.last_login


class KindFilter(admin.SimpleListFilter):
    """Entries about people, or about work."""

    title = _("about")
    parameter_name = "kind"
    words: ClassVar[Mapping[str, Any]] = KIND_WORDS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return list(self.words.items())

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return what was chosen; what is no choice chooses nothing."""
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen in self.words else queryset


class OriginFilter(KindFilter):
    """Entries through one door."""

    title = _("through")
    parameter_name = "origin"
    words: ClassVar[Mapping[str, Any]] = ORIGIN_WORDS


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(RegionAdmin):
    """The audit entries that a person may know of, newest first; to read only.

    The operator sees who did what on work, but not the values: drafts are no operator's (rules.md §7).
    """

    view_action = Action.AUDIT_READ_PEOPLE
    ordering = ("-seq",)
    list_filter = (KindFilter, OriginFilter)
    lookups = frozenset({"kind", "origin"})
    list_display = (
        column("seq", _("No.")),
        column("at", _("When")),
        "actor",
        column("action", _("What")),
        column("target", _("On what")),
        column("origin", _("From where")),
    )
    searched = ("action", "target")
    shown = (
        *list_display,
        column("actor_role", _("Role")),
        "values_before",
        "values_after",
        column("request_id", _("Request")),
        column("previous", _("Hash before")),
        column("hash", _("Hash")),
    )

    def rows(self, user: User) -> models.QuerySet[AuditEntry]:
        return entries_for(user)

    @admin.display(description=_("Who"))
    def actor(self, row: AuditEntry) -> str | None:
        name: str | None = row.actor_name  # type: ignore[attr-defined]
        return name

    @admin.display(description=_("Before"))
    def values_before(self, row: AuditEntry) -> SafeString | None:
        return written(None if row.is_blank else row.before)  # type: ignore[attr-defined]

    @admin.display(description=_("After"))
    def values_after(self, row: AuditEntry) -> SafeString | None:
        return written(None if row.is_blank else row.after)  # type: ignore[attr-defined]


def written(values: Mapping[str, Any] | None) -> SafeString | None:
    """Return the values of an entry as lines of text."""
    if values is None:
        return None
    return format_html("<pre>{}</pre>", json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True))
