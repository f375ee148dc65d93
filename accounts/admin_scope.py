"""What pages and inlines of the admin share: rows within a scope, and nothing open by default.

hardening, *Django admin with per-region admins*, (b)–(d).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter, FieldListFilter
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.admin_forms import NamedChoiceField, named
from accounts.models import AuditEntry, User
from accounts.policy import Action, can

# Second ways into Django's forms: pop-ups, other keys, copies. Ours have none, so whoever sends them forges.
TRICKS = (IS_POPUP_VAR, TO_FIELD_VAR, "_saveasnew", "_source_model")
NOTHING = "—"


def column(name: str, label: Any, *, order: str | None = None) -> Any:
    """Return a column of a list, or a field that is only read, under our own words.

    `order` names the database field to sort by; "" for none, None for the column's own name.
    """

    @admin.display(description=label, ordering=name if order is None else order or None)
    def read(row: models.Model) -> Any:
        value = getattr(row, f"get_{name}_display", None)
        return value() if value is not None else worded(named(getattr(row, name)))

    read.__name__ = name
    return read


def worded(value: Any) -> Any:
    """Return a value as people read it: Django would write the values of inlines as Python does."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return display_for_value(value, NOTHING)


def titled_filter(name: str, title: Any, kind: type[FieldListFilter] = ChoicesFieldListFilter) -> Any:
    """Return a filter of a list under our own words."""

    class Titled(kind):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return name, Titled


class Scoped:
    """What pages and inlines share: closed to everybody until a subclass says otherwise."""

    view_action: ClassVar[Action]
    show_facets = admin.ShowFacets.NEVER

    def rows(self, user: User) -> models.QuerySet[Any]:
        """Return the rows that `user` may know of; none unless a page says so."""
        return self.model._default_manager.none()  # type: ignore[attr-defined,no-any-return] # noqa: SLF001

    def choices(self, user: User, field: str) -> models.QuerySet[Any] | None:
        """Return the rows that `user` may choose in a field; None (nothing) unless a page says so."""
        return None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.rows(user_of(request))
        ordering = self.get_ordering(request)  # type: ignore[attr-defined]
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person may see the page, and the row: policy and scope together (c)."""
        return can(request.user, self.view_action)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: nothing is deleted here (G18)."""
        return False

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer, and take, only what `choices` gives (b)."""
        offered = self.choices(user_of(request), db_field.name)
        kwargs["queryset"] = offered if offered is not None else db_field.remote_field.model._default_manager.none()  # noqa: SLF001
        kwargs["form_class"] = NamedChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> None:
        """Return no field: what both Parties share is never edited through a filtered list."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave out the links that add, change or show what a field points to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class RegionInline(Scoped, admin.TabularInline):  # type: ignore[type-arg]
    """Rows below a row: read only, whatever is sent (d)."""

    template = "admin/rows_below.html"
    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = False
    view_on_site = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields or ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; the site lets nobody else in.

    :raises PermissionDenied: where nobody is.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def entries_for(user: User) -> models.QuerySet[AuditEntry]:
    """Return the audit entries that `user` may know of, with `is_blank` and, if known, `actor_name`."""
    names = User.objects.visible_to(user).filter(pk=OuterRef("actor_id")).values("username")
    entries: models.QuerySet[AuditEntry] = AuditEntry.objects.visible_to(user).with_blanks(user)
    return entries.annotate(actor_name=Subquery(names))


def refuse_tricks(request: HttpRequest) -> None:
    """Refuse what our own pages never send, and what no database can compare.

    :raises BadRequest: 400.
    """
    for sent in (request.GET, request.POST):
        if any(name in sent for name in TRICKS):
            raise BadRequest("this page has no such way in")
    if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
        raise BadRequest("the address holds a character that is none")
