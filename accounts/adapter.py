"""What we ask of allauth that its settings cannot say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.audit import Act
from accounts.devices import device_of, remember_device
from accounts.models import User
from accounts.services import oneself


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def set_password(self, user: User, password: str) -> None:  # type: ignore[override]
        """Set a password by our service, which records it."""
        user.password = oneself.set_own_password(act_by(context.request, user), password=password).password

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Record that someone came in, and mark their browser as one of their own."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        oneself.note_sign_in(act_by(request, user), means=means_of(request, user))
        remember_device(request, response, user.pk)
        return response

    def send_password_reset_mail(  # type: ignore[override]
        self, user: User, email: str, context: dict[str, Any]
    ) -> None:
        """Write in the person's own language, whatever that of the page is."""
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return one key for one account, so that guesses by name and by e-mail count together (G26).

        A browser that the person used before is counted apart: strangers cannot lock it out. The person is
        looked up for every attempt, also for names that nobody has, so that the time is alike.
        """
        login = str(credentials.get("email") or credentials.get("username") or "").lower()
        user_id = (
            get_user_model()
            .objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
            .values_list("pk", flat=True)
            .first()
        )
        if user_id is None:
            return f"login:{login}"
        device = device_of(request, user_id)
        return f"account:{user_id}:{device}" if device else f"account:{user_id}"


def act_by(request: HttpRequest, user: User) -> Act:
    """Return the act of someone whom this request just proved, though its session may not know them yet."""
    return Act(by=user, at=timezone.now(), origin="page", request_id=getattr(request, "request_id", ""))


def means_of(request: HttpRequest, user: User) -> str:
    """Return by which means someone came in, such as `password, totp`."""
    records = get_authentication_records(request, user)
    return ", ".join(dict.fromkeys(str(record.get("type") or record["method"]) for record in records)) or "unknown"


def never_locks_out(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Return whether axes leaves this try alone: from a browser of the person's own, which has a limit of its own."""
    named = credentials or {}
    login = str(named.get("email") or named.get("username") or "").lower()
    people = get_user_model().objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
    user_id = people.values_list("pk", flat=True).first()
    return user_id is not None and device_of(request, user_id) is not None
