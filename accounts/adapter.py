"""What we ask of allauth that its settings cannot say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return one key for one account, so that guesses by name and by e-mail count together (G26).

        The person is looked up for every attempt, also for names that nobody has, so that the time is alike.
        """
        login = str(credentials.get("email") or credentials.get("username") or "").lower()
        person = (
            get_user_model()
            .objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
            .values_list("pk")
            .first()
        )
        return f"account:{person[0]}" if person else f"login:{login}"
