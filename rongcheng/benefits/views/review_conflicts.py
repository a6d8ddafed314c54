"""Conflicts and double claims over one's place, a kind at a time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.benefits.queries import conflicts as read

from .review_pages import page

PAGE = 20


@require_GET
@page(Can.SEE_BENEFITS)
def conflicts(request: HttpRequest) -> HttpResponse:
    """Counts of every kind, and the findings of one with both records."""
    rows = {kind: read.rows_over(request.user, kind) for kind in read.KINDS}
    first = next((kind for kind in rows if rows[kind]), "excludes")
    kind = request.GET.get("kind") or first
    if kind not in rows:
        raise Http404(_("There is no kind of conflict “%(name)s”.") % {"name": kind})
    shown = Paginator(rows[kind], PAGE).get_page(request.GET.get("page"))
    context = {
        "kinds": [(name, read.KINDS[name], len(rows[name])) for name in rows], "kind": kind,
        "page": shown, "findings": read.told(kind, list(shown)), "chosen": read.KINDS[kind],
        "total": sum(map(len, rows.values())),
    }  # fmt: skip
    return render(request, "benefits/review/conflicts.html", context)
