"""Makes one database of the benchmark: `python -m benchmarks.prepare MEASURES FILE`; its keys are written to FILE."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.audit import Act
from accounts.models import Region, User
from accounts.roles import Role
from accounts.services.tokens import create_token
from roadmap.imports.synthetic import Amount, load_synthetic
from roadmap.models import Measure, Report, Standing

REPORTS_A_MEASURE = 10
WAITING = 400
PAGE = 50
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COPIED = ("occurrence_id", "measure_id", "region_id", "agency_id")


def main(measures: int, file: Path) -> None:
    """Fill the database of the environment, and write what a client must know."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    load_synthetic(Amount(measures, measures * REPORTS_A_MEASURE), at=now)
    person = User.objects.create_user(
        "bench", "bench@example.invalid", name="Bench", role=Role.COORDINATOR, region=Region.objects.get(code="aktobe")
    )
    token = create_token(Act(by=person, at=now), name="bench", scope="write")
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
    address, last = last_page(Client(headers={"Authorization": f"Bearer {token.text}"}), measures)
    keys = {
        "vendor": connection.vendor,
        "version": version(),
        "measures": measures,
        "token": token.text,
        "cookie": f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}",
        "person": person.pk,
        "ids": list(Measure.objects.order_by("number_key").values_list("pk", flat=True)[: 7 * 40 : 7]),
        "key": Measure.objects.values_list("number_key", "pk").get(pk=last),
        "deep": address,
        "waiting": waiting_reports(now),
    }
    file.write_bytes(orjson.dumps(keys))


def last_page(api: Client, measures: int) -> tuple[str, int]:
    """Return the address of the last page that is full, and the row before it, by following `next`."""
    step = min(500, max(PAGE, measures // 4))
    found = api.get(f"/api/v1/measures/?page_size={step}").json()
    address, last = "", 0
    while found["next"] is not None:
        following = found["next"].removeprefix("http://testserver")
        after = api.get(following).json()
        if len(after["results"]) < PAGE:
            break
        address, last, found = following, found["results"][-1]["id"], after
    return address.replace(f"page_size={step}", f"page_size={PAGE}"), last


def waiting_reports(now: Any) -> list[int]:  # noqa: ANN401 -- an instant
    """Write submitted reports, each on an open standing of its own; return their ids."""
    standings = Standing.objects.filter(region__code="aktobe", is_closed=False).order_by("pk")
    written = []
    for standing in standings.select_related("newest")[:WAITING]:
        newest = standing.newest or Report.objects.filter(region_id=standing.region_id).order_by("pk")[0]
        written.append(
            Report(
                standing=standing,
                occurrence_id=standing.occurrence_id,
                measure_id=standing.measure_id,
                region_id=standing.region_id,
                agency_id=newest.agency_id,
                author_id=newest.author_id,
                writers=[newest.author_id],
                state="submitted",
                stands_on=max(standing.stands_on or date.min, date(2025, 12, 1)),
                status="in_progress",
                progress=90,
                summary="Работа идёт",
                language="ru",
                is_demo=True,
                was_submitted=True,
                created_at=now - timedelta(days=2),
                updated_at=now,
                submitted_at=now,
            )
        )
    return [report.pk for report in Report.objects.bulk_create(written)]


def version() -> str:
    """Return the database's name and version."""
    if connection.vendor == "postgresql":
        number = connection.pg_version  # type: ignore[attr-defined]
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
