"""A passkey is added and signs in alone: with the browser's own authenticator, through our pages and scripts."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keyed(page: Page) -> Page:
    """A browser with an authenticator that confirms whatever is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_is_added_and_signs_in_alone(keyed: Page, live_server: LiveServer, analyst: User) -> None:
    said: list[str] = []
    keyed.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    keyed.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    keyed.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    keyed.get_by_label("User name or e-mail").fill(analyst.username)
    keyed.get_by_label("Password", exact=True).fill(PASSWORD)
    keyed.get_by_role("button", name="Sign in", exact=True).click()
    keyed.get_by_label("Password", exact=True).fill(PASSWORD)
    keyed.get_by_role("button", name="Confirm").click()
    keyed.get_by_label("Name").fill("My laptop")
    keyed.get_by_label("Sign in with it alone").check()
    keyed.get_by_role("button", name="Add the passkey").click()
    expect(keyed.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert Authenticator.objects.filter(user=analyst, type="webauthn").count() == 1

    keyed.goto(f"{live_server.url}/accounts/logout/")
    keyed.get_by_role("main").get_by_role("button", name="Sign out").click()
    keyed.get_by_role("button", name="Sign in with a passkey").click()
    expect(keyed.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)
    keyed.goto(f"{live_server.url}/account/")
    expect(keyed.get_by_role("heading", level=1)).to_have_text("My account")
    assert said == []
