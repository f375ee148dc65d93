"""Services refuse by themselves, whatever door was left open before them (house.md; hardening G1).

The matrix asks through the API, whose views permit too; here each service that decides is called straight.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from roadmap.models import Amendment, PeriodClose, Report, Settlement
from roadmap.services import amending, closing, reporting, settling
from tests.cast import act_of
from tests.world import LATER

DECIDES: dict[str, tuple[Any, Any, Any]] = {
    "amendment": (amending.confirm_amendment, amending.decline_amendment, amending.withdraw_amendment),
    "settlement": (settling.confirm_settlement, settling.decline_settlement, settling.withdraw_settlement),
    "period": (closing.confirm_close, closing.decline_close, closing.withdraw_close),
}
REFUSED = (
    PermissionDenied,
    Report.DoesNotExist,
    Amendment.DoesNotExist,
    Settlement.DoesNotExist,
    PeriodClose.DoesNotExist,
)


def outcome(world, who, call, **named):
    """Return whether a service lets someone, with nothing left behind."""
    with transaction.atomic():
        try:
            call(act_of(User.objects.get(pk=world.people[who].pk), LATER), **named)
        except REFUSED:
            return "refused"
        finally:
            transaction.set_rollback(True)
    return "done"


@pytest.mark.parametrize("move", ["accept", "return"])
def test_only_other_eyes_of_the_own_region_decide_on_a_report(world, move):
    service = reporting.accept_report if move == "accept" else partial(reporting.return_report, reason="Сандар жоқ")
    for report, may in (("submitted", {"coordinator", "deputy"}), ("own", {"deputy"})):
        named = {"report_id": world.things[report], "seen_version": 2}
        got = {who: outcome(world, who, service, **named) for who in world.people if world.people[who] is not None}
        assert {who for who, said in got.items() if said == "done"} == may, report


@pytest.mark.parametrize("kind", DECIDES)
def test_only_the_other_party_decides_and_only_the_own_withdraws(world, kind):
    named = {f"{kind}_id": world.things[kind], "seen_version": 1}
    confirm, decline, withdraw = DECIDES[kind]
    everybody = [who for who in world.people if world.people[who] is not None]
    for service in (confirm, partial(decline, reason="Келіспейміз")):
        may = {who for who in everybody if outcome(world, who, service, **named) == "done"}
        assert may == {"their_coordinator"}
    may = {who for who in everybody if outcome(world, who, withdraw, **named) == "done"}
    assert may == {"coordinator", "deputy"}
