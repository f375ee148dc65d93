"""Single sign-on against a provider of our own: a small OpenID Connect server inside the tests."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from accounts.models import AuditEntry, User
from accounts.services import people
from accounts.single_sign_on import SingleSignOnAdapter
from config.env import Environment, UnfitEnvironment
from tests.cast import PASSWORD, act_of

CLIENT = "roadmap"
SECRET = "a secret that only both sides know"
LOGIN = "/accounts/oidc/{}/login/"


class Provider(ThreadingHTTPServer):
    """Knows one person, and gives a code for them to whoever asks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.person = {"sub": "42", "email": "guest@example.org", "email_verified": True}
        self.seen: list[dict[str, list[str]]] = []
        self.audience = CLIENT

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    """What a provider answers: its own description, tokens for a code, and who the person is."""

    server: Provider

    def do_GET(self) -> None:
        address = self.server.address
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            self.answer({"issuer": address, **{name: f"{address}/{name}" for name in names}})
        elif self.path == "/userinfo_endpoint":
            known = self.headers.get("Authorization") == "Bearer opens-userinfo"
            self.answer(self.server.person if known else {}, 200 if known else 401)
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.seen.append(sent)
        if sent.get("code") != ["good"]:
            self.answer({"error": "invalid_grant"}, 400)
            return
        claims = {"iss": self.server.address, "aud": self.server.audience, "exp": time.time() + 60, "iat": time.time()}
        token = jwt.encode({**claims, **self.server.person}, SECRET, algorithm="HS256")
        self.answer({"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": token})

    def answer(self, body: object, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    given = [
        {"id": region, "name": f"{region} id", "region": region, "client_id": CLIENT, "secret": SECRET}
        for region in ("aktobe", "orenburg")
    ]
    written = json.dumps([{**one, "server_url": server.address} for one in given])
    settings.OIDC_PROVIDERS = Environment({"X": written}).oidc("X", may_be_plain=True)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": settings.OIDC_PROVIDERS}
    }
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def guest(aktobe_admin):
    act = act_of(aktobe_admin, timezone.now())
    return people.invite_person(act, email="guest@example.org", name="Қонақ", role="reader")


def sign_in_through(client, region="aktobe", code="good", process=""):
    """Go to the provider and come back as a browser would."""
    start = client.get(LOGIN.format(region) + process)
    assert start.status_code == 302
    asked = parse_qs(urlsplit(start["Location"]).query)
    with zeal_ignore():  # a session that begins anew is looked up under both of its keys
        return client.get(f"{LOGIN.format(region)}callback/", {"code": code, "state": asked["state"][0]})


def test_the_sign_in_page_offers_the_providers_and_leads_to_them(client, provider, db):
    shown = client.get("/accounts/login/").text
    assert LOGIN.format("aktobe") in shown
    assert LOGIN.format("orenburg") in shown
    start = client.get(LOGIN.format("aktobe"))
    asked = parse_qs(urlsplit(start["Location"]).query)
    assert start["Location"].startswith(f"{provider.address}/authorization_endpoint?")
    assert (asked["client_id"], asked["code_challenge_method"]) == ([CLIENT], ["S256"])
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/aktobe/login/callback/"]


def test_nobody_is_offered_what_is_not_configured(client, db):
    assert "/accounts/oidc/" not in client.get("/accounts/login/").text
    assert client.get(LOGIN.format("aktobe")).status_code == 404


