"""From what is raised to the problem that is answered (api.md *Errors*).

drf-standardized-errors calls the handler and flattens nested errors; what they look like is ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ExceptionHandlerContext
from rest_framework import exceptions, status
from rest_framework.response import Response

from accounts.api.problems import Fault, Problem, problem
from accounts.api.refusals import Conflict, Stale, TooLarge, Unavailable, VersionRequired
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing, is_away

log = logging.getLogger("roadmap.api")


def _of_rule(broken: RuleBroken) -> exceptions.APIException:
    return Conflict(str(broken.message), broken.code, broken.all_broken)


def _of_input(wrong: InvalidInput) -> exceptions.APIException:
    return exceptions.ValidationError({wrong.field: [exceptions.ErrorDetail(str(wrong.message), wrong.code)]})


# The first that fits is taken, so the narrower stand before the wider.
CONVERSIONS: tuple[tuple[type[Exception], Callable[[Any], exceptions.APIException]], ...] = (
    (RuleBroken, _of_rule),
    (InvalidInput, _of_input),
    (StaleVersion, lambda stale: Stale(stale.current)),
    (VersionMissing, lambda _missing: VersionRequired()),
    (ObjectDoesNotExist, lambda _hidden: exceptions.NotFound()),
    (DjangoPermissionDenied, lambda _refused: exceptions.PermissionDenied()),
    (RequestDataTooBig, lambda _large: TooLarge()),
    (SuspiciousOperation, lambda _odd: exceptions.ParseError()),
    (IntegrityError, lambda _race: Conflict()),
    (DataError, lambda _unfit: exceptions.ParseError()),
)


class Formatter(ExceptionFormatter):
    """Puts flattened errors into the shape of api.md."""

    def run(self) -> dict[str, object]:
        """Return the body of the problem. One fault of the whole request is said in its `detail` alone."""
        exc = self.exc
        faults = self.faults()
        if isinstance(exc, exceptions.ValidationError):
            return problem(exc.status_code, "invalid", _("Some values cannot be taken."), faults)
        first = faults[0]
        return problem(exc.status_code, first.code, first.message, [one for one in faults if one.field is not None])

    def faults(self) -> list[Fault]:
        """Return what is wrong, field by field, each by its dotted path."""
        broken = getattr(self.exc, "broken", ())
        if broken:
            return [Fault(rule.field, rule.code, str(rule.message)) for rule in broken]
        return [Fault(field_of(error.attr), error.code, error.detail) for error in self.get_errors()]


def field_of(path: str | None) -> str | None:
    """Return the dotted path without the framework's name for the whole of a list; None for the whole request."""
    return (path or "").removesuffix("non_field_errors").removesuffix(".") or None


class Handler(ExceptionHandler):
    """Turns every exception into a problem; only an unexpected one is reported."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Return the API's own exception for one of the domain's or the database's."""
        if isinstance(exc, DatabaseError | InterfaceError):
            log.warning("the database refused a request", exc_info=exc)
        if is_away(exc):
            return Unavailable()
        for kind, convert in CONVERSIONS:
            if isinstance(exc, kind):
                return convert(exc)
        return super().convert_known_exceptions(exc)

    def format_exception(self, exc: exceptions.APIException) -> dict[str, object]:
        """Return the body of the problem."""
        return Formatter(exc, self.context, self.exc).run()

    def get_response(self, exc: exceptions.APIException, data: dict[str, object]) -> Problem:
        """Return the problem as an answer."""
        return Problem(data, status=exc.status_code, headers=self.get_headers(exc))

    def get_headers(self, exc: exceptions.APIException) -> dict[str, str]:
        """Return what else the client needs: how to sign in, when to come back, which version stands."""
        headers: dict[str, str] = super().get_headers(exc)
        if isinstance(exc, Stale):
            headers["ETag"] = f'"{exc.current}"'
        return headers

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """Report an unexpected exception; that the database is away is logged where it is found."""
        if exc.status_code != status.HTTP_503_SERVICE_UNAVAILABLE:
            super().report_exception(exc, response)


def exception_handler(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    """Return the problem for an exception; None (so that it is raised) for an unknown one under DEBUG."""
    return Handler(exc, context).run()
