"""What a page says where its address, or a rule, does not allow what was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roadmap.errors import InvalidInput

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def says_what_is_wrong(view: View[Rest]) -> View[Rest]:
    """Make a page answer 400 with the parameter's name where its address cannot be read."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except InvalidInput as wrong:
            context = {"parameter": wrong.field, "message": wrong.message, "here": request.path}
            return render(request, "roadmap/wrong_address.html", context, status=400)

    return guarded
