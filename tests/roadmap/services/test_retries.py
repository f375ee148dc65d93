"""A post that is sent three times, twice at once and once after, is made once (hardening G9)."""

import os
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, KeptAnswer
from accounts.services import tokens
from roadmap.models import Report
from tests.cast import act_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
# `make assure` sends a thousand.
POSTS = int(os.environ.get("RETRY_POSTS", "10"))
BODY = {"status": "in_progress", "progress": 50, "stands_on": "2024-07-02", "language": "kk"}


def send(token, key, measure, summary="Жұмыс"):
    """Send a post and return its status, the report and whether it is an answer that was kept."""
    answer = Client().post(
        "/api/v1/reports/",
        {"measure": measure, "summary": summary, **BODY},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )
    return answer.status_code, answer.json().get("id"), answer.headers.get("Idempotent-Replayed")


def twice_at_once(*sent):
    barrier, answers = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            answers.append(send(*sent))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_each_is_made_once_and_answered_alike(plan, aktobe_executor, orenburg_executor):
    made = tokens.create_token(act_of(aktobe_executor, timezone.now()), name="қайталау", scope="write").text
    theirs = tokens.create_token(act_of(orenburg_executor, timezone.now()), name="повтор", scope="write").text
    measure = plan["2.1"].pk
    for number in range(POSTS):
        answers = [*twice_at_once(made, f"key-{number}", measure), send(made, f"key-{number}", measure)]
        assert {answer[0] for answer in answers} == {201}, answers
        assert len({answer[1] for answer in answers}) == 1
        assert sorted(answer[2] or "" for answer in answers) == ["", "true", "true"]
    assert Report.objects.count() == POSTS == KeptAnswer.objects.count()
    assert AuditEntry.objects.filter(action="report.create").count() == POSTS
    assert send(made, "key-0", measure, "Басқа")[0] == 422
    assert send(theirs, "key-0", measure)[2] is None  # a key belongs to its person
