"""Typed reads of the environment: what is missing or unsafe stops the start with a sentence that says so.

Every variable is read in `config/settings.py` (or, for the server's own, in `config/gunicorn.py`), through
an `Environment`; nothing else in the product looks at `os.environ`.
"""

import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import environ
from django.core.exceptions import ImproperlyConfigured

MIN_SECRET_LENGTH = 50
MIN_SECRET_VARIETY = 10
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
RATE = re.compile(r"(?P<count>\d{1,6})/(?P<many>\d{0,4})(?P<unit>s|sec|min|h|hour|d|day)")
OIDC_KEYS = ("id", "name", "region", "client_id", "secret", "server_url")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|\[::1\]")


class UnfitEnvironment(ImproperlyConfigured):
    """A variable is missing, unreadable or unsafe; the message names it and says what to set."""


class Rate(NamedTuple):
    """So many requests in so many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True)
class Environment:
    """Reads variables from `values` (normally `os.environ`) as values of the right type."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return the variable without surrounding blanks; an empty one counts as not set."""
        return self.values.get(name, "").strip() or default

    def required(self, name: str, advice: str) -> str:
        """Return the variable.

        :raises UnfitEnvironment: where it is not set; `advice` says what to set it to.
        """
        value = self.text(name)
        if not value:
            raise UnfitEnvironment(f"{name} is not set: {advice}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no; 1, true, yes, on and 0, false, no, off are understood.

        :raises UnfitEnvironment: for any other word.
        """
        word = self.text(name).lower()
        if not word:
            return default
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise UnfitEnvironment(f"{name} is {word!r}: set it to 1 or 0.")

    def count(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`.

        :raises UnfitEnvironment: for anything else.
        """
        word = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", word) or not least <= int(word) <= most:
            raise UnfitEnvironment(f"{name} is {word!r}: set it to a whole number from {least} to {most}.")
        return int(word)

    def words(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Return the comma-separated words of the variable."""
        found = [word.strip() for word in self.text(name).split(",") if word.strip()]
        return found or list(default)

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words, in capitals.

        :raises UnfitEnvironment: for any other.
        """
        word = self.text(name, default).upper()
        if word not in allowed:
            raise UnfitEnvironment(f"{name} is {word!r}: set it to one of {', '.join(allowed)}.")
        return word

    def rate(self, name: str, default: str, *, may_be_off: bool) -> Rate | None:
        """Return a limit such as `30/min` or `10/5min`; None for `off`.

        :raises UnfitEnvironment: where it is not of that form, or `off` without `may_be_off`.
        """
        word = self.text(name, default).lower()
        if word == "off":
            if not may_be_off:
                raise UnfitEnvironment(f"{name} is 'off': only a demonstration (DEMO=1) may run without limits.")
            return None
        match = RATE.fullmatch(word)
        count = int(match["count"]) if match else 0
        many = int(match["many"] or 1) if match else 0
        if match is None or not count or not many:
            raise UnfitEnvironment(f"{name} is {word!r}: set it to a limit such as 30/min or 10/5min.")
        return Rate(count, many * SECONDS[match["unit"]])

    def hosts(self, name: str, default: tuple[str, ...]) -> list[str]:
        """Return host names that are spelled out, without wildcards.

        :raises UnfitEnvironment: where there is none, or one is `*` or begins with a dot.
        """
        found = self.words(name, default)
        if not found:
            raise UnfitEnvironment(f"{name} is not set: name the host that people type, such as roadmap.example.org.")
        for host in found:
            if not HOST.fullmatch(host):
                raise UnfitEnvironment(f"{name} holds {host!r}: spell each host out, without * or a leading dot.")
        return found

    def database(self, name: str, default_file: Path) -> dict[str, Any]:
        """Return Django's settings of the database: SQLite in `default_file`, or what the address says.

        :raises UnfitEnvironment: where the address is neither SQLite's nor PostgreSQL's.
        """
        address = self.text(name, f"sqlite:///{default_file}")
        scheme = address.partition(":")[0]
        if scheme not in {"sqlite", "postgres", "postgresql"}:
            raise UnfitEnvironment(f"{name} begins with {scheme!r}: use postgres://… or sqlite:///….")
        try:
            return dict(environ.Env.db_url_config(address))
        except (ValueError, ImproperlyConfigured) as error:
            raise UnfitEnvironment(f"{name} cannot be read as an address: use postgres://user@host/name.") from error

    def folder(self, name: str, default: Path) -> Path:
        """Return a folder that is there and can be written to, making it where it is missing.

        :raises UnfitEnvironment: where that cannot be.
        """
        path = Path(self.text(name, str(default))).resolve()
        try:
            path.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            raise UnfitEnvironment(f"{name} is {str(path)!r}, which cannot be made: {error.strerror}.") from error
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise UnfitEnvironment(f"{name} is {str(path)!r}, which cannot be written to: name another folder.")
        return path

    def socket(self, name: str) -> str:
        """Return the path of a socket on this machine, or nothing where none is named.

        :raises UnfitEnvironment: where it is no whole path.
        """
        path = self.text(name)
        if path and not path.startswith("/"):
            raise UnfitEnvironment(f"{name} is {path!r}: name the socket by its whole path.")
        return path

    def cache(self, name: str) -> str:
        """Return the address of the cache that processes share, or nothing where none is named.

        :raises UnfitEnvironment: where it is not Redis's.
        """
        address = self.text(name)
        if address and not address.startswith(("redis://", "rediss://", "unix://")):
            raise UnfitEnvironment(f"{name} cannot be read: use redis://host:6379/0, rediss://… or unix:///socket.")
        return address

    def email(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's settings for letters, from `smtp://host:port`, `consolemail://` or `filemail:///folder`.

        :raises UnfitEnvironment: where the address is of another kind.
        """
        address = self.text(name, default)
        try:
            found = dict(environ.Env.email_url_config(address))
        except (ValueError, ImproperlyConfigured) as error:
            raise UnfitEnvironment(
                f"{name} cannot be read: use smtp://host:port, smtp+tls://…, consolemail:// or filemail:///folder."
            ) from error
        if "EMAIL_BACKEND" not in found:
            raise UnfitEnvironment(
                f"{name} cannot be read: use smtp://host:port, consolemail:// or filemail:///folder."
            )
        return found

    def oidc(self, name: str, *, may_be_plain: bool) -> list[dict[str, Any]]:
        """Return the OpenID Connect providers of a JSON list, as allauth takes them; each serves one region.

        :raises UnfitEnvironment: where it is not such a list, or a provider is reached without TLS.
        """
        advice = f"a JSON list of objects with {', '.join(OIDC_KEYS)}"
        try:
            found = json.loads(self.text(name, "[]"))
            given = [tuple(str(one[key]) for key in OIDC_KEYS) for one in found]
        except (ValueError, TypeError, KeyError) as error:
            raise UnfitEnvironment(f"{name} cannot be read: set it to {advice}.") from error
        for provider_id, *_others, address in given:
            if not re.fullmatch(r"[a-z0-9-]{1,30}", provider_id):
                raise UnfitEnvironment(f"{name} holds the id {provider_id!r}: use small letters, digits and hyphens.")
            if not address.startswith("https://") and not may_be_plain:
                raise UnfitEnvironment(f"{name} holds {address!r}: a provider is reached by https only.")
        return [
            {
                "provider_id": provider_id,
                "name": title,
                "client_id": client_id,
                "secret": secret,
                "settings": {"server_url": address, "region": region},
            }
            for provider_id, title, region, client_id, secret, address in given
        ]

    def secret(self, name: str, *, kept_in: Path | None) -> str:
        """Return the secret key; where `kept_in` is given (a demonstration), make one there and keep it.

        :raises UnfitEnvironment: where it is missing or too short to be safe.
        """
        value = self.text(name)
        if not value and kept_in is not None:
            return kept_secret(kept_in)
        if not value:
            raise UnfitEnvironment(f"{name} is not set: set it to at least {MIN_SECRET_LENGTH} random characters.")
        if (
            len(value) < MIN_SECRET_LENGTH
            or len(set(value)) < MIN_SECRET_VARIETY
            or value.startswith("django-insecure")
        ):
            raise UnfitEnvironment(f"{name} is too weak: set it to at least {MIN_SECRET_LENGTH} random characters.")
        return value


def kept_secret(path: Path, size: int = 64) -> str:
    """Return the secret in the file `path`, making one of `size` random bytes first where there is none.

    Only the file's owner may read it. Two processes that begin at once agree on the first one's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(size), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")
