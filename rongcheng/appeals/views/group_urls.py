"""Addresses of group matters, and the section on the case page that leads to them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path

from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries.alike import to_group
from rongcheng.appeals.queries.rosters import sheet
from rongcheng.appeals.state import State

from . import groups
from .sections import Section, section

urlpatterns = [
    path("groups/", groups.groups, name="groups"),
    path("groups/make", groups.make, name="groups_make"),
    path("<slug:number>/roster/", groups.roster, name="groups_roster"),
    path("<slug:number>/roster/start", groups.start, name="groups_start"),
    path("<slug:number>/roster/paid", groups.paid_together, name="groups_paid"),
    path("<slug:number>/roster/export", groups.export, name="groups_export"),
    path("<slug:number>/roster/<int:pk>/", groups.line, name="groups_line"),
    path("<slug:number>/roster/<int:pk>/<slug:act>", groups.line, name="groups_line_act"),
]


@section(order=30)
def group(request: HttpRequest, appeal: Appeal, state: State) -> Section | None:
    """How far the roster is; or, for those who may, that it could be a group matter."""
    template = "appeals/groups/_section.html"
    if appeal.group:
        return Section(template, {"sheet": sheet(appeal)}, aside=True)
    if "roster_changed" not in possible(request.user, appeal) or not appeal.name:
        return None
    context: dict[str, object] = {}
    if request.user.can(Can.DISPATCH_APPEALS):
        together = list(to_group(request.user, appeal))
        context = {"together": together, "people": len(together)}
    return Section(template, context, aside=True)
