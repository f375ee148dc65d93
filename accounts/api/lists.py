"""The base of the lists of accounts: filters, pages by key, chosen fields, and the other formats (api.md *Lists*)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from accounts.api.renderers import LIST_RENDERERS
from accounts.api.views import ApiView
from accounts.exports import csv_lines, json_lines, refuse_too_many, workbook
from accounts.lists.fields import Tree, leaves_of, picked, tree_of
from accounts.lists.keyset import Ordering, Position, page_of
from accounts.lists.pages import Asked, page_asked
from accounts.lists.time import made_by

Json = dict[str, Any]
CHUNK = 1000


class ListView(ApiView):
    """A list. A view says which rows (`asked`), read by which `columns`, `shown` how.

    `orderings` are its orders, the first being the one without a parameter; `shape` describes one
    row, and with that the names for `fields` and the columns of tables. `made` is the column that
    says when a row came: asked about another day or moment, a list holds those that were there.
    """

    renderer_classes = LIST_RENDERERS  # type: ignore[assignment]
    name: ClassVar[str]
    shape: ClassVar[type[Serializer[Any]]]
    columns: ClassVar[Sequence[str]]
    orderings: ClassVar[Mapping[str, Ordering]]
    made: ClassVar[str]

    def asked(self) -> QuerySet[Any]:
        """Return the rows that the person may know of and asks for."""
        raise NotImplementedError

    def shown(self, rows: Iterable[tuple[Any, ...]]) -> list[Json]:
        """Return raw rows of `columns` as api.md shows them."""
        raise NotImplementedError

    def list_rows(self, request: Request) -> HttpResponseBase:
        """Return a page of rows, or all of them in another format; a view's `get` answers with it."""
        given = dict(request.query_params.lists())
        given.pop("format", None)
        asked = page_asked(request.path, given, self.query, self.orderings)
        known = tree_of_row(self.shape)
        tree = tree_of(asked.fields, known) if asked.fields is not None else None
        queryset = self._then()  # what cannot be asked is refused before the first byte of an answer
        if request.accepted_renderer.format != "json":
            ordered = self.orderings[asked.ordering].applied_to(queryset)
            return self._all(request.accepted_renderer.format, ordered, known if tree is None else tree)
        return Response(self._page(request, queryset, asked, tree))

    def _page(self, request: Request, queryset: QuerySet[Any], asked: Asked, tree: Tree | None) -> Json:
        found = page_of(queryset, self.columns, self.orderings[asked.ordering], asked.position, asked.size)
        rows = self.shown(found.rows)
        body: Json = {
            "next": self._address(request, asked, found.after),
            "previous": self._address(request, asked, found.before),
            "results": rows if tree is None else [picked(row, tree) for row in rows],
        }
        if asked.with_count:
            body["count"] = queryset.count()
        return body

    def _then(self) -> QuerySet[Any]:
        """Return the rows asked for that were there on the day and at the moment asked about."""
        until = made_by(self.query, timezone.now())
        if until is None:
            return self.asked()
        return self.asked().filter(Q(**{f"{self.made}__lte": until}) | Q(**{f"{self.made}__isnull": True}))

    def _address(self, request: Request, asked: Asked, position: Position | None) -> str | None:
        cursor = asked.cursor_at(position)
        if cursor is None:
            return None
        rest = {name: values for name, values in request.query_params.lists() if name != "cursor"}
        query = urlencode({**rest, "cursor": cursor}, doseq=True)
        return request.build_absolute_uri(f"{request.path}?{query}")

    def _all(self, form: str, queryset: QuerySet[Any], chosen: Tree) -> HttpResponseBase:
        rows = (picked(row, chosen) for row in self._every_row(queryset))
        headers = {"Content-Disposition": f'attachment; filename="{self.name}.{form}"', "X-Accel-Buffering": "no"}
        media_type = self.request.accepted_renderer.media_type
        if form == "xlsx":
            refuse_too_many(queryset.count())
            file = workbook(self.name, leaves_of(chosen), rows)
            return FileResponse(file, content_type=media_type, headers=headers)
        stream = csv_lines(leaves_of(chosen), rows) if form == "csv" else json_lines(rows)
        return StreamingHttpResponse(stream, content_type=f"{media_type}; charset=utf-8", headers=headers)

    def _every_row(self, queryset: QuerySet[Any]) -> Iterator[Json]:
        """Yield all rows of one statement, so of one snapshot."""
        raw = queryset.values_list(*self.columns).iterator(chunk_size=CHUNK)
        portion: list[tuple[Any, ...]] = []
        for row in raw:
            portion.append(row)
            if len(portion) == CHUNK:
                yield from self.shown(portion)
                portion = []
        yield from self.shown(portion)


@cache
def tree_of_row(row: type[Serializer[Any]]) -> dict[str, Any]:
    """Return the names of what a row holds, nested as it is."""
    return tree_of_serializer(row())


def tree_of_serializer(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    """Return the names of what a serializer describes, nested as it is."""
    inner = serializer.child if isinstance(serializer, ListSerializer) else serializer
    fields = inner.fields if isinstance(inner, Serializer) else {}
    return {
        name: tree_of_serializer(field) if isinstance(field, BaseSerializer) else None
        for name, field in fields.items()
    }
