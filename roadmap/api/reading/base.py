"""What all reads share: the question, the tag, a page as JSON, one object as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from accounts.api.lists import tree_of_serializer
from accounts.api.renderers import LIST_RENDERERS, to_json
from accounts.api.views import ApiView
from accounts.lists.fields import picked, tree_of
from accounts.policy import Action
from roadmap.api.shapes import Shape
from roadmap.exports.files import CSV, TABLES, XLSX, Export
from roadmap.filters.cursors import write_cursor
from roadmap.filters.lists import ListRequest, fields_parameter, read_list
from roadmap.filters.parameters import Parameters
from roadmap.filters.questions import TIME, days_at, question_of
from roadmap.selectors.keyset import Page, Position
from roadmap.selectors.listing import Listing
from roadmap.selectors.question import Question
from roadmap.selectors.reference import Reference, counters, reference
from roadmap.selectors.rows import Json

ONE = TIME + Parameters((fields_parameter(),))


class Reading(ApiView):
    """A read. Its answer holds while the ledger's counters and the Parties' days do."""

    actions: ClassVar[Mapping[str, Action]] = {"GET": Action.PLAN_READ}
    shape: ClassVar[type[Shape]]
    reference: Reference
    now: datetime

    def freshness(self, request: Request) -> Iterable[object] | None:
        """Return the counters that this reader's answers depend on, and each Party's day: one query."""
        ledger = counters()
        self.reference = reference(ledger)
        self.now = timezone.now()
        return (*ledger.seen_by(self.reader), tuple(days_at(self.reference, self.now).items()))

    def question(self) -> Question:
        """Return the question that the parameters ask."""
        return question_of(self.query, reader=self.reader, reference=self.reference, now=self.now)

    def one(self, found: Json) -> HttpResponse:
        """Answer with one object, and with its version in the tag."""
        asked = self.query.get("fields")
        tree = tree_of(asked, names_in(self.shape)) if asked else None
        return answered(found if tree is None else picked(found, tree), {"ETag": self.tag_for(found["version"])})


class ListReading(Reading):
    """A list: `listing` says which rows there are, `criteria_type` what of them can be asked for."""

    renderer_classes = LIST_RENDERERS  # type: ignore[assignment]
    listing: ClassVar[Listing[Any]]
    criteria_type: ClassVar[type[Any]]

    def criteria(self, **kwargs: Any) -> Any:  # noqa: ANN401 -- each list has criteria of its own
        """Return the criteria that the parameters name, and those that the address adds."""
        names = {one.name for one in fields(self.criteria_type)}
        asked = {name: value for name, value in self.query.items() if name in names}
        return self.criteria_type(**asked, **kwargs)

    def get(self, request: Request) -> HttpResponseBase:
        """Return one page, or all rows in another format."""
        return self.listed(self.criteria())

    def listed(self, criteria: object) -> HttpResponseBase:
        """Answer with the rows that meet `criteria`, in the form that was asked for."""
        listing, small = self.listing, self.reference
        asked = read_list(listing, self.query, reader=self.reader, reference=small, now=self.now)
        form = self.request.accepted_renderer.format
        export = Export(listing, asked.question, small, criteria, asked.ordering, asked.fields, expand=asked.expand)
        tree = self._tree(asked, export if form in TABLES else None)
        if form != "json":
            return as_file(replace(export, tree=tree), form, self.request.accepted_renderer.media_type)
        page = listing.page(asked.question, small, criteria, asked.page, asked.expand)
        rows = page.rows if tree is None else [picked(row, tree) for row in page.rows]
        body: Json = {**links(self.request, asked, page), "results": rows}
        if asked.with_count:
            body["count"] = listing.count(asked.question, small, criteria)
        return answered(body)

    def _tree(self, asked: ListRequest, table: Export | None) -> Json | None:
        """Return the parts that `fields` names; those of a table may also be named as its columns are."""
        if asked.fields is None:
            return None
        names = asked.fields if table is None else asked.fields - table.named_columns
        return tree_of(names, self._known(asked))

    def _known(self, asked: ListRequest) -> Json:
        unexpanded = set(self.listing.expandable) - asked.expand
        if asked.question.compared_with is None:
            unexpanded.add("then")
        return {name: inner for name, inner in names_in(self.shape).items() if name not in unexpanded}


@cache
def names_in(shape: type[Shape]) -> Json:
    """Return the names of a shape's fields, nested as it is."""
    return tree_of_serializer(shape())


def links(request: Request, asked: ListRequest, page: Page) -> Json:
    """Return the addresses of the pages around a page."""
    return {"next": _link(request, asked, page.after), "previous": _link(request, asked, page.before)}


def answered(body: object, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a body as JSON."""
    return HttpResponse(to_json(body), content_type="application/json", headers=headers)


def as_file(export: Export, form: str, media_type: str) -> HttpResponseBase:
    """Answer with all rows of a list as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{export.listing.name}.{form}"'}
    if form == XLSX:
        return FileResponse(export.xlsx(), content_type=media_type, headers=headers)
    stream = export.csv() if form == CSV else export.ndjson()
    headers["X-Accel-Buffering"] = "no"
    return StreamingHttpResponse(stream, content_type=f"{media_type}; charset=utf-8", headers=headers)


def _link(request: Request, asked: ListRequest, position: Position | None) -> str | None:
    if position is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = write_cursor(asked.ordering_name, position, asked.days)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
