"""What we ask of allauth that its settings cannot say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page."""
        return super().get_logout_redirect_url(request)  # type: ignore[no-any-return]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        raise NotImplementedError
