"""Refuses to start where the admin has a door that is not ours (hardening, *Django admin*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.sites import all_sites
from django.core import checks

from accounts.admin_doors import RegionAdmin, RegionInline
from accounts.admin_site import RegionAdminSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin import AdminSite, ModelAdmin

# Rows that are code, secrets or the chain itself: no page of theirs.
NEVER_REGISTERED = frozenset(
    {
        "accounts.ApiToken",
        "accounts.DigestKey",
        "accounts.KeptAnswer",
        "accounts.Ledger",
        "account.EmailAddress",
        "account.EmailConfirmation",
        "admin.LogEntry",
        "auth.Group",
        "auth.Permission",
        "mfa.Authenticator",
        "sessions.Session",
        "usersessions.UserSession",
    }
)
# What a subclass may not set: each is a way around the scope (the table's rows).
CLOSED_OPTIONS: dict[str, Any] = {
    "actions": (),
    "autocomplete_fields": (),
    "date_hierarchy": None,
    "filter_horizontal": (),
    "filter_vertical": (),
    "formfield_overrides": None,
    "list_editable": (),
    "prepopulated_fields": {},
    "raw_id_fields": (),
    "save_as": False,
    "view_on_site": False,
}
# What only the base decides.
FINAL = (
    "changelist_view",
    "changeform_view",
    "construct_change_message",
    "delete_model",
    "delete_queryset",
    "delete_view",
    "formfield_for_foreignkey",
    "formfield_for_manytomany",
    "get_actions",
    "get_changeform_initial_data",
    "get_inlines",
    "get_object",
    "get_queryset",
    "get_urls",
    "has_delete_permission",
    "has_view_permission",
    "history_view",
    "log_addition",
    "log_change",
    "log_deletions",
    "lookup_allowed",
    "response_action",
    "save_model",
    "save_related",
)
# What no inline sets: they show, and that is all.
SHUT = frozenset(
    {
        "autocomplete_fields",
        "can_delete",
        "extra",
        "formset",
        "get_formset",
        "get_queryset",
        "has_add_permission",
        "has_change_permission",
        "has_delete_permission",
        "has_view_permission",
        "max_num",
        "raw_id_fields",
        "readonly_fields",
        "show_change_link",
    }
)


def check_doors(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Return an error for every registered page that is not a hardened one."""
    return [error for one in all_sites for error in errors_of(one)]


def errors_of(site: AdminSite) -> Iterator[checks.CheckMessage]:
    """Yield what is wrong with a site: itself, its models, their pages and inlines."""
    for model, model_admin in site._registry.items():  # noqa: SLF001 -- there is no other way to ask
        name = f"{type(model_admin).__module__}.{type(model_admin).__name__}"
        label = model._meta.label  # noqa: SLF001 -- Django's own way
        if not isinstance(site, RegionAdminSite):
            yield _error("E001", f"{label} is registered with an admin site that is not RegionAdminSite.", name)
        if label in NEVER_REGISTERED:
            yield _error("E002", f"{label} must not be registered with the admin.", name)
        if not isinstance(model_admin, RegionAdmin):
            yield _error("E003", f"{name} does not inherit RegionAdmin.", name)
            continue
        yield from _errors_of_options(model_admin, name)
        for inline in model_admin.inlines:
            if not issubclass(inline, RegionInline):
                yield _error("E004", f"{inline.__name__} in {name} does not inherit RegionInline.", name)
            elif opened := [option for cls in line_to(inline, RegionInline) for option in vars(cls) if option in SHUT]:
                yield _error("E007", f"{inline.__name__} in {name} sets {', '.join(opened)}.", name)


def _errors_of_options(model_admin: ModelAdmin[Any], name: str) -> Iterator[checks.CheckMessage]:
    for cls in line_to(type(model_admin), RegionAdmin):
        for option, closed in CLOSED_OPTIONS.items():
            if option in vars(cls) and vars(cls)[option] != closed:
                yield _error("E005", f"{name} sets {option}, which is closed.", name)
        for method in FINAL:
            if method in vars(cls):
                yield _error("E006", f"{name} overrides {method}, which only RegionAdmin decides.", name)


def line_to(cls: type, base: type) -> tuple[type, ...]:
    """Return the classes between a page and the base that it must not undo."""
    return cls.__mro__[: cls.__mro__.index(base)]


def _error(number: str, message: str, name: str) -> checks.Error:
    return checks.Error(message, obj=name, id=f"accounts.{number}")
