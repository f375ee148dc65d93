"""The plan through the API: own executors and settings, draft texts, states, remarks (rules.md §5, §7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import Choice, Flag, StrictSerializer, Text, Whole
from accounts.policy import Action, require
from roadmap.api import shapes
from roadmap.api.writing.base import (
    NothingBody,
    ReasonBody,
    WritingView,
    measure_at,
    require_party_of,
    require_side,
)
from roadmap.choices import Audience, Cycle, RoadmapState, SourceKind
from roadmap.models import Comment, Direction, Measure, Party, Roadmap
from roadmap.selectors.comments import COLUMNS, comment_rows
from roadmap.selectors.measures import measure_one
from roadmap.selectors.roadmaps import direction_one, roadmap_one
from roadmap.services import commenting, drafting, executors, parties, states
from roadmap.services.executors import CoExecutor, Team

LONGEST_REMARK = 10_000


class TextsBody(StrictSerializer[Any]):
    """A text in the three languages."""

    kk = Text(max_length=2000)
    ru = Text(max_length=2000)
    en = Text(max_length=2000)


class CoExecutorBody(StrictSerializer[Any]):
    """A co-executor, ordered or by agreement."""

    agency = Text(max_length=32)
    by_agreement = Flag(default=False)


class TeamBody(StrictSerializer[Any]):
    """One Party's executors of a measure."""

    lead = Text(max_length=32)
    co = CoExecutorBody(many=True, required=False, max_length=50)  # type: ignore[call-arg]


class PartyBody(StrictSerializer[Any]):
    """How often a Party reports, and how many days it takes."""

    cycle = Choice(choices=Cycle.choices, required=False)
    days_after = Whole(min_value=0, max_value=parties.LONGEST_ALLOWANCE, required=False)


class CommentBody(StrictSerializer[Any]):
    """A remark and who reads it."""

    text = Text(max_length=LONGEST_REMARK)
    audience = Choice(choices=Audience.choices)


class StateBody(StrictSerializer[Any]):
    """The state that a road map is to go to."""

    state = Choice(choices=[RoadmapState.IN_FORCE, RoadmapState.CLOSED])


class DirectionBody(StrictSerializer[Any]):
    """What may be changed of a draft's direction."""

    number = Whole(min_value=1, max_value=drafting.MOST_DIRECTIONS)
    code = Text(max_length=32)
    name = TextsBody()
    source = Choice(choices=SourceKind.choices, required=False)  # type: ignore[assignment]


class NewDirectionBody(DirectionBody):
    """A new direction of a draft road map."""

    roadmap = Text(max_length=64)


class MeasureBody(StrictSerializer[Any]):
    """What may be changed of a draft's measure; executors by the Parties' codes."""

    direction = Whole(min_value=1, max_value=drafting.MOST_DIRECTIONS)
    number = Text(max_length=32)
    title = TextsBody()
    deadline = TextsBody()
    completion_form = Text(max_length=32)
    executors = serializers.DictField(child=TeamBody(), required=False)
    source = Choice(choices=SourceKind.choices, required=False)  # type: ignore[assignment]


class NewMeasureBody(MeasureBody):
    """A new measure of a draft road map."""

    roadmap = Text(max_length=64)


class PartyShape(shapes.Party):
    """A Party of a road map, as a write answers it."""

    roadmap = serializers.CharField()


