"""What the views that write share: looking up before reading the body, and answering as reads do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from accounts.api.inputs import StrictSerializer, Text
from accounts.api.schema import Schema
from accounts.api.views import ApiView
from accounts.errors import InvalidInput
from accounts.policy import Action, require
from accounts.services.access import Place
from roadmap.filters.questions import question_of
from roadmap.models import Measure
from roadmap.models.agreement import Proposal
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference, reference
from roadmap.services.access import side_of

Row = TypeVar("Row", bound=Model)


class NothingBody(StrictSerializer[Any]):
    """A move without fields of its own: the body is empty, or an empty object."""


class ReasonBody(StrictSerializer[Any]):
    """Why something is returned or declined."""

    reason = Text(max_length=4000)


class WritingSchema(Schema):
    """Describes writes by what the view declares: `takes` and `gives`; reads as ever."""

    def get_request_serializer(self) -> Any:  # noqa: ANN401 -- drf-spectacular's signature
        """Return the body that a write takes."""
        return getattr(self.view, "takes", {}).get(self.method) or super().get_request_serializer()

    def get_response_serializers(self) -> Any:  # noqa: ANN401 -- drf-spectacular's signature
        """Return what a write answers: by default the object as it now stands."""
        return getattr(self.view, "gives", {}).get(self.method) or super().get_response_serializers()


class WritingView(ApiView):
    """A view that changes something and answers with what now stands.

    `takes` and `gives` describe each write for the schema: its body, its answer by status code.
    `writes` adds to the `actions` of the reads that share the address.
    """

    writes: ClassVar[Mapping[str, Action]] = {}
    takes: ClassVar[Mapping[str, Any]] = {}
    gives: ClassVar[Mapping[str, Mapping[int, Any]]] = {}
    schema = WritingSchema()

    def __init_subclass__(cls, **options: Any) -> None:
        """Let a view that reads and writes have the actions of both."""
        super().__init_subclass__(**options)
        inherited = [vars(base).get("actions", {}) for base in reversed(cls.__mro__)]
        cls.actions = {method: action for actions in inherited for method, action in actions.items()} | dict(
            cls.writes
        )

    def asked(self) -> tuple[Question, Reference]:
        """Return the question that an answer to a write answers: how it stands now, for this person."""
        small = reference()
        question = question_of({}, reader=self.act.person, reference=small, now=timezone.now())
        return question, small

    def answer(self, shown: dict[str, Any], *, created: bool = False) -> Response:
        """Answer with an object and its version as the tag."""
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(shown, status=code, headers={"ETag": f'"{shown["version"]}"'})

    def given(self, name: str) -> Any:  # noqa: ANN401 -- whatever was sent
        """Return a field of a body that has not been checked yet, None where there is none to read."""
        data = self.readable()
        return data.get(name) if isinstance(data, dict) else None

    def readable(self) -> Any:  # noqa: ANN401 -- whatever was sent
        """Return a body that has not been checked yet, None where it cannot be read: that is refused in its turn."""
        try:
            return self.read_data()
        except (APIException, InvalidInput):
            return None


def visible_measure(view: WritingView, measure_id: object) -> Measure | None:
    """Return the measure that a body names, None where it names none at all.

    :raises Measure.DoesNotExist: where the person may not know of it.
    """
    if not isinstance(measure_id, int) or isinstance(measure_id, bool) or not 0 < measure_id < 2**63:
        return None
    return measure_at(view, measure_id)


def measure_at(view: WritingView, measure_id: int) -> Measure:
    """Return the measure with a number. :raises Measure.DoesNotExist: where the person may not know of it."""
    rows: QuerySet[Measure] = Measure.objects.visible_to(view.act.person)
    return rows.select_related("roadmap").get(pk=measure_id)


def require_side(view: WritingView, action: Action, measure: Measure) -> None:
    """Refuse who has no part in the own Party's side of a measure."""
    place, _lead = side_of(measure, view.act.home, on=view.act.today)
    require(view.act.person, action, place)


def require_party_of(view: WritingView, action: Action, roadmap_id: int) -> None:
    """Refuse who may not speak for a Party of the road map."""
    person = view.act.person
    is_party = person.region is not None and person.region.parties.filter(roadmap_id=roadmap_id).exists()
    require(person, action, Place(person.region_id if is_party else None))


def find_proposal(view: WritingView, model: type[Proposal], proposal_id: int) -> Proposal:
    """Return a proposal that the person may know of, and may decide on at all."""
    proposal: Proposal = model.objects.visible_to(view.act.person).get(pk=proposal_id)  # type: ignore[assignment]
    require_party_of(view, Action.PROPOSE, proposal.roadmap_id)
    return proposal
