"""The admin site of both administrations: its door, and nothing of Django's that looks past a region.

hardening.md, *Django admin with per-region admins*: what is not listed in `get_urls` is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, can
from accounts.second_factor import lacks_second_factor, second_factor_page

View = Callable[..., HttpResponseBase]


class RegionAdminSite(AdminSite):
    """Opens for administrators and the operator; each page asks the policy once more (rules.md §7)."""

    site_title = _("Road map administration")
    site_header = _("Road map administration")
    index_title = _("Administration")
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.ADMIN_OPEN) and not lacks_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Guard a view: who is signed in but may not gets 403, and not a sign-in page without end."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated:
                if not can(request.user, Action.ADMIN_OPEN):
                    raise PermissionDenied(Action.ADMIN_OPEN.value)
                if lacks_second_factor(request):
                    return HttpResponseRedirect(second_factor_page(request, reverse("admin:index")))
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, view)

    def door(self, view: View, action: Action = Action.ADMIN_OPEN, *, cacheable: bool = False) -> View:
        """Return a guarded view for a list of addresses; it carries the `action` that it asks for."""
        guarded = self.admin_view(view, cacheable)

        def wrapper(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return guarded(*args, **kwargs)

        wrapper.action = action  # type: ignore[attr-defined]
        wrapper.admin_site = self  # type: ignore[attr-defined]
        # The middleware that asks every page for a sign-in leads to our own door.
        wrapper.login_url = reverse_lazy("admin:login", current_app=self.name)  # type: ignore[attr-defined]
        return update_wrapper(wrapper, view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return every address there is: no password page, no auto-complete, no redirect to objects' own pages."""
        urls: list[URLPattern | URLResolver] = [
            path("", self.door(self.index), name="index"),
            path("login/", self.login, name="login"),
            path("logout/", self.door(self.logout), name="logout"),
            path("jsi18n/", self.door(self.i18n_javascript, cacheable=True), name="jsi18n"),
        ]
        labels = []
        for model, model_admin in self._registry.items():
            label, name = model._meta.app_label, model._meta.model_name  # noqa: SLF001 -- Django's own way
            urls.append(path(f"{label}/{name}/", include(model_admin.urls)))
            labels.append(label)
        if labels:
            pattern = "|".join(dict.fromkeys(labels))
            urls.append(re_path(rf"^(?P<app_label>{pattern})/$", self.door(self.app_index), name="app_list"))
        urls.append(re_path(r"(?P<url>.*)$", self.door(self.catch_all_view)))
        return urls

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to allauth's sign-in, with its limits and second factor; there is no other one."""
        response: HttpResponse = secure_admin_login(self.arrive)(request)  # type: ignore[no-untyped-call]
        return response

    def arrive(self, request: HttpRequest) -> HttpResponse:
        """Lead someone who is signed in to the index, or to the second factor that is still missing."""
        lacking = lacks_second_factor(request)
        return HttpResponseRedirect(
            second_factor_page(request, reverse("admin:index")) if lacking else reverse("admin:index")
        )

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Lead to the one sign-out there is, with the method of the request."""
        return HttpResponseRedirect(reverse("account_logout"), preserve_request=True)

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Return nothing: the log is the audit chain (hardening, trap *LogEntry*)."""
        return ()


site = RegionAdminSite()
