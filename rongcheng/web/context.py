"""What every page needs to know about its reader."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import navigation

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest) -> dict:
    """``navigation, may_find, large_type, languages, demo``: used by the base templates."""
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "may_find": SimpleLazyObject(lambda: _may_find(request)),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
    }


def _may_find(request: HttpRequest) -> bool:
    """Whether the search for people would open for the reader."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.can("see_people"))
