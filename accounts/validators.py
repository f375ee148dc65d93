"""What a password must not be, beyond Django's own validators."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Words that everybody here would try first, in the spellings of the keyboards in use.
CONTEXT_WORDS = (
    "aktobe", "aqtobe", "aktyubinsk", "orenburg", "roadmap", "kazakhstan", "qazaqstan", "kazahstan", "russia",
    "rossiya", "administration", "administracia", "akimat",
    "актобе", "ақтөбе", "актюбинск", "оренбург", "орынбор", "казахстан", "қазақстан", "россия", "ресей",
    "администрация", "акимат", "әкімдік",
)  # fmt: skip
LEAST_BESIDE_CONTEXT = 8


class ContextWordsValidator:
    """Refuses a password that is one of our own words with little added."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Check `password`.

        :raises ValidationError: where fewer than eight characters are left without our own words.
        """
        rest = password.casefold()
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if rest != password.casefold() and len(rest) < LEAST_BESIDE_CONTEXT:
            raise ValidationError(self.get_help_text(), code="password_context_word")

    def get_help_text(self) -> str:
        """Return what is asked."""
        return _("The password must not be built on the name of a region or of this road map.")


class MaximumLengthValidator:
    """Refuses a password that is so long that hashing it becomes a means of attack."""

    def __init__(self, max_length: int = 256) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Check `password`.

        :raises ValidationError: where it has more than `max_length` characters.
        """
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Return what is asked."""
        return ngettext(
            "The password must have at most %(max_length)d character.",
            "The password must have at most %(max_length)d characters.",
            self.max_length,
        ) % {"max_length": self.max_length}
