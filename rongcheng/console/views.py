"""The home page of staff."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongcheng.agencies.permissions import require

from .inbox import waiting_for
from .tiles import recent_ledgers


@require_safe
@require()
def inbox(request: HttpRequest) -> HttpResponse:
    """My inbox: who I am here, what waits for me, and where I was."""
    staff = request.user
    place = staff.office.place if staff.office else None
    tiles = waiting_for(staff)
    context = {
        "greeting": greeting(localtime()), "place": place,
        "todo": [t for t in tiles if t.count], "done": [t for t in tiles if not t.count],
        "recent": recent_ledgers(staff),
    }  # fmt: skip
    return render(request, "console/inbox.html", context)


def greeting(at: datetime) -> str:
    """What one says at that hour."""
    if at.hour < 5 or at.hour >= 18:
        return _("Good evening")
    if at.hour < 12:
        return _("Good morning")
    return _("Good afternoon")
