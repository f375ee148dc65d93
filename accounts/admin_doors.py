"""The one base of every admin page and inline (hardening, *Django admin with per-region admins*, (a)–(f)).

A page says which rows there are for whom (`rows`), which fields are shown, asked for and changed,
and which service writes. Everything else is closed here; `admin_checks` refuses pages that open it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin_forms import VersionedForm, whole_number
from accounts.admin_moves import Move, run_move
from accounts.admin_scope import RegionInline, Scoped, column, entries_for, refuse_tricks, titled_filter, user_of
from accounts.admin_site import RegionAdminSite, site
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.http import act_of
from accounts.models import User
from accounts.policy import can

if TYPE_CHECKING:
    from accounts.audit import Act

__all__ = ["RegionAdmin", "RegionAdminSite", "RegionInline", "column", "site", "titled_filter"]

STATUS_OF: Mapping[type[Exception], int] = {
    VersionMissing: 428,
    StaleVersion: 409,
    InvalidInput: 400,
    RuleBroken: 409,
}
LONGEST_SELECTION = 100


class RegionAdmin(Scoped, admin.ModelAdmin):  # type: ignore[type-arg]
    """A page over one model, with the services behind it.

    `shown` are the fields of a row, `changed` those of them that may be changed, `added` those
    asked for in a new row; the others are not in the form at all (a).
    """

    form = VersionedForm
    shown: ClassVar[Sequence[Any]] = ()
    changed: ClassVar[Sequence[str]] = ()
    added: ClassVar[Sequence[str]] = ()
    labels: ClassVar[Mapping[str, Any]] = {}
    lookups: ClassVar[frozenset[str]] = frozenset()
    searched: ClassVar[Sequence[str]] = ()
    moves: ClassVar[Sequence[Move]] = ()
    audited_as: ClassVar[str] = ""
    save_as = False
    view_on_site = False
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200

    # --- what a page says -------------------------------------------------------------------------

    def may_change(self, user: User, row: Any) -> bool:
        """Return whether `user` may change a row that they see (None: any at all); nobody unless a page says so."""
        return False

    def may_add(self, user: User) -> bool:
        """Return whether `user` may add a row; nobody unless a page says so."""
        return False

    def add_row(self, act: Act, values: Mapping[str, Any]) -> models.Model:
        """Add a row through its service."""
        raise PermissionDenied

    def change_row(self, act: Act, row: Any, seen_version: int | None, values: Mapping[str, Any]) -> None:
        """Change a row through its service."""
        raise PermissionDenied

    # --- who sees what ----------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request) and self.may_add(user_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.changed or not self.has_view_permission(request, obj):
            return False
        return self.may_change(user_of(request), obj)

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> NoReturn:
        """Answer 404 for what is hidden, as for what is not there (api.md *Access*)."""
        raise Http404

    # --- which fields -----------------------------------------------------------------------------

    def added_for(self, user: User) -> Sequence[str]:
        """Return the fields of a new row that `user` is asked for."""
        return self.added

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.added_for(user_of(request))
        if self.has_change_permission(request, obj):
            return (*self.shown, "seen_version")
        return self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        if self.has_change_permission(request, obj):
            return [field for field in self.shown if field not in self.changed]
        return self.shown

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what lies below a row that is read; what is sent never reaches it (d)."""
        return () if obj is None or request.method == "POST" else self.inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, labels=dict(self.labels), **kwargs)
        form.refusal = getattr(request, "admin_refusal", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Return nothing: an address fills in no field."""
        return {}

    # --- lists ------------------------------------------------------------------------------------

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Return whether an address may filter by `lookup`: by what the page lists, and nothing else."""
        return lookup in self.lookups

    def get_search_fields(self, request: HttpRequest) -> Any:
        return self.searched

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find rows whose texts hold every word, in any case and any alphabet.

        SQLite folds the case of Latin letters only, so the few rows of a page are compared here.
        """
        words = search_term.casefold().split()
        if not words:
            return queryset, False
        texts = queryset.order_by().values_list("pk", *self.searched)
        found = [pk for pk, *values in texts if all(word in "\n".join(map(str, values)).casefold() for word in words)]
        return queryset.filter(pk__in=found), False

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Any, str, str]]:  # type: ignore[override]
        """Return the moves that the person may make; Django's own deletion is not among them."""
        return {
            move.name: (partial(run_move, move), move.name, str(move.label))
            for move in self.moves
            if can(request.user, move.action)
        }

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        """Run a move on exactly the rows that were chosen; one that is not in sight is not there."""
        chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        if request.POST.get("select_across", "0") != "0" or len(chosen) > LONGEST_SELECTION:
            raise BadRequest("rows are chosen one by one")
        numbers = [number for number in map(whole_number, chosen) if number is not None]
        rows = self.get_queryset(request).filter(pk__in=numbers)
        if rows.count() != len(chosen):
            raise Http404
        return super().response_action(request, rows)

    # --- writes -----------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save a row; what the service refuses comes back with the text as it was typed (f)."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ObjectDoesNotExist as hidden:
            raise Http404 from hidden
        except tuple(STATUS_OF) as refusal:
            request.admin_refusal = refusal  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = STATUS_OF[type(refusal)]
            return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand what was typed to the service; the row of the form is never saved itself."""
        act = act_of(request, "admin")
        values = form.sent_values()
        if change:
            self.change_row(act, obj, form.cleaned_data.get("seen_version"), values)
        else:
            obj.pk = self.add_row(act, values).pk
        obj.refresh_from_db()

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Save nothing: what lies below a row is only shown."""

    def delete_model(self, request: HttpRequest, obj: Any) -> NoReturn:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> NoReturn:
        raise PermissionDenied

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Return nothing to say: the audit entry tells what changed."""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Log nothing: the service wrote the one audit entry (e)."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Log nothing, as above."""

    # --- addresses --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Return list, add, change and history; whatever else Django has is not there."""
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", self.door(self.changelist_view), name=f"{label}_changelist"),
            path("add/", self.door(self.add_view), name=f"{label}_add"),
            path("<path:object_id>/history/", self.door(self.history_view), name=f"{label}_history"),
            path("<path:object_id>/change/", self.door(self.change_view), name=f"{label}_change"),
        ]

    def door(self, view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        """Guard a view of this page, and refuse what only a forger sends."""

        def honest(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_tricks(request)
            return view(request, *args, **kwargs)

        assert isinstance(self.admin_site, RegionAdminSite)  # noqa: S101 -- admin_checks refuses any other
        return self.admin_site.door(honest, self.view_action)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the audit entries on a row that the person may know of; Django's own log is not used."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        entries = entries_for(user_of(request)).filter(target=self.target_of(row))
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "entries": entries.order_by("-seq")[:LONGEST_SELECTION],
            "object": row,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)

    def target_of(self, row: Any) -> str:
        """Return how audit entries name a row."""
        return f"{self.audited_as}:{row.pk}"
