"""The application of administrations, agencies, people and their powers."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts: knows nothing of measures."""

    name = "accounts"
    verbose_name = _("People and agencies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to it that the ledger's one row exists wherever the tables do, and that the admin has no other door."""
        from accounts import admin, events  # noqa: F401, PLC0415 -- the admin registers its pages, once the models are there
        from accounts.admin_checks import check_doors  # noqa: PLC0415 -- the same

        events.connect()
        post_migrate.connect(open_ledger, sender=self)
        checks.register(check_doors, checks.Tags.admin)


def open_ledger(using: str, **_: Any) -> None:
    """Write the ledger's one row where it is not there yet (rules.md §8)."""
    from accounts.models import Ledger  # noqa: PLC0415 -- models load after the applications

    Ledger.objects.using(using).get_or_create(pk=1)
