"""What every page needs to know about its reader."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import navigation

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest) -> dict:
    """``navigation, large_type, languages, demo``: used by the base templates."""
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
    }
