"""What the Parties agree on, through the API: amendments, settlements, closings (rules.md §4–§6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.inputs import Choice, Day, StrictSerializer, Text, Whole
from accounts.policy import Action, require
from roadmap.api import shapes
from roadmap.api.writing.base import (
    NothingBody,
    ReasonBody,
    WritingView,
    find_proposal,
    require_party_of,
    visible_measure,
)
from roadmap.choices import PeriodState, Status
from roadmap.errors import RuleBroken
from roadmap.models import Amendment, PeriodClose, Roadmap, Settlement
from roadmap.models.agreement import Proposal
from roadmap.selectors.listing import Listing
from roadmap.selectors.proposals import AMENDMENTS, PERIODS, SETTLEMENTS, proposal_one
from roadmap.services import amending, closing, settling
from roadmap.services.amended import FIELDS
from roadmap.services.proposals import LONGEST_PROTOCOL_NUMBER

LISTINGS: Mapping[type[Proposal], Listing[Any]] = {
    Amendment: AMENDMENTS,
    Settlement: SETTLEMENTS,
    PeriodClose: PERIODS,
}


class ChangeBody(StrictSerializer[Any]):
    """One change of the signed text; the value's shape follows from the field (api.md)."""

    measure = Whole(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)
    field = Choice(choices=FIELDS)
    value = serializers.JSONField()


class AmendmentBody(StrictSerializer[Any]):
    """An amendment of a road map."""

    roadmap = Text(max_length=64)
    protocol_number = Text(max_length=LONGEST_PROTOCOL_NUMBER)
    protocol_date = Day()
    effective_on = Day()
    changes = ChangeBody(many=True, min_length=1, max_length=amending.MOST_CHANGES)  # type: ignore[call-arg]


class SettlementBody(StrictSerializer[Any]):
    """The agreed status of an occurrence on which the Parties diverge."""

    measure = Whole(min_value=1, max_value=2**63 - 1)
    occurrence = Text(max_length=16, allow_null=True, required=False)
    status = Choice(choices=Status.choices)
    text = Text(max_length=10_000)
    protocol_number = Text(max_length=LONGEST_PROTOCOL_NUMBER)
    protocol_date = Day()


class PeriodBody(StrictSerializer[Any]):
    """A reporting period to be closed."""

    roadmap = Text(max_length=64)
    period = Text(max_length=8)


class ProposalListWriting(WritingView):
    """A view that proposes something to the other Party."""

    writes: ClassVar[Mapping[str, Action]] = {"POST": Action.PROPOSE}

    def find_roadmap(self) -> None:
        """Refuse who may not propose on the road map that the body names, where it names one."""
        require(self.act.person, Action.PROPOSE)
        code = self.given("roadmap")
        if isinstance(code, str):
            roadmap = Roadmap.objects.visible_to(self.act.person).get(code=code)
            require_party_of(self, Action.PROPOSE, roadmap.pk)


class AmendmentListWriting(ProposalListWriting):
    """`POST amendments/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": AmendmentBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Amendment}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the road map up."""
        self.find_roadmap()
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Propose an amendment."""
        fields = self.body(AmendmentBody)
        amendment = amending.propose_amendment(
            self.act,
            roadmap_code=fields["roadmap"],
            protocol_number=fields["protocol_number"],
            protocol_date=fields["protocol_date"],
            effective_on=fields["effective_on"],
            changes=[
                amending.ChangeRequest(change["measure"], change["field"], change["value"])
                for change in fields["changes"]
            ],
        )
        return self.answer(proposal_one(AMENDMENTS, *self.asked(), amendment.pk), created=True)


class SettlementListWriting(ProposalListWriting):
    """`POST settlements/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": SettlementBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Settlement}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the measure up, and refuse who may not speak for a Party of its road map."""
        require(self.act.person, Action.PROPOSE)
        measure = visible_measure(self, self.given("measure"))
        if measure is not None:
            require_party_of(self, Action.PROPOSE, measure.roadmap_id)
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Propose a settlement."""
        fields = self.body(SettlementBody)
        settlement = settling.propose_settlement(
            self.act, measure_id=fields.pop("measure"), occurrence=fields.pop("occurrence", None), **fields
        )
        return self.answer(proposal_one(SETTLEMENTS, *self.asked(), settlement.pk), created=True)


class PeriodListWriting(ProposalListWriting):
    """`POST periods/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": PeriodBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {201: shapes.Period}}

    def find(self, request: Request, **kwargs: Any) -> object:
        """Look the road map up."""
        self.find_roadmap()
        return None

    def post(self, request: Request) -> HttpResponseBase:
        """Propose to close a period."""
        fields = self.body(PeriodBody)
        row = closing.propose_close(self.act, roadmap_code=fields["roadmap"], period=fields["period"])
        return self.answer(proposal_one(PERIODS, *self.asked(), row.pk), created=True)


