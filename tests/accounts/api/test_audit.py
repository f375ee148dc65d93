"""What the list of audit entries tells the operator: who did what, and no values of work (rules.md §7)."""

import pytest

from roadmap.services import reporting
from tests.cast import WHOLE, act_of


@pytest.fixture
def draft(plan, aktobe_executor):
    return reporting.start_report(act_of(aktobe_executor), measure_id=plan["5.1"].pk, occurrence=None, values=WHOLE)


def values_read(client, reader, report):
    client.force_login(reader)
    rows = client.get(f"/api/v1/audit/?target=report:{report.pk}").json()["results"]
    return [row["after"] for row in rows]


def test_the_operator_reads_no_values_of_a_draft(client, operator, draft):
    assert values_read(client, operator, draft) == [None]


def test_the_author_reads_them(client, aktobe_executor, draft):
    assert values_read(client, aktobe_executor, draft)[0]["status"] == draft.status


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_no_export_tells_more(client, operator, draft, form):
    client.force_login(operator)
    answer = client.get(f"/api/v1/audit/?target=report:{draft.pk}&format={form}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert f"report:{draft.pk}" in text
    assert "stands_on" not in text
