"""The usual way: a REST-framework `ModelViewSet` with nested serializers and prefetch, and a template over model rows.

It has no sign-in, permission, limit, rules, audit or history; the middleware is Django's default one.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from accounts.api.authentication import TokenAuthentication
from roadmap.models import CompletionForm, Measure, MeasureSide, Occurrence, Report, Standing

LANGUAGES = ("kk", "ru", "en")
TEMPLATE = """<!DOCTYPE html><html><head><title>Measures</title></head><body><table>
{% for measure in measures %}<tr><td>{{ measure.number }}</td><td><a href="/measures/{{ measure.pk }}/">
{{ measure.title_ru }}</a></td><td>{{ measure.deadline_ru }} <span>{{ measure.due_on|date:"d.m.Y" }}</span></td>
<td>{{ measure.get_status_display }} {{ measure.progress }} % {{ measure.get_agreement_display }}</td>
{% for side in measure.sides.all %}<td>{{ side.region.name_ru }}: {{ side.lead.name_ru }}
<span class="badge {{ side.status }}">{{ side.get_status_display }}</span> {{ side.progress }} %
{% if side.at_risk %}<b>{{ side.get_reason_display }}</b>{% endif %} {{ side.stands_on|date:"d.m.Y" }}</td>{% endfor %}
</tr>{% endfor %}</table></body></html>"""


class OwnAddresses:
    """Gives requests the addresses of this file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer by this file's addresses."""
        request.urlconf = "benchmarks.plain"
        return self.get_response(request)


class FormSerializer(serializers.ModelSerializer[CompletionForm]):
    """A completion form."""

    class Meta:
        """All of it."""

        model = CompletionForm
        fields = ("code", "name_kk", "name_ru", "name_en")


class SideSerializer(serializers.ModelSerializer[MeasureSide]):
    """One Party's side of a measure."""

    region = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    lead = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    health = serializers.SerializerMethodField()

    class Meta:
        """What the product shows of it."""

        model = MeasureSide
        fields = (
            "region",
            "status",
            "progress",
            "health",
            "stands_on",
            "at_risk",
            "reason",
            "lead",
            "co",
            "by_agreement",
        )

    def get_health(self, side: MeasureSide) -> str:
        """Return how it relates to its dates."""
        return health_of(side)


class StandingSerializer(serializers.ModelSerializer[Standing]):
    """One Party's standing."""

    region = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    health = serializers.SerializerMethodField()

    class Meta:
        """What the product shows of it."""

        model = Standing
        fields = ("region", "status", "progress", "health", "stands_on", "at_risk", "reason")

    def get_health(self, standing: Standing) -> str:
        """Return how it relates to its dates."""
        return health_of(standing)


class OccurrenceSerializer(serializers.ModelSerializer[Occurrence]):
    """A due period."""

    standings = StandingSerializer(many=True, read_only=True)

    class Meta:
        """What the product shows of it."""

        model = Occurrence
        fields = ("id", "label", "starts_on", "due_on", "status", "progress", "agreement", "standings")


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A measure with its sides."""

    roadmap = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    direction = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    completion_form = FormSerializer(read_only=True)
    sides = SideSerializer(many=True, read_only=True)
    health = serializers.SerializerMethodField()

    class Meta:
        """What the product shows of it."""

        model = Measure
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "roadmap",
            "number",
            "direction",
            *(f"title_{code}" for code in LANGUAGES),
            "completion_form",
            "deadline_form",
            "starts_on",
            "due_on",
            *(f"deadline_{code}" for code in LANGUAGES),
            "original_due_on",
            "postponements",
            "status",
            "progress",
            "health",
            "agreement",
            "is_cancelled",
            "sides",
            "source",
            "source_fields",
            "version",
            "updated_at",
        )

    def get_health(self, measure: Measure) -> str:
        """Return how it relates to its dates."""
        return health_of(measure)


class MeasureInFullSerializer(MeasureSerializer):
    """A measure with its occurrences."""

    occurrences = OccurrenceSerializer(many=True, read_only=True)

    class Meta(MeasureSerializer.Meta):
        """And these."""

        fields = (*MeasureSerializer.Meta.fields, "occurrences", "provenance")


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report."""

    region = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    agency = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        """All that may be read; the state may be written."""

        model = Report
        fields = (
            "id",
            "measure",
            "region",
            "agency",
            "state",
            "stands_on",
            "status",
            "progress",
            "summary",
            "version",
        )
        read_only_fields = ("measure", "version")


