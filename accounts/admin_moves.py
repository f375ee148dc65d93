"""Moves on chosen rows: a page that says what will happen, then all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin_forms import whole_number
from accounts.errors import InvalidInput, RuleBroken, StaleVersion, VersionMissing
from accounts.http import act_of
from accounts.policy import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.admin_doors import RegionAdmin
    from accounts.audit import Act


@dataclass(frozen=True)
class Move:
    """Something to do with chosen rows: its name, its words, who may at all, and the service."""

    name: str
    label: Any
    consequence: Any
    action: Action
    make: Callable[[Act, Any, int | None], object]


def run_move(move: Move, page: RegionAdmin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
    """Ask before the first time; then call the service for each row, with the version that was shown."""
    chosen = list(rows.order_by("pk"))
    if "confirmed" not in request.POST:
        return _ask(page, request, move, chosen)
    act = act_of(request, "admin")
    row = None
    try:
        with transaction.atomic():
            for row in chosen:
                move.make(act, row, _seen(request, row))
    except ObjectDoesNotExist as hidden:
        raise Http404 from hidden
    except (RuleBroken, InvalidInput) as refusal:
        return _ask(page, request, move, chosen, f"{row}: {refusal.message}", status=409)
    except (StaleVersion, VersionMissing) as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 428
        message = _("Someone changed this meanwhile. Read the list again.")
        return _ask(page, request, move, chosen, f"{row}: {message}", status=status)
    done = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", len(chosen)) % {"count": len(chosen)}
    messages.success(request, f"{move.label}: {done}")
    return None


def _seen(request: HttpRequest, row: Any) -> int | None:
    return whole_number(request.POST.get(f"seen-{row.pk}", ""))


def _ask(
    page: RegionAdmin,
    request: HttpRequest,
    move: Move,
    chosen: list[Any],
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": move.label,
        "move": move,
        "rows": chosen,
        "error": error,
        "opts": page.opts,
    }
    request.current_app = page.admin_site.name
    return TemplateResponse(request, "admin/confirm_move.html", context, status=status)
