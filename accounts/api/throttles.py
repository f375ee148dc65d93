"""How much one may ask: so many requests in a window that begins with the first (api.md *Access*)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView

# A window's end and its count share one number in the cache, so that counting is one atomic step.
COUNTS = 1_000_000


class Rate(Protocol):
    """So many requests in so many seconds (config.env.Rate)."""

    @property
    def requests(self) -> int:
        """Return how many."""

    @property
    def seconds(self) -> int:
        """Return in how long."""


@dataclass(frozen=True)
class Budget:
    """What is left of a window: `resets_in` seconds from now it begins anew."""

    limit: int
    remaining: int
    resets_in: int
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """Return what every answer tells about it."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.resets_in),
        }


class Throttle(BaseThrottle):
    """Counts a person's requests (session and tokens together), or a visitor's by their address."""

    def __init__(self) -> None:
        self.budget: Budget | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether this request still fits; `budget` then says what is left."""
        user = getattr(request, "_user", None)
        person = getattr(user, "pk", None)
        rate = settings.THROTTLE_ANON if person is None else settings.THROTTLE_USER
        if rate is None:
            return True
        whose = f"throttle:user:{person}" if person is not None else f"throttle:address:{self.get_ident(request)}"
        self.budget = spend(whose, rate, time.time())
        return not self.budget.is_spent

    def wait(self) -> float | None:
        """Return in how many seconds the window begins anew."""
        return self.budget.resets_in if self.budget is not None else None


def spend(whose: str, rate: Rate, now: float) -> Budget:
    """Count one request against a budget, and return what is left."""
    first = int(now + rate.seconds) * COUNTS + 1
    counted = first if cache.add(whose, first, timeout=rate.seconds) else _count(whose, first, rate)
    ends_at, count = divmod(counted, COUNTS)
    return Budget(
        limit=rate.requests,
        remaining=max(rate.requests - count, 0),
        resets_in=max(int(ends_at - now) + 1, 1),
        is_spent=count > rate.requests,
    )


def _count(whose: str, first: int, rate: Rate) -> int:
    try:
        return cache.incr(whose)
    except ValueError:
        # The window ended between the two steps.
        cache.add(whose, first, timeout=rate.seconds)
        return first