class ProposalMove(WritingView):
    """A move of a proposal: the other Party confirms or declines, the proposer withdraws."""

    actions: ClassVar[Mapping[str, Action]] = {"POST": Action.PROPOSE}
    versioned = ("POST",)
    model: ClassVar[type[Proposal]]
    named: ClassVar[str]
    move: ClassVar[Callable[..., Proposal]]
    is_own: ClassVar[bool] = False
    body_type: ClassVar[type[StrictSerializer[Any]]] = NothingBody

    def find(self, request: Request, **kwargs: Any) -> Proposal:
        """Return the proposal; refuse the Party whose move it is not."""
        proposal = find_proposal(self, self.model, kwargs["pk"])
        if (proposal.proposed_by_id == self.act.home) != self.is_own:
            raise PermissionDenied("own_proposal")
        return proposal

    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Move the proposal."""
        type(self).move(
            self.act, **{self.named: pk}, seen_version=self.seen_version, **self.body(type(self).body_type)
        )
        return self.answer(proposal_one(LISTINGS[self.model], *self.asked(), pk))


class ConfirmAmendment(ProposalMove):
    """`POST amendments/{id}/confirm/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Amendment}}

    model, named = Amendment, "amendment_id"
    move = staticmethod(amending.confirm_amendment)


class DeclineAmendment(ProposalMove):
    """`POST amendments/{id}/decline/` `{"reason"}`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": ReasonBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Amendment}}

    model, named, body_type = Amendment, "amendment_id", ReasonBody
    move = staticmethod(amending.decline_amendment)


class WithdrawAmendment(ProposalMove):
    """`POST amendments/{id}/withdraw/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Amendment}}

    model, named, is_own = Amendment, "amendment_id", True
    move = staticmethod(amending.withdraw_amendment)


class ConfirmSettlement(ProposalMove):
    """`POST settlements/{id}/confirm/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Settlement}}

    model, named = Settlement, "settlement_id"
    move = staticmethod(settling.confirm_settlement)


class DeclineSettlement(ProposalMove):
    """`POST settlements/{id}/decline/` `{"reason"}`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": ReasonBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Settlement}}

    model, named, body_type = Settlement, "settlement_id", ReasonBody
    move = staticmethod(settling.decline_settlement)


class WithdrawSettlement(ProposalMove):
    """`POST settlements/{id}/withdraw/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Settlement}}

    model, named, is_own = Settlement, "settlement_id", True
    move = staticmethod(settling.withdraw_settlement)


class ConfirmPeriod(ProposalMove):
    """`POST periods/{id}/confirm/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Period}}

    model, named = PeriodClose, "period_id"
    move = staticmethod(closing.confirm_close)


class DeclinePeriod(ProposalMove):
    """`POST periods/{id}/decline/` `{"reason"}`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": ReasonBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Period}}

    model, named, body_type = PeriodClose, "period_id", ReasonBody
    move = staticmethod(closing.decline_close)


class WithdrawPeriod(ProposalMove):
    """`POST periods/{id}/withdraw/`."""

    takes: ClassVar[Mapping[str, Any]] = {"POST": NothingBody}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"POST": {200: shapes.Period}}

    model, named, is_own = PeriodClose, "period_id", True
    move = staticmethod(closing.withdraw_close)


class VerifyShape(shapes.Shape):
    """The hash of a closed period as kept, and as computed from the facts."""

    sha256 = serializers.CharField()
    recomputed = serializers.CharField()
    equal = serializers.BooleanField()


class VerifyPeriod(WritingView):
    """`GET periods/{id}/verify/`: the hash as kept, and as the facts give it today."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PLAN_READ}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {"GET": {200: VerifyShape}}

    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """Recompute the hash of a closed period."""
        visible = PeriodClose.objects.visible_to(request.user)  # type: ignore[arg-type]
        row: PeriodClose = visible.select_related("roadmap").get(pk=pk)  # type: ignore[assignment]
        if row.state != PeriodState.CLOSED:
            raise RuleBroken("not_closed", closing.NOT_CLOSED)
        recomputed = closing.recompute(row)
        return Response({"sha256": row.sha256, "recomputed": recomputed, "equal": recomputed == row.sha256})
