"""Where who is not registered is from: asked, because no record tells it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from rongcheng.core.errors import Refusal

from .. import draft as drafts
from ..speaking import Speaker
from ..telling import Telling
from .asking import place_context
from .pages import screen
from .tell import TOO_WIDE, asks_home, begun, chosen_place, onward


@begun
def home(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Home place of the worker: the office there is told of the matter too."""
    if not asks_home(telling, speaker):
        return onward(request, telling, speaker)
    if request.method == "GET":
        return _home(request, telling)
    place = None if "skip" in request.POST else chosen_place(request)
    if place is None and "skip" not in request.POST:
        return _home(request, telling, Refusal(TOO_WIDE))
    telling.home = place.code if place else 0
    return onward(request, telling, speaker)


def _home(request: HttpRequest, telling: Telling, refusal: Refusal | None = None) -> HttpResponse:
    """The picker; it proposes where the ID number was given out, which may not be home now."""
    verified = drafts.load(request).verified
    number = verified.claim.id_number if verified and telling.home is None else ""
    picker = place_context(request, "home_place", number, chosen=telling.home or "")
    context = picker | {
        "telling": telling, "refusal": refusal, "suggested": None,
        "first_registered": picker["suggested"],
    }  # fmt: skip
    return screen(request, "tell_home", context, 422 if refusal else 200)
