"""The closed lists of the people's side: roles, languages, levels of an agency."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in the product (rules.md §7); one a person."""

    READER = "reader", _("analyst")
    EXECUTOR = "executor", _("executor")
    COORDINATOR = "coordinator", _("coordinator")
    ADMINISTRATOR = "administrator", _("administrator")
    OPERATOR = "operator", _("operator")


class Language(TextChoices):
    """The languages of the product."""

    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    EN = "en", _("English")


class AgencyLevel(TextChoices):
    """Whose body an agency is (domain data, `agencies[].level`)."""

    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national or federal")
    ORGANISATION = "organisation", _("organisation")


class TokenScope(TextChoices):
    """What a token may do, at most."""

    READ = "read", _("read")
    WRITE = "write", _("read and write")