class Pages(PageNumberPagination):
    """Fifty a page, with the count."""

    page_size = 50


class MeasureViewSet(viewsets.ModelViewSet[Measure]):
    """The measures."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Measure]:
        """Return the rows asked for, with what they show."""
        asked = self.request.query_params
        found = Measure.objects.select_related("roadmap", "direction", "completion_form")
        found = found.prefetch_related("sides__region", "sides__lead").order_by("number_key", "id")
        if self.action == "retrieve":
            found = found.prefetch_related("occurrences__standings__region")
        if "direction" in asked:
            found = found.filter(direction__number=asked["direction"], agreement=asked["agreement"])
        if "word" in asked:
            found = found.filter(words__icontains=asked["word"])
        return found

    def get_serializer_class(self) -> Any:  # noqa: ANN401 -- REST framework's hook
        """Return the serializer with or without occurrences."""
        return MeasureInFullSerializer if self.action == "retrieve" else MeasureSerializer


class ReportViewSet(mixins.UpdateModelMixin, viewsets.GenericViewSet[Report]):
    """The reports: PATCH sets the state, without history."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    queryset = Report.objects.select_related("region", "agency")
    serializer_class = ReportSerializer

    def perform_update(self, serializer: Any) -> None:  # noqa: ANN401 -- REST framework's hook
        """Save what the database asks of an accepted report, too."""
        report = serializer.instance
        serializer.save(accepted_at=timezone.now(), accepted_by_id=self.request.query_params["by"], version=2)
        standing = report.standing
        standing.status, standing.progress, standing.newest = report.status, report.progress, report
        standing.save()


class Empty(APIView):
    """Nothing but the sign-in by token."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)

    def get(self, request: Request) -> Response:
        """Return nothing, to who is known."""
        assert request.user.is_authenticated
        return Response(None)


def health_of(row: Any) -> str:  # noqa: ANN401 -- any row with the three days
    """Return how a row relates to its dates."""
    today = date.today()  # noqa: DTZ011 -- the machine's day will do
    if row.is_closed:
        return "closed"
    for name, day in (("late", row.late_from), ("due_soon", row.soon_from), ("silent", row.silent_from)):
        if day is not None and day <= today:
            return name
    return "on_track"


def empty(_request: HttpRequest) -> HttpResponse:
    """Return nothing."""
    return HttpResponse(b"")


def page(_request: HttpRequest) -> HttpResponse:
    """Return sixty measures as a table, as many as the product's page has."""
    rows = Measure.objects.prefetch_related("sides__region", "sides__lead").order_by("number_key", "id")[:60]
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({"measures": rows}))


def summary(_request: HttpRequest) -> JsonResponse:
    """Return the figures of each direction and region, counted in Python."""
    figures: dict[tuple[int, str], Counter[str]] = {}
    for measure in Measure.objects.select_related("direction").prefetch_related("sides__region"):
        for side in measure.sides.all():
            counted = figures.setdefault((measure.direction.number, side.region.code), Counter())
            if measure.is_cancelled:
                counted["cancelled"] += 1
                continue
            counted.update(
                {"measures": 1, side.status: 1, measure.agreement: 1, health_of(side): 1, "progress": side.progress}
            )
    return JsonResponse({"results": [{"key": key, **found} for key, found in sorted(figures.items())]})


def export(_request: HttpRequest) -> HttpResponse:
    """Return all measures as CSV, by the serializers."""
    rows = Measure.objects.select_related("roadmap", "direction", "completion_form")
    data = MeasureSerializer(
        rows.prefetch_related("sides__region", "sides__lead").order_by("number_key"), many=True
    ).data
    written = StringIO()
    writer = csv.writer(written)
    for row in data:
        sides = [value for side in row.pop("sides") for value in side.values()]
        writer.writerow([*row.values(), *sides])
    return HttpResponse(written.getvalue(), content_type="text/csv")


router = SimpleRouter()
router.register("measures", MeasureViewSet, basename="measure")
router.register("reports", ReportViewSet, basename="report")
urlpatterns = [
    path("plain/", include(router.urls)),
    path("plain/empty/", empty),
    path("plain/empty-signed-in/", Empty.as_view()),
    path("plain/page/", page),
    path("plain/summary/", summary),
    path("plain/csv/", export),
]
