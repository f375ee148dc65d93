"""The plan through the API: own executors and settings, drafts, states, remarks (rules.md §5, §7)."""

import pytest

from tests.roadmap.api.test_writing_reports import Door, code_of


@pytest.fixture
def coordinator(aktobe_coordinator):
    return Door(aktobe_coordinator)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("patch", "measures/{}/executors/"),
        ("post", "measures/{}/comments/"),
        ("patch", "measures/{}/"),
        ("delete", "directions/{}/"),
        ("post", "reports/{}/submit/"),
        ("post", "reports/{}/accept/"),
        ("delete", "evidence/{}/"),
        ("post", "amendments/{}/confirm/"),
        ("post", "settlements/{}/decline/"),
        ("post", "periods/{}/withdraw/"),
    ],
)
@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**40])
def test_no_number_in_an_address_is_too_large_to_be_unknown(plan, coordinator, method, path, number):
    assert code_of(coordinator.send(method, path.format(number), version=1)) == (404, "not_found")
