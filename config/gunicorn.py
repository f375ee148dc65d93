"""How gunicorn serves: `gunicorn --config config/gunicorn.py config.wsgi`.

One process with threads, unless `REDIS_URL` names a cache that processes share: limits live in the cache, and
with two processes that each count for themselves they would be twice as wide.
"""

import os
import runpy
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter

from config.env import Environment, UnfitEnvironment

environment = Environment(os.environ)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the heartbeat's file, which must not wait for a disk


def settings_of(environment: Environment) -> dict[str, Any]:
    """Return the settings, read apart, so that a reload of the workers reads them anew.

    :raises SystemExit: with one sentence, where they are not fit to start.
    """
    try:
        settings = runpy.run_module("config.settings")
        refuse_split_limits(environment.count("WEB_CONCURRENCY", 1, least=1, most=64), settings["REDIS_URL"])
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    return settings


def refuse_split_limits(processes: int, redis_url: str) -> None:
    """Check that several processes have a cache to share.

    :raises UnfitEnvironment: where they have not.
    """
    if processes > 1 and not redis_url:
        raise UnfitEnvironment(
            f"WEB_CONCURRENCY is {processes} but REDIS_URL is not set: name the cache they share, or run one process."
        )


def on_starting(server: Arbiter) -> None:
    """Stop also where the number of processes came from the command line."""
    try:
        refuse_split_limits(server.cfg.workers, _settings["REDIS_URL"])
    except UnfitEnvironment as error:
        sys.exit(f"Not started: {error}")


_settings = settings_of(environment)

bind = f"{environment.text('BIND', '127.0.0.1')}:{_settings['PORT']}"
worker_class = "gthread"
workers = environment.count("WEB_CONCURRENCY", 1, least=1, most=64)
threads = environment.count("THREADS", 8, least=1, most=64)
timeout = 60
graceful_timeout = 30
keepalive = 5
# One process alone is not renewed: its memory holds the limits, and nobody would answer meanwhile.
max_requests = 2000 if workers > 1 else 0
max_requests_jitter = 200 if workers > 1 else 0
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
forwarded_allow_ips = environment.text("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
control_socket_disable = True
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
umask = 0o027
accesslog = None
errorlog = "-"
loglevel = _settings["LOG_LEVEL"].lower()
