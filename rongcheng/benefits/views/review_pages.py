"""What the pages about applications share."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Application
from rongcheng.people.queries.scope import visible_persons
from rongcheng.people.views.pages import page

READ = (Can.SEE_BENEFITS, Can.APPLY_FOR_OTHERS)
"""Either opens lists and applications; which ones, ``queries/scope.py`` decides."""


def person_url(request: HttpRequest, application: Application) -> str:
    """The address of the person's record, where the reader may open it."""
    if application.person_id is None or not request.user.can(Can.SEE_PEOPLE):
        return ""
    seen = visible_persons(request.user).filter(pk=application.person_id).exists()
    return reverse("people:person", args=[application.person_id]) if seen else ""


__all__ = ["READ", "page", "person_url"]
