"""Probes: is the process alive, and may it get requests. They tell no version and no secret (hardening, G37)."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

LEAST_FREE_BYTES = 1_000_000_000
DATABASE_SECONDS = 1.5


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; asks nothing of anything else."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether database, migrations and storage are fit: 200, or 503 with what is not."""
    migrations_applied = within(DATABASE_SECONDS, are_migrations_applied)
    parts = {
        "database": migrations_applied is not None,
        "migrations": bool(migrations_applied),
        "storage": is_storage_fit(),
    }
    if all(parts.values()):
        return JsonResponse(parts)
    return JsonResponse(parts, status=503, headers={"Retry-After": "10"})


def are_migrations_applied() -> bool:
    """Return whether the database has every migration of this code.

    :raises DatabaseError: where the database does not answer.
    """
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_storage_fit() -> bool:
    """Return whether the evidence folder can be written to and has a gigabyte left."""
    probe = settings.EVIDENCE_DIR / ".ready"
    try:
        settings.EVIDENCE_DIR.mkdir(parents=True, exist_ok=True)
        probe.touch()
        return shutil.disk_usage(settings.EVIDENCE_DIR).free >= LEAST_FREE_BYTES
    except OSError:
        return False


def within(seconds: float, ask: Callable[[], bool]) -> bool | None:
    """Return what `ask` says of the database, or None where it does not answer in time.

    It asks from a thread with a connection of its own: a database that is gone without a trace makes the
    driver wait longer than a probe may take.
    """

    def ask_and_close() -> bool:
        try:
            return ask()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(ask_and_close).result(timeout=seconds)
    except (DatabaseError, TookTooLong):
        return None
    finally:
        pool.shutdown(wait=False)
