"""The demonstration's history, played through the services with its own people, days and moments.

What is played is data (roadmap/data/demo-history.json). Whoever reports for an agency that has no
demo executor is a coordinator of earlier days, who has left since: so nobody accepts own words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import Act
from accounts.services.people import deactivate_person
from roadmap.choices import RoadmapState
from roadmap.errors import RuleBroken
from roadmap.imports.demo_reports import Stage, decide, hand_in
from roadmap.models import Amendment, Comment, Executor, Measure, PeriodClose, Report, Roadmap, Settlement
from roadmap.services.amending import ChangeRequest, confirm_amendment, propose_amendment
from roadmap.services.closing import confirm_close, propose_close
from roadmap.services.commenting import add_comment
from roadmap.services.demonstration import DemoPerson, register_demo_people, shared_leads
from roadmap.services.evidence import forget
from roadmap.services.settling import confirm_settlement, propose_settlement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.models import Agency, User

    Step = tuple[datetime, Callable[[], object]]

HISTORY = Path(__file__).resolve().parents[1] / "data" / "demo-history.json"


@dataclass(frozen=True)
class Played:
    """What the demonstration has; `is_new` is False where its history was there already."""

    counts: dict[str, int]
    is_new: bool


def load_demonstration(*, now: datetime, password: str) -> Played:
    """Make the demo people and play their history up to `now`, whole or not at all.

    Where it was played already, only the people get the password.

    :raises RuleBroken: `roadmap_not_in_force` where its road map is not there; `not_available` where
        somebody real has a demo person's name.
    """
    data = json.loads(HISTORY.read_bytes())
    stored: list[str] = []
    try:
        with transaction.atomic():
            return _load(data, now, password, stored)
    except BaseException:
        forget(stored)
        raise


def _load(data: dict[str, Any], now: datetime, password: str, stored: list[str]) -> Played:
    roadmap = (
        Roadmap.objects.select_for_update(no_key=True)
        .filter(code=data["roadmap"], state=RoadmapState.IN_FORCE)
        .first()
    )
    if roadmap is None:
        code = {"code": data["roadmap"]}
        raise RuleBroken("roadmap_not_in_force", _("Load the road map %(code)s first, and put it in force.") % code)
    act = Act(by=None, at=now)
    people = [DemoPerson(**one) for one in data["people"]]
    regions = [person.region for person in people if person.role == "executor" and person.region is not None]
    agencies = shared_leads(roadmap, regions, on=roadmap.starts_on)
    users = register_demo_people(act, people, agencies=agencies, password=password)
    is_new = not Report.objects.filter(measure__roadmap=roadmap, is_demo=True).exists()
    if is_new:
        former = register_demo_people(act, [DemoPerson(**one) for one in data["former"]], agencies={}, password=None)
        stage = _stage(roadmap, users | former, agencies, data["signatories"], stored)
        _play(stage, data, now)
        for user in former.values():
            _leave(user, users, min(now, datetime.fromisoformat(data["left_at"])))
    return Played(counts=_counts(roadmap, len(users)), is_new=is_new)


def _stage(
    roadmap: Roadmap,
    users: dict[str, User],
    agencies: dict[str, Agency],
    signatories: dict[str, dict[str, str]],
    stored: list[str],
) -> Stage:
    leads = Executor.objects.on(roadmap.starts_on).filter(measure__roadmap=roadmap, role="lead")
    return Stage(
        roadmap=roadmap,
        users=users,
        measures={measure.number: measure for measure in Measure.objects.filter(roadmap=roadmap)},
        leads={(row.measure_id, row.region.code): row.agency_id for row in leads.select_related("region")},
        agencies=agencies,
        signatories=signatories,
        stored=stored,
    )


def _play(stage: Stage, data: dict[str, Any], now: datetime) -> None:
    """Play everything in the order of its moments; what lies after `now` has not happened yet."""
    steps = [*_reports(stage, data), *_amendments(stage, data), *_settlements(stage, data)]
    steps += [*_closings(stage, data), *_comments(stage, data)]
    for at, step in sorted(steps, key=lambda one: one[0]):
        if at <= now:
            step()


def _reports(stage: Stage, data: dict[str, Any]) -> Iterator[Step]:
    for index, told in enumerate(data["reports"]):
        yield datetime.fromisoformat(told["written_at"]), partial(hand_in, stage, index, told)
        if "decided_at" in told:
            yield datetime.fromisoformat(told["decided_at"]), partial(decide, stage, index, told)


def _amendments(stage: Stage, data: dict[str, Any]) -> Iterator[Step]:
    for told in data["amendments"]:
        propose = partial(
            propose_amendment,
            roadmap_code=stage.roadmap.code,
            protocol_number=told["protocol_number"],
            protocol_date=date.fromisoformat(told["protocol_date"]),
            effective_on=date.fromisoformat(told["effective_on"]),
            changes=[ChangeRequest(stage.measures[told["measure"]].pk, "deadline", told["deadline"])],
            demo=True,
        )
        confirm = partial(_confirm, confirm_amendment, "amendment_id")
        yield from _agreement(stage, told, propose, confirm)


def _settlements(stage: Stage, data: dict[str, Any]) -> Iterator[Step]:
    for told in data["settlements"]:
        propose = partial(
            propose_settlement,
            measure_id=stage.measures[told["measure"]].pk,
            occurrence=told["occurrence"],
            status=told["status"],
            text=told["text"],
            protocol_number=told["protocol_number"],
            protocol_date=date.fromisoformat(told["protocol_date"]),
            demo=True,
        )
        yield from _agreement(stage, told, propose, partial(_confirm, confirm_settlement, "settlement_id"))


def _closings(stage: Stage, data: dict[str, Any]) -> Iterator[Step]:
    for told in data["closings"]:
        propose = partial(propose_close, roadmap_code=stage.roadmap.code, period=told["period"], demo=True)
        yield from _agreement(stage, told, propose, partial(_confirm, confirm_close, "period_id"))


def _agreement(
    stage: Stage, told: dict[str, Any], propose: Callable[[Act], Any], confirm: Callable[[Act, Any], object]
) -> Iterator[Step]:
    """Return both halves of an agreement: one Party's coordinator proposes, the other's confirms."""
    proposal: list[Any] = []
    first = stage.coordinator(told["proposed_by"], told["proposed_at"])
    second = stage.coordinator(told["confirmed_by"], told["confirmed_at"])
    yield first.at, lambda: proposal.append(propose(first))
    yield second.at, lambda: confirm(second, proposal[0])


def _confirm(service: Callable[..., object], name: str, act: Act, proposal: Any) -> None:  # noqa: ANN401 -- any proposal
    service(act, **{name: proposal.pk}, seen_version=proposal.version)


def _comments(stage: Stage, data: dict[str, Any]) -> Iterator[Step]:
    for told in data["comments"]:
        act = stage.coordinator(told["region"], told["at"])
        yield (
            act.at,
            partial(
                add_comment,
                act,
                measure_id=stage.measures[told["measure"]].pk,
                text=told["text"],
                audience=told["audience"],
                demo=True,
            ),
        )


def _leave(user: User, users: dict[str, User], at: datetime) -> None:
    """Let the region's administrator shut out a coordinator of earlier days."""
    [administrator] = [
        one for one in users.values() if one.role == "administrator" and one.region_id == user.region_id
    ]
    deactivate_person(Act(by=administrator, at=at), user_id=user.pk, seen_version=user.version)


def _counts(roadmap: Roadmap, people: int) -> dict[str, int]:
    rows = {"amendments": Amendment, "settlements": Settlement, "closings": PeriodClose}
    return {
        "people": people,
        "reports": Report.objects.filter(measure__roadmap=roadmap, is_demo=True).count(),
        **{name: model.objects.filter(roadmap=roadmap, is_demo=True).count() for name, model in rows.items()},
        "comments": Comment.objects.filter(measure__roadmap=roadmap, is_demo=True).count(),
    }
