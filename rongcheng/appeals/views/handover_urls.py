"""Addresses of hand-overs, and the section on the case page that tells of them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries.handovers import of_appeal
from rongcheng.appeals.state import State

from . import handovers
from .sections import Section, section

urlpatterns = [
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/<int:pk>/", handovers.handover, name="handovers_one"),
    path("handovers/<int:pk>/take", handovers.take, name="handovers_take"),
    path("handovers/<int:pk>/answer", handovers.answer, name="handovers_answer"),
    path("<slug:number>/hand-over", handovers.new, name="handovers_new"),
]


@section(order=40)
def handed_over(request: HttpRequest, appeal: Appeal, state: State) -> Section | None:
    """To whom the matter was handed over, and what came back."""
    found = list(of_appeal(appeal))
    may = "handed_over" in possible(request.user, appeal)
    if not found and not may:
        return None
    context = {"handovers": found, "may_hand_over": may}
    return Section("appeals/handovers/_section.html", context, aside=True)
