"""What every test stands on that is not people: clean caches, the language, and a Chromium for browser tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

NO_BROWSER = "NO BROWSER TESTS WERE RUN: there is no Chromium (Debian: apt-get install chromium-headless-shell)."
# The shell is the same browser without a window's frame; a test takes a quarter less with it.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Without a sandbox only as root, as in CI; the rest keeps Chromium from calling anybody.
CHROMIUM_FLAGS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 20_000  # milliseconds
LONG = ("walk", "long")
ON_BOTH = os.environ.get("WALKS_ON_BOTH") == "1"
LONGEST_NAME = 200
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

# Time is not what a property says; a busy machine must not refute it.
hypothesis_settings.register_profile("here", hypothesis_settings.get_profile("default"), deadline=None)
hypothesis_settings.load_profile("here")

# Playwright keeps an event loop running beside the test; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """Return where this machine's Chromium is: `CHROMIUM`, or one found on the path; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    if chromium() is None and os.environ.get("REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(f"REQUIRE_BROWSER=1, but {NO_BROWSER.lower()}")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by the begin and the length of a long text: workers tell each other every name, many times."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_NAME:
        return f"{val[:20]!a}… {len(val)}"
    return None


def touches_database(item: pytest.Item) -> bool:
    """Return whether a test reads or writes the database, by its marker or by what it asks for."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(DATABASE_FIXTURES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be run here, or would only be run twice.

    That is browser tests where there is no browser, races where writers only queue (SQLite, hardening L1), what
    touches no database on PostgreSQL, and, unless `WALKS_ON_BOTH` asks for it, a walk on the other database than its
    own and a browser on PostgreSQL.
    """
    vendor = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    left_out = [item for item in items if is_left_out(item, vendor)]
    gone = set(left_out)
    kept = [item for item in items if item not in gone]
    # Two workers take half of the tests each and share what is left over; the long ones must not come last.
    long = [item for item in kept if any(item.get_closest_marker(name) for name in LONG)]
    rest = [item for item in kept if not any(item.get_closest_marker(name) for name in LONG)]
    items[:] = [*long[::2], *rest[: len(rest) // 2], *long[1::2], *rest[len(rest) // 2 :]]
    config.hook.pytest_deselected(items=left_out)


def is_left_out(item: pytest.Item, vendor: str) -> bool:
    """Return whether a test is not run here, on the database of a vendor."""
    in_browser = item.get_closest_marker("browser") is not None
    if in_browser and chromium() is None:
        return True
    if vendor == "sqlite3":
        own = item.get_closest_marker("postgresql") is None
    else:
        own = touches_database(item) and (ON_BOTH or not in_browser)
    walk = item.get_closest_marker("walk")
    return not own or not (ON_BOTH or walk is None or walk.args[0] == vendor)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if chromium() is None:
        terminalreporter.section("browser tests", sep="!", red=True, bold=True)
        terminalreporter.line(NO_BROWSER, red=True, bold=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; nothing is downloaded. What it expects may take its time on a busy machine."""
    expect.set_options(timeout=PATIENCE)
    return {**browser_type_launch_args, "executable_path": chromium(), "args": CHROMIUM_FLAGS}


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Begin in the default language with empty caches: limits live in one, names of rows in others."""
    from roadmap.selectors import inbox, names, reference  # noqa: PLC0415 -- models load after the applications

    cache.clear()
    for kept in (inbox, names, reference):
        kept.forget()
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()
    yield
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()
