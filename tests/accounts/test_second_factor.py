"""A second factor before anything else opens, through every door (hardening G28)."""

from contextlib import nullcontext

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.services.tokens import create_token
from tests.cast import PASSWORD, act_of

NEEDED = ["aktobe_admin", "aktobe_coordinator", "operator"]
NOT_NEEDED = ["aktobe_executor", "analyst"]
PAGES = ["/account/", "/measures/", "/people/", "/account/tokens/", "/accounts/password/change/", "/admin/"]


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("who", NEEDED)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_opens_before_it(request, client, who, path):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.parametrize("who", NOT_NEEDED)
def test_pages_open_for_whom_it_is_not_asked(request, client, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("who", NEEDED)
def test_pages_open_where_it_is_not_required(request, client, who, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(request.getfixturevalue(who))
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_api_by_session_is_refused_before_it(client, aktobe_admin, method):
    client.force_login(aktobe_admin)
    answer = getattr(client, method)("/api/v1/tokens/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_opens_the_api_alone(client, aktobe_admin):
    made = create_token(act_of(aktobe_admin, timezone.now()), name="script")
    answer = client.get("/api/v1/me/", headers={"authorization": f"Bearer {made.text}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/healthz"])
def test_what_one_needs_for_it_opens(client, aktobe_admin, path):
    client.force_login(aktobe_admin)
    assert client.get(path).status_code == 200


def test_one_may_leave_and_switch_the_language(client, aktobe_admin):
    client.force_login(aktobe_admin)
    assert client.post("/i18n/setlang/", {"language": "kk"}).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def set_up(client, person, callbacks):
    client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    # Before the account's protection changes the password is asked once more.
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    with callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    return secret


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_one_up_goes_on_at_once(client, aktobe_admin):
    set_up(client, aktobe_admin, lambda **_: nullcontext())
    assert client.get("/account/").status_code == 200
    entries = AuditEntry.objects.filter(action="person.add_second_factor").values_list("after", flat=True)
    assert {"second_factor": "totp"} in list(entries)


def test_the_next_sign_in_asks_for_the_code_and_takes_it_once(
    client, aktobe_admin, django_capture_on_commit_callbacks
):
    secret = set_up(client, aktobe_admin, django_capture_on_commit_callbacks)
    cache.clear()
    codes = []
    for _ in range(2):
        client.post("/accounts/logout/")
        answer = client.post("/accounts/login/", {"login": aktobe_admin.username, "password": PASSWORD})
        assert answer["Location"].startswith("/accounts/2fa/authenticate/")
        assert client.get("/account/").status_code == 302
        code = code_for(secret)
        codes.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    # The same half minute: a code that was used is no code any more.
    assert codes == [302, 200]


def test_taking_the_last_one_off_closes_the_session_again(client, aktobe_admin, django_capture_on_commit_callbacks):
    set_up(client, aktobe_admin, django_capture_on_commit_callbacks)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=aktobe_admin).exists()
    assert client.get("/account/")["Location"] == "/accounts/2fa/"
    assert AuditEntry.objects.filter(action="person.remove_second_factor").count() >= 1


def test_a_half_open_session_is_led_on_to_where_it_went(client, aktobe_admin):
    Authenticator.objects.create(user=aktobe_admin, type="totp", data={})
    client.force_login(aktobe_admin)
    assert client.get("/people/?role=executor")["Location"] == (
        "/accounts/2fa/reauthenticate/?next=/people/%3Frole%3Dexecutor"
    )


def test_an_empty_header_is_no_token(client, aktobe_admin):
    client.force_login(aktobe_admin)
    answer = client.get("/api/v1/users/", headers={"authorization": ""})
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")


def test_the_code_that_switched_it_on_opens_no_session(client, aktobe_admin, django_capture_on_commit_callbacks):
    secret = set_up(client, aktobe_admin, django_capture_on_commit_callbacks)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": aktobe_admin.username, "password": PASSWORD})
    assert client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 200
    assert client.get("/account/").status_code == 302


def test_a_code_is_taken_for_as_long_as_it_would_open(client, aktobe_admin, monkeypatch):
    taken: dict[str, int] = {}
    monkeypatch.setattr(cache, "add", lambda key, _value, timeout: taken.setdefault(key, timeout) == timeout)
    set_up(client, aktobe_admin, lambda **_: nullcontext())
    # In its own half minute, in the one before and in the one after.
    assert [timeout for key, timeout in taken.items() if key.startswith("accounts.codes:")] == [90]
