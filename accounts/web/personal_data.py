"""What is kept about a person, as a file: for themselves, and for who looks after them (docs/privacy.md)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.http import page
from accounts.models import User
from accounts.policy import Action
from accounts.services.leaving import data_of
from accounts.services.powers import require_edit
from accounts.web.reader import reader_of

PRETTY = {"ensure_ascii": False, "indent": 1}


@page(Action.ACCOUNT_OWN)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Answer all that is kept about the person who asks."""
    return _file(User.objects.select_related("region", "agency").get(pk=request.user.pk))


@page(Action.PEOPLE_READ)
@require_safe
def of_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Answer all that is kept about someone, where one may write on them."""
    reader = reader_of(request)
    person: User = User.objects.visible_to(reader).select_related("region", "agency").get(pk=user_id)
    if person.pk != reader.pk:
        require_edit(reader, person)
    if person.is_anonymised:
        raise PermissionDenied(Action.PEOPLE_EDIT.value)
    return _file(person)


def _file(person: User) -> HttpResponse:
    answer = JsonResponse(data_of(person), json_dumps_params=PRETTY)
    answer["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
    return answer