class ExecutorsView(WritingView):
    """`PATCH measures/{id}/executors/`: the own Party's."""

    actions: ClassVar[Mapping[str, Action]] = {"PATCH": Action.EXECUTORS_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": TeamBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: shapes.MeasureInFull}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Return the measure; refuse who has no Party in it."""
        measure = measure_at(self, kwargs["measure_id"])
        require_party_of(self, Action.EXECUTORS_EDIT, measure.roadmap_id)
        return measure

    def patch(self, request: Request, measure_id: int) -> HttpResponseBase:
        """Set the own Party's executors."""
        fields = self.body(TeamBody)
        co = tuple(CoExecutor(one["agency"], one.get("by_agreement", False)) for one in fields.get("co", ()))
        executors.change_own_executors(
            self.act, measure_id=measure_id, seen_version=self.seen_version, team=Team(fields["lead"], co)
        )
        return self.answer(measure_one(*self.asked(), measure_id))


class PartyView(WritingView):
    """`PATCH parties/{roadmap}/{region}/`: the own Party's settings."""

    actions: ClassVar[Mapping[str, Action]] = {"PATCH": Action.PARTY_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": PartyBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: PartyShape}}

    def find(self, request: Request, **kwargs: Any) -> Party:
        """Return the Party; refuse who is not its coordinator."""
        visible = Roadmap.objects.visible_to(self.act.person)
        party: Party = Party.objects.get(
            roadmap__in=visible, roadmap__code=kwargs["roadmap"], region__code=kwargs["region"]
        )
        require(self.act.person, Action.PARTY_EDIT, party)
        return party

    def patch(self, request: Request, roadmap: str, region: str) -> HttpResponseBase:
        """Change the reporting cycle or the days allowed."""
        fields = self.body(PartyBody, partial=True)
        party = parties.change_party(
            self.act, roadmap_code=roadmap, region_code=region, seen_version=self.seen_version, **fields
        )
        shown = {"roadmap": roadmap, "region": region, "signatory": party.signatory, "cycle": party.cycle}
        return self.answer({**shown, "days_after": party.days_after, "version": party.version})


class CommentListWriting(WritingView):
    """`POST measures/{id}/comments/`."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.COMMENT_WRITE}
    takes: ClassVar[Mapping[str, Any]] = {"POST": CommentBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Comment}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Refuse who has no part in the measure."""
        measure = measure_at(self, kwargs["measure_id"])
        require_side(self, Action.COMMENT_WRITE, measure)
        return None

    def post(self, request: Request, measure_id: int) -> HttpResponseBase:
        """Add a remark for the own region, or for both Parties."""
        comment = commenting.add_comment(self.act, measure_id=measure_id, **self.body(CommentBody))
        row = Comment.objects.values_list(*COLUMNS).get(pk=comment.pk)
        return Response(comment_rows(*self.asked(), [row])[0], status=status.HTTP_201_CREATED)


class DraftWriting(WritingView):
    """A view that edits a draft: coordinators of its Parties."""

    def find_roadmap(self, code: object) -> None:
        """Refuse who may not edit the road map that a body names, where it names one."""
        require(self.act.person, Action.DRAFT_ROADMAP_EDIT)
        if isinstance(code, str):
            roadmap = Roadmap.objects.visible_to(self.act.person).get(code=code)
            require_party_of(self, Action.DRAFT_ROADMAP_EDIT, roadmap.pk)


class DirectionListWriting(DraftWriting):
    """`POST directions/`."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.DRAFT_ROADMAP_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"POST": NewDirectionBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Direction}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the road map up."""
        self.find_roadmap(self.given("roadmap"))
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Add a direction to a draft."""
        fields = self.body(NewDirectionBody)
        direction = drafting.create_direction(self.act, roadmap_code=fields.pop("roadmap"), values=fields)
        return self.answer(direction_one(*self.asked(), direction.pk), created=True)


class DirectionWriting(DraftWriting):
    """`PATCH` and `DELETE directions/{id}/`."""

    writes: ClassVar[Mapping[str, Action]] = dict.fromkeys(("PATCH", "DELETE"), Action.DRAFT_ROADMAP_EDIT)
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": DirectionBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: shapes.Direction}, "DELETE": {204: None}}

    def find(self, request: Request, **kwargs: Any) -> Direction:
        """Return the direction; refuse who may not edit its road map."""
        direction: Direction = Direction.objects.visible_to(self.act.person).get(pk=kwargs["direction_id"])
        require_party_of(self, Action.DRAFT_ROADMAP_EDIT, direction.roadmap_id)
        return direction

    def patch(self, request: Request, direction_id: int) -> HttpResponseBase:
        """Change a draft's direction."""
        values = self.body(DirectionBody, partial=True)
        drafting.change_direction(self.act, direction_id=direction_id, seen_version=self.seen_version, values=values)
        return self.answer(direction_one(*self.asked(), direction_id))

    def delete(self, request: Request, direction_id: int) -> HttpResponseBase:
        """Take an empty direction out of a draft."""
        drafting.delete_direction(self.act, direction_id=direction_id, seen_version=self.seen_version)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeasureListWriting(DraftWriting):
    """`POST measures/`."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.DRAFT_ROADMAP_EDIT}
    takes: ClassVar[Mapping[str, Any]] = {"POST": NewMeasureBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.MeasureInFull}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the road map up."""
        self.find_roadmap(self.given("roadmap"))
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Add a measure to a draft."""
        fields = self.body(NewMeasureBody)
        measure = drafting.create_measure(self.act, roadmap_code=fields.pop("roadmap"), values=fields)
        return self.answer(measure_one(*self.asked(), measure.pk), created=True)


class MeasureWriting(DraftWriting):
    """`PATCH` and `DELETE measures/{id}/`."""

    writes: ClassVar[Mapping[str, Action]] = dict.fromkeys(("PATCH", "DELETE"), Action.DRAFT_ROADMAP_EDIT)
    takes: ClassVar[Mapping[str, Any]] = {"PATCH": MeasureBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"PATCH": {200: shapes.MeasureInFull}, "DELETE": {204: None}}

    def find(self, request: Request, **kwargs: Any) -> Measure:
        """Return the measure; refuse who may not edit its road map."""
        measure: Measure = Measure.objects.visible_to(self.act.person).get(pk=kwargs["measure_id"])
        require_party_of(self, Action.DRAFT_ROADMAP_EDIT, measure.roadmap_id)
        return measure

    def patch(self, request: Request, measure_id: int) -> HttpResponseBase:
        """Change a draft's measure."""
        values = self.body(MeasureBody, partial=True)
        drafting.change_measure(self.act, measure_id=measure_id, seen_version=self.seen_version, values=values)
        return self.answer(measure_one(*self.asked(), measure_id))

    def delete(self, request: Request, measure_id: int) -> HttpResponseBase:
        """Take a measure out of a draft."""
        drafting.delete_measure(self.act, measure_id=measure_id, seen_version=self.seen_version)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RoadmapMove(WritingView):
    """A move of a road map's state, by the coordinators of its Parties."""

    actions: ClassVar[Mapping[str, Action]] = {"POST": Action.PROPOSE}
    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Roadmap}}
    versioned = ("POST",)
    by_proposer: ClassVar[bool | None] = None  # whose move it is: the proposer's, or the other Party's
    move: ClassVar[Callable[..., Roadmap]]

    def find(self, request: Request, **kwargs: Any) -> Roadmap:
        """Return the road map; refuse who is no coordinator of a Party, or whose move it is not."""
        roadmap: Roadmap = Roadmap.objects.visible_to(self.act.person).get(code=kwargs["code"])
        require_party_of(self, Action.PROPOSE, roadmap.pk)
        proposal = states.open_proposal(roadmap) if self.by_proposer is not None else None
        if proposal is not None and (proposal.proposed_by_id == self.act.home) != self.by_proposer:
            raise PermissionDenied("own_proposal")
        return roadmap

    def fields(self) -> dict[str, Any]:
        """Return what the move takes besides the version."""
        return self.body(NothingBody)

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Move the road map."""
        type(self).move(self.act, code=code, seen_version=self.seen_version, **self.fields())
        return self.answer(roadmap_one(*self.asked(), code))


class ProposeState(RoadmapMove):
    """`POST roadmaps/{code}/propose/` `{"state"}`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": StateBody}

    move = staticmethod(states.propose_state)

    def fields(self) -> dict[str, Any]:
        """Return the state to go to."""
        return self.body(StateBody)


class ConfirmState(RoadmapMove):
    """`POST roadmaps/{code}/confirm/`."""

    by_proposer = False
    move = staticmethod(states.confirm_state)


class DeclineState(RoadmapMove):
    """`POST roadmaps/{code}/decline/` `{"reason"}`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": ReasonBody}

    by_proposer = False
    move = staticmethod(states.decline_state)

    def fields(self) -> dict[str, Any]:
        """Return the reason."""
        return self.body(ReasonBody)


class WithdrawState(RoadmapMove):
    """`POST roadmaps/{code}/withdraw/`."""

    by_proposer = True
    move = staticmethod(states.withdraw_state)