def test_an_invited_person_comes_by_their_verified_address(client, provider, guest):
    answer = sign_in_through(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    guest.refresh_from_db()
    assert (guest.state, client.session["_auth_user_id"]) == ("active", str(guest.pk))
    assert SocialAccount.objects.get().user == guest
    assert provider.seen[0]["code_verifier"]
    actions = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["person.invite", "person.join", "person.sign_in"]
    # From then on the identity alone opens the account.
    provider.person["email"] = "renamed@example.org"
    other = Client()
    sign_in_through(other)
    assert other.session["_auth_user_id"] == str(guest.pk)


def refused(client, answer):
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_an_address_that_is_not_verified_invites_nobody(client, provider, guest):
    provider.person["email_verified"] = False
    refused(client, sign_in_through(client))


def test_no_provider_vouches_for_another_region(client, provider, guest):
    refused(client, sign_in_through(client, "orenburg"))


def test_an_invitation_that_is_too_old_or_cancelled_is_none(client, provider, guest):
    User.objects.filter(pk=guest.pk).update(invited_at=timezone.now() - timedelta(hours=73))
    refused(client, sign_in_through(client))
    User.objects.filter(pk=guest.pk).update(invited_at=timezone.now(), is_active=False)
    refused(client, sign_in_through(client))


def test_nobody_who_came_already_is_recognised_by_an_address(client, provider, aktobe_executor):
    provider.person["email"] = aktobe_executor.email
    refused(client, sign_in_through(client))


@pytest.mark.parametrize("code", ["bad", ""])
def test_a_code_that_is_none_opens_nothing(client, provider, guest, code):
    refused(client, sign_in_through(client, code=code))


def test_an_answer_that_nobody_asked_for_opens_nothing(client, provider, guest):
    refused(client, client.get(f"{LOGIN.format('aktobe')}callback/", {"code": "good", "state": "forged"}))


def test_a_token_for_somebody_else_opens_nothing(client, provider, guest):
    provider.audience = "another-service"
    refused(client, sign_in_through(client))


def test_a_provider_that_is_gone_costs_no_error(client, provider, guest):
    provider.shutdown()
    provider.server_close()
    answer = client.get(LOGIN.format("aktobe"))
    refused(client, answer)


def test_an_identity_is_tied_by_its_owner_and_opens_their_account(client, provider, aktobe_executor):
    client.post("/accounts/login/", {"login": aktobe_executor.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert f"{LOGIN.format('aktobe')}?process=connect" in client.get("/account/").text
    assert LOGIN.format("orenburg") not in client.get("/account/").text
    assert sign_in_through(client, process="?process=connect")["Location"] == "/account/"
    assert SocialAccount.objects.get().user == aktobe_executor
    other = Client()
    sign_in_through(other)
    assert other.session["_auth_user_id"] == str(aktobe_executor.pk)


def test_a_tied_identity_is_untied_by_its_owner_and_opens_nothing_more(client, provider, aktobe_executor):
    client.post("/accounts/login/", {"login": aktobe_executor.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sign_in_through(client, process="?process=connect")
    assert "/account/identities/aktobe/untie/" in client.get("/account/").text
    client.post("/account/identities/aktobe/untie/")
    assert not SocialAccount.objects.exists()
    entries = AuditEntry.objects.filter(actor_id=aktobe_executor.pk, action__contains="identity")
    assert list(entries.values_list("action", "before", "after")) == [
        ("person.tie_identity", None, {"provider": "aktobe"}),
        ("person.untie_identity", {"provider": "aktobe"}, None),
    ]
    other = Client()
    sign_in_through(other)
    assert "_auth_user_id" not in other.session


def test_who_has_no_password_keeps_the_identity(client, provider, guest):
    sign_in_through(client)
    answer = client.post("/account/identities/aktobe/untie/", follow=True)
    assert "Алдымен құпиясөз орнатыңыз" in answer.text
    assert SocialAccount.objects.count() == 1


def test_nobody_unties_what_is_not_tied(client, provider, aktobe_executor):
    client.force_login(aktobe_executor)
    assert client.post("/account/identities/aktobe/untie/").status_code == 404


def test_no_identity_of_another_region_is_tied(client, provider, orenburg_executor):
    client.post("/accounts/login/", {"login": orenburg_executor.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert sign_in_through(client, "aktobe", process="?process=connect")["Location"] == "/account/"
    assert not SocialAccount.objects.exists()


def test_who_was_moved_to_another_region_is_not_let_in_by_the_old_one(client, provider, guest, orenburg):
    sign_in_through(client)
    User.objects.filter(pk=guest.pk).update(region=orenburg)
    other = Client()
    answer = sign_in_through(other)
    assert (answer["Location"], "_auth_user_id" in other.session) == ("/accounts/login/", False)


def test_who_was_deactivated_is_not_let_in(client, provider, guest):
    sign_in_through(client)
    User.objects.filter(pk=guest.pk).update(is_active=False)
    other = Client()
    sign_in_through(other)
    assert "_auth_user_id" not in other.session


def test_a_second_factor_is_asked_all_the_same(client, provider, guest, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    User.objects.filter(pk=guest.pk).update(role="coordinator")
    sign_in_through(client)
    assert client.get("/account/")["Location"] == "/accounts/2fa/"


ONE = {
    "id": "a",
    "name": "A",
    "region": "aktobe",
    "client_id": "c",
    "secret": "s",
    "server_url": "https://id.example.org",
}


@pytest.mark.parametrize(
    "given",
    [
        "{",
        "{}x",
        "[1]",
        '[{"id": "a"}]',
        json.dumps([{**ONE, "id": "A b"}]),
        json.dumps([{**ONE, "server_url": "http://x"}]),
    ],
)
def test_an_unfit_provider_stops_the_start(given):
    with pytest.raises(UnfitEnvironment, match="OIDC_PROVIDERS"):
        Environment({"OIDC_PROVIDERS": given}).oidc("OIDC_PROVIDERS", may_be_plain=False)


def test_providers_are_read_from_the_environment():
    (app,) = Environment({"OIDC_PROVIDERS": json.dumps([ONE])}).oidc("OIDC_PROVIDERS", may_be_plain=False)
    assert (app["provider_id"], app["settings"]) == ("a", {"server_url": ONE["server_url"], "region": "aktobe"})
    assert Environment({}).oidc("OIDC_PROVIDERS", may_be_plain=False) == []


def test_no_identity_makes_an_account(rf):
    assert SingleSignOnAdapter().is_open_for_signup(rf.get("/"), SocialLogin()) is False
