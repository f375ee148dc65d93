"""People: one role, one region, optionally an agency (rules.md §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.places import Agency, Region
from accounts.policy import Action, Scope, scope_of
from accounts.roles import Language, Role

if TYPE_CHECKING:
    from collections.abc import Iterable


class UserQuerySet(models.QuerySet["User"]):
    """Which people."""

    def for_region(self, region_id: int | None) -> Self:
        """Return the people of one region."""
        return self.filter(region_id=region_id)

    def active(self) -> Self:
        """Return the people who may sign in."""
        return self.filter(is_active=True)

    def joined(self) -> Self:
        """Return the people who are `active` (api.md *Others*): not deactivated, not merely invited."""
        return self.active().filter(Q(invited_at__isnull=True) | Q(joined_at__isnull=False))

    def visible_to(self, user: User) -> Self:
        """Return the people that `user` may know of (rules.md §7)."""
        scope = scope_of(user, Action.PEOPLE_READ)
        if scope is Scope.ALL:
            return self.all()
        return self.filter(region_id=user.region_id or 0) if scope is Scope.REGION else self.none()


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people for commands; everything else goes through the services."""

    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person with a hashed password, or with none."""
        user: User = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the operator of the installation."""
        return self.create_user(username, email, password, role=Role.OPERATOR, **fields)


class User(AbstractBaseUser):
    """A person. Powers follow from `role`, `region` and `agency` through `accounts.policy`."""

    username = models.CharField(
        max_length=64, unique=True, validators=[ASCIIUsernameValidator()], verbose_name=_("user name")
    )
    email = models.EmailField(unique=True, verbose_name=_("e-mail"))
    name = models.CharField(max_length=200, verbose_name=_("name"))
    role = models.CharField(max_length=16, choices=Role.choices, verbose_name=_("role"))
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("region")
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("agency")
    )
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.RU, verbose_name=_("language")
    )
    post = models.CharField(max_length=200, blank=True, verbose_name=_("post"))
    is_active = models.BooleanField(default=True, verbose_name=_("active"))
    is_demo = models.BooleanField(default=False)
    is_anonymised = models.BooleanField(default=False, db_default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["email", "name"]

    class Meta:
        """Officials belong to a region; the operator belongs to none."""

        ordering: ClassVar = ["username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[Role.READER, Role.OPERATOR]) | Q(region__isnull=False),
                name="officials_have_a_region",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OPERATOR) | Q(region__isnull=True, agency__isnull=True),
                name="operator_has_no_region",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(region__isnull=False),
                name="agency_needs_a_region",
            ),
        ]

    def __str__(self) -> str:
        """Return the user name."""
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must carry to stay this person's: it ends with the password or the epoch.

        Django compares it at every request, so raising `session_epoch` ends all sessions at once (G6).
        """
        salt = "accounts.User.session"
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def state(self) -> str:
        """Return `invited`, `active` or `deactivated` (api.md *Others*)."""
        if not self.is_active:
            return "deactivated"
        return "invited" if self.invited_at and not self.joined_at else "active"

    @property
    def is_superuser(self) -> bool:
        """Return whether this is the operator."""
        return self.role == Role.OPERATOR

    @property
    def is_staff(self) -> bool:
        """Return whether the admin pages open: for administrators and the operator."""
        return self.role in {Role.ADMINISTRATOR, Role.OPERATOR}

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """Return False: powers come from `accounts.policy`, never from Django's permissions."""
        return False

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:  # noqa: ARG002
        """Return False, as `has_perm` does."""
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """Return whether the admin index may list an application at all."""
        return self.is_active and self.is_staff
