"""On PostgreSQL the role that serves adds audit entries and changes none (G17; docs/postgresql-roles.sql)."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.audit import verify_chain
from accounts.models import AuditEntry
from accounts.services import leaving, people
from tests.cast import accept, act_of

ROLES = Path(__file__).resolve().parents[2] / "docs/postgresql-roles.sql"
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@contextmanager
def serving():
    """Act as the role that serves."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE roadmap_app")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def roles(db):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nobody becomes the owner of a table that waits for checks
        cursor.execute(ROLES.read_text(encoding="utf-8"))


def may_not(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():  # noqa: PT012
        with connection.cursor() as cursor:
            cursor.execute(statement)
        pytest.fail(statement)


FORBIDDEN = (
    "UPDATE accounts_auditentry SET action = 'x'",
    "UPDATE accounts_auditentry SET hash = repeat('0', 64) WHERE seq = 1",
    "DELETE FROM accounts_auditentry",
    "TRUNCATE accounts_auditentry",
    "ALTER TABLE accounts_auditentry DISABLE TRIGGER ALL",
    "DROP TABLE accounts_auditentry",
    "UPDATE roadmap_change SET kind = 'x'",
    "DELETE FROM roadmap_change",
    "DELETE FROM accounts_ledger",
    "DELETE FROM accounts_user",
    "DELETE FROM roadmap_periodclose",
    "DELETE FROM django_migrations",
    "CREATE TABLE public.forged (id int)",
)


def test_the_role_that_serves_may_not(submitted, roles):
    with serving():
        for statement in FORBIDDEN:
            may_not(statement)
        grants_nothing("GRANT UPDATE ON accounts_auditentry TO roadmap_app")


def grants_nothing(statement):
    """Giving oneself a right is only warned of by PostgreSQL, or refused; either way it is not there after."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError:
        pass
    may_not("UPDATE accounts_auditentry SET action = 'x'")


def test_and_the_product_works_under_it(submitted, roles, aktobe_coordinator, aktobe_executor, aktobe_admin):
    with serving():
        accept(aktobe_coordinator, submitted)
        people.deactivate_person(act_of(aktobe_admin), user_id=aktobe_executor.pk, seen_version=1)
        leaving.anonymise_person(act_of(aktobe_admin), user_id=aktobe_executor.pk, seen_version=2)
        assert verify_chain() == []
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions >= {"report.accept", "person.deactivate", "person.anonymise"}


def test_every_table_may_be_read_and_the_chain_only_grown(roles):
    wanted = {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}
    with connection.cursor() as cursor:
        for right, expected in wanted.items():
            cursor.execute("SELECT has_table_privilege('roadmap_app', 'accounts_auditentry', %s)", [right])
            assert cursor.fetchone() == (expected,), right
        cursor.execute("SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'roadmap_app'")
        assert cursor.fetchone() == (False, False, False)
