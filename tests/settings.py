"""The product's own settings, with what tests need otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="roadmap-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ.update(
    {
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DATA_DIR": str(_folder),
        "DEBUG": "0",
        "DEMO": "1",
        "DEMO_PASSWORD": "tests-only-passphrase",
        "EMAIL_URL": "memorymail://",
        "LOG_LEVEL": "ERROR",
        "PUBLIC_READ": "0",
        "REDIS_URL": "",
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz",
        "THROTTLE_ANON": "off",
        "THROTTLE_LOGIN": "off",
        "THROTTLE_USER": "off",
    }
)

from config.settings import *  # noqa: E402, F403 - after the environment is set

# In the same thread: a test looks at what was done when it comes back.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ZEAL_RAISE = True
# One request may make several writes on purpose, such as a draft and its file: each locks, and records, by itself.
ZEAL_ALLOWLIST = [
    {"model": model, "field": "get()"} for model in ("accounts.Ledger", "accounts.DigestKey", "roadmap.Report")
]
STATIC_ROOT = _folder / "static"
STATIC_ROOT.mkdir()
WHITENOISE_AUTOREFRESH = True  # else each client of a test reads all static files before its first request

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - from the product's settings
    # A query for each row is one on either database, and watching for it takes a tenth of a run: once is enough.
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405 - the same
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405 - the same
    # A file, as in production: threads get connections of their own, and waiting for a lock is real.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "tests.sqlite3")}  # noqa: F405 - the same
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace(  # noqa: F405 - the same
        "synchronous=FULL", "synchronous=OFF"
    )
