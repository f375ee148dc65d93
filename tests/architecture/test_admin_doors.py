"""The admin has no door but the hardened one: the system check, and what the registry holds."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.sites import all_sites
from django.contrib.auth.models import Group
from django.core import checks
from django.urls import get_resolver

from accounts.admin_checks import FINAL, NEVER_REGISTERED, check_doors, errors_of
from accounts.admin_doors import RegionAdmin, RegionAdminSite, RegionInline, site
from accounts.models import Agency, AgencyFact, ApiToken, Ledger
from accounts.policy import Action


class Page(RegionAdmin):
    view_action = Action.PLAN_READ


class StockPage(admin.ModelAdmin[Agency]):
    pass


class StockInline(admin.TabularInline[AgencyFact, Agency]):
    model = AgencyFact
    fk_name = "agency"


class OpenInline(RegionInline):
    model = AgencyFact
    fk_name = "agency"
    view_action = Action.PLAN_READ
    can_delete = True


def numbers(own_site):
    return sorted(error.id for error in errors_of(own_site))


def page(**attributes):
    return type("Tried", (Page,), attributes)


@pytest.fixture
def trial():
    """A site of ours to break, gone afterwards."""
    trial = RegionAdminSite("trial")
    yield trial
    all_sites.discard(trial)


def test_the_product_passes():
    assert check_doors(None) == []


def test_the_check_is_one_that_stops_the_start():
    registered: set[Any] = checks.registry.registry.registered_checks
    assert check_doors in registered
    assert {error.level for error in [checks.Error("x")]} == {checks.ERROR}


def test_a_hardened_page_passes(trial):
    trial.register(Agency, Page)
    assert numbers(trial) == []


def test_a_stock_page_is_refused(trial):
    trial.register(Agency, StockPage)
    assert numbers(trial) == ["accounts.E003"]


def test_a_stock_inline_is_refused(trial):
    trial.register(Agency, page(inlines=(StockInline,)))
    assert numbers(trial) == ["accounts.E004"]


def test_an_inline_that_opens_itself_is_refused(trial):
    trial.register(Agency, page(inlines=(OpenInline,)))
    assert numbers(trial) == ["accounts.E007"]


@pytest.mark.parametrize("model", [Group, ApiToken, Ledger])
def test_rows_that_are_code_or_secrets_have_no_page(trial, model):
    trial.register(model, Page)
    assert numbers(trial) == ["accounts.E002"]


def test_another_site_is_refused():
    stock = admin.AdminSite("stock")
    try:
        stock.register(Agency, Page)
        assert [error.id for error in check_doors(None)] == ["accounts.E001"]
    finally:
        all_sites.discard(stock)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("actions", ("delete_selected",)),
        ("autocomplete_fields", ("successor",)),
        ("date_hierarchy", "valid_from"),
        ("list_editable", ("level",)),
        ("raw_id_fields", ("successor",)),
        ("prepopulated_fields", {"code": ("name_en",)}),
        ("save_as", True),
        ("view_on_site", True),
    ],
)
def test_an_option_that_opens_a_way_is_refused(trial, option, value):
    trial.register(Agency, page(**{option: value}))
    assert numbers(trial) == ["accounts.E005"]


@pytest.mark.parametrize("method", FINAL)
def test_what_only_the_base_decides_stays_there(trial, method):
    trial.register(Agency, page(**{method: lambda *_args, **_more: True}))
    assert numbers(trial) == ["accounts.E006"]


def test_every_final_method_is_one_of_the_bases():
    assert [method for method in FINAL if not hasattr(RegionAdmin, method)] == []


def test_every_model_never_registered_is_one(settings):
    labels = {model._meta.label for model in apps.get_models()}
    assert labels >= NEVER_REGISTERED


def test_the_registry_holds_what_is_meant():
    assert {model._meta.label for model in site._registry} == {
        "accounts.Agency",
        "accounts.AuditEntry",
        "accounts.Region",
        "accounts.User",
        "roadmap.Amendment",
        "roadmap.Direction",
        "roadmap.Measure",
        "roadmap.PeriodClose",
        "roadmap.Report",
        "roadmap.Roadmap",
        "roadmap.Settlement",
    }


def admin_patterns():
    found: Any
    (found,) = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "admin/"]
    for pattern in found.url_patterns:
        yield from getattr(pattern, "url_patterns", [pattern])


def test_every_address_of_the_admin_carries_its_action():
    missing = [str(pattern.pattern) for pattern in admin_patterns() if not hasattr(pattern.callback, "action")]
    assert missing == ["login/"]


def test_a_page_has_four_addresses():
    assert [str(pattern.pattern) for pattern in site.get_model_admin(Agency).get_urls()] == [
        "",
        "add/",
        "<path:object_id>/history/",
        "<path:object_id>/change/",
    ]


def test_a_page_that_says_nothing_is_closed(trial, rf, aktobe_admin):
    request = rf.get("/")
    request.user = aktobe_admin
    closed = Page(Agency, trial)
    Agency.objects.create(region=aktobe_admin.region, code="OWN-1", level="regional")
    assert list(closed.get_queryset(request)) == []
    assert not closed.has_add_permission(request)
    assert not closed.has_change_permission(request, Agency.objects.get())
    assert not closed.has_delete_permission(request, Agency.objects.get())
    assert list(closed.formfield_for_dbfield(Agency._meta.get_field("successor"), request).queryset) == []
    assert not closed.lookup_allowed("code", "x", request)
