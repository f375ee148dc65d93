"""Every address has a policy line, or a reason for having none (house.md; hardening G1, G2)."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from accounts.api.views import ApiView
from accounts.policy import GRANTS, Action

EXEMPT = {
    "accounts/": "allauth's pages for signing in, passwords and one's own second factor",
    "admin/": "opened by AdminSite.has_permission (Action.ADMIN_OPEN); each ModelAdmin asks the policy",
    "i18n/setlang/": "a stranger may choose a language, too",
    "healthz": "tells only that the process is alive",
    "readyz": "tells only that it can work",
    "calendar/<str:secret>.ics": "calendar programs sign in by the secret in the address, which its owner revokes",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, address)
        else:
            yield address, pattern


def is_exempt(address: str) -> bool:
    return any(address.startswith(name) for name in EXEMPT)


ADDRESSES = [(address, pattern) for address, pattern in patterns() if not is_exempt(address)]
IDS = [address for address, _pattern in ADDRESSES]


def test_exemptions_are_few():
    assert len(EXEMPT) <= 10


@pytest.mark.parametrize(("address", "pattern"), ADDRESSES, ids=IDS)
def test_an_address_has_a_policy_line(address, pattern):
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    if view is None:
        assert isinstance(getattr(pattern.callback, "action", None), Action), f"{address} is a page without an action"
        return
    assert issubclass(view, ApiView), address
    methods = {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"HEAD", "OPTIONS"}
    assert methods
    assert methods == set(view.actions), (
        f"{address}: {methods ^ set(view.actions)} without an action, or without a method"
    )


@pytest.mark.parametrize(("address", "pattern"), ADDRESSES, ids=IDS)
def test_someone_may_use_an_address(address, pattern):
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    actions = set(view.actions.values()) if view is not None else {pattern.callback.action}
    assert all(any(action in grants for grants in GRANTS.values()) for action in actions)


def test_each_exemption_is_needed():
    addresses = [address for address, _pattern in patterns()]
    unused = {name for name in EXEMPT if not any(address.startswith(name) for address in addresses)}
    assert not unused
