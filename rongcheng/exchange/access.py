"""Who calls: bearer tokens, the right to an operation, and how often it may be called."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import translation
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from rongcheng.agencies.models import Staff
from rongcheng.agencies.permissions import lacking
from rongcheng.agencies.queries import authenticate_token
from rongcheng.core.errors import NotAllowed

MINUTE = 60


class Bearer(HttpBearer):
    """The token of a member of staff; the operation acts as that person.

    ``Accept-Language: en`` gives messages in English, anything else in Chinese.
    """

    def __call__(self, request: HttpRequest) -> Staff | None:
        if request.headers.get("Accept-Language", "").lower().startswith("en"):
            translation.activate("en")  # the middleware restores the language afterwards
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return authenticate_token(token.strip())


class Rate(BaseThrottle):
    """So many calls in each minute, counted in each server process.

    Ninja's own throttles keep the count of the call at hand on the shared object, where threads
    overwrite each other's.
    """

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def who(self, request: HttpRequest) -> str:
        return f"staff-{request.auth.pk}"  # type: ignore[attr-defined]

    def allow_request(self, request: HttpRequest) -> bool:
        key = f"api-{self.who(request)}-{int(time.time() // MINUTE)}"
        cache.add(key, 0, timeout=2 * MINUTE)
        return cache.incr(key) <= self.calls

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE


class RatePerAddress(Rate):
    """The same for callers who are nobody: each address apart."""

    def who(self, request: HttpRequest) -> str:
        return f"address-{request.META.get('REMOTE_ADDR')}"


per_staff = Rate(600)
refused_tokens = RatePerAddress(30)


def caller(request: HttpRequest, *capabilities: str) -> Staff:
    """The member of staff who calls, once their role holds one of ``capabilities``."""
    staff: Staff = request.auth  # type: ignore[attr-defined]
    if capabilities and not any(staff.can(one) for one in capabilities):
        raise NotAllowed(lacking(staff, capabilities[0]))
    return staff
