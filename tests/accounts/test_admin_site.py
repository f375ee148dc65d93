import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD
from tests.html_forms import fields_of

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\son[a-z]+=|\sstyle=|javascript:", re.IGNORECASE
)


def test_an_administrator_and_the_operator_open_the_index(client, own, operator):
    for user in (own, operator):
        client.force_login(user)
        assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst"])
@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/accounts/", "/admin/accounts/user/", "/admin/jsi18n/", "/admin/x"]
)
def test_nobody_else_opens_a_page(request, client, who, path):
    client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code == 403


def test_a_visitor_is_led_to_the_one_sign_in(client, db):
    first = client.get("/admin/accounts/user/")
    assert (first.status_code, first["Location"]) == (302, "/admin/login/?next=/admin/accounts/user/")
    second = client.get(first["Location"])
    assert (second.status_code, second["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2Faccounts%2Fuser%2F")


def test_no_password_signs_in_at_the_admin(client, own):
    sent = {"username": own.username, "password": PASSWORD, "next": "/admin/"}
    response = client.post("/admin/login/", sent)
    assert (response.status_code, "_auth_user_id" in client.session) == (302, False)
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["aktobe_executor", "aktobe_coordinator", "analyst"])
def test_the_admins_sign_in_lets_nobody_else_in(request, client, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/admin/login/").status_code == 403


def test_who_is_signed_in_goes_on_to_the_index(door):
    response = door.get("/admin/login/")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_a_second_factor_is_asked_for_before_anything_opens(door, own, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    for path in ("/admin/", "/admin/login/", "/admin/accounts/user/", f"/admin/accounts/user/{own.pk}/change/"):
        response = door.get(path)
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))


def test_a_second_factor_must_be_shown_in_this_session(door, own, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    Authenticator.objects.create(user=own, type="totp", data={})
    assert door.get("/admin/")["Location"] == f"{reverse('mfa_reauthenticate')}?next=/admin/"
    session = door.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(own.pk)
    session.save()
    assert door.get("/admin/").status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "reader"}])
def test_a_right_taken_away_is_gone_at_the_next_request(door, own, change):
    assert door.get("/admin/").status_code == 200
    User.objects.filter(pk=own.pk).update(**change)
    response = door.get("/admin/")
    assert response.status_code == (302 if "is_active" in change else 403)


@pytest.mark.parametrize(
    "path",
    [
        "password_change/",
        "password_change/done/",
        "autocomplete/?app_label=accounts&model_name=user&field_name=agency&term=a",
        "r/1/1/",
        "auth/group/",
        "auth/permission/",
        "accounts/apitoken/",
        "accounts/ledger/",
        "admin/logentry/",
        "accounts/user/1/password/",
        "accounts/user/1/delete/",
        "accounts/user/1/",
        "accounts/agency/1/delete/",
    ],
)
def test_what_looks_past_a_region_is_not_there(door, path):
    assert door.get(f"/admin/{path}").status_code == 404
    assert door.post(f"/admin/{path}").status_code == 404


def test_signing_out_is_the_products_own(door):
    response = door.post("/admin/logout/")
    assert (response.status_code, response["Location"]) == (307, "/accounts/logout/")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_language_is_switched_on_the_page(door, language):
    button = f'name="language" value="{language}"'
    assert button in door.get("/admin/").content.decode()
    door.post(reverse("set_language"), {"language": language, "next": "/admin/"})
    page = door.get("/admin/").content.decode()
    assert f'<html lang="{language}"' in page
    assert re.search(rf'{button}[^>]*aria-current="true"', page)


@pytest.mark.parametrize("path", ["", "accounts/", "accounts/user/", "accounts/user/add/", "accounts/agency/add/"])
def test_pages_hold_under_the_strict_policy(door, path):
    response = door.get(f"/admin/{path}")
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert INLINE.findall(response.content.decode()) == []


def test_pages_are_kept_by_nobody(door):
    assert "no-store" in door.get("/admin/accounts/user/")["Cache-Control"]


def test_djangos_own_log_stays_empty(door, own_agency):
    path = f"/admin/accounts/agency/{own_agency.pk}/change/"
    sent = fields_of(door.get(path), "agency_form") | {"name_ru": "Новое имя"}
    assert door.post(path, sent).status_code == 302
    assert not LogEntry.objects.exists()
    assert "Новое имя" not in door.get("/admin/").content.decode()
