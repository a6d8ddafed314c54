"""Addresses of group matters, hand-overs, call-backs, papers and hot spots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.appeals.warnings import HOTSPOT

from . import callbacks, group_urls, handover_urls, paper
from .pages import page


@require_GET
@page(Can.SEE_ALERTS)
def hotspots(request: HttpRequest) -> HttpResponse:
    """Hot spots stand in the stream of warnings; this leads there."""
    return redirect(f"{reverse('alerts:stream')}?rule={HOTSPOT}")


urlpatterns = [
    path("hotspots/", hotspots, name="hotspots"),
    *group_urls.urlpatterns,
    *handover_urls.urlpatterns,
    *paper.urlpatterns,
    *callbacks.urlpatterns,
]
