"""Pressing: what is overdue at which office, requests for time; what waits for a ruling."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries import pressing as read
from rongcheng.appeals.queries.scope import visible_appeals
from rongcheng.appeals.services import supervision as service
from rongcheng.core.errors import Refusal

from .pages import page

LABELS = {
    "red": gettext_lazy("Overdue"), "amber": gettext_lazy("Soon due"),
    "contact": gettext_lazy("Contact overdue"), "extension": gettext_lazy("More time asked for"),
    "returned": gettext_lazy("Returned before"),
}  # fmt: skip


@require_GET
@page(Can.SUPERVISE_APPEALS)
def supervision(request: HttpRequest) -> HttpResponse:
    """Offices with what presses them, and the appeals of one kind to be reminded of."""
    now = timezone.now()
    kind = request.GET.get("kind") or "red"
    if kind not in LABELS:
        raise Refusal(_("There is no list “%(kind)s” here.") % {"kind": kind[:20]})
    given = request.GET.get("office", "")
    office = int(given) if given.isascii() and given.isdigit() else None
    loads = read.loads(request.user, now)
    context = {
        "loads": loads, "kind": kind, "office": office, "now": now,
        "totals": [
            (name, str(label), sum(getattr(load, name) for load in loads),
             "?" + urlencode({"kind": name}))
            for name, label in LABELS.items()
        ],
        "appeals": list(read.pressing(request.user, kind, office, now)),
        "chosen": next((x.office for x in loads if x.office and x.office.pk == office), None),
        "label": LABELS[kind], "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "appeals/supervision.html", context)


@require_POST
@page(Can.SUPERVISE_APPEALS)
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the offices of all appeals that were ticked."""
    numbers = request.POST.getlist("number")[: read.MOST]
    found = list(visible_appeals(request.user).filter(number__in=numbers))
    if not found or len(found) < len(set(numbers)):
        raise Refusal(_("Tick at least one appeal of your place."))
    text, done = request.POST.get("text", "").strip(), 0
    for appeal in found:
        done += _reminded(request, appeal, text)
    messages.success(
        request, ngettext("%(n)d appeal reminded of.", "%(n)d appeals reminded of.", done)
        % {"n": done},
    )  # fmt: skip
    kind = request.POST.get("kind", "red")
    return redirect(f"{reverse('appeals:supervision')}?{urlencode({'kind': kind})}")


def _reminded(request: HttpRequest, appeal: Appeal, text: str) -> int:
    try:
        service.remind(by=request.user, appeal=appeal, text=text)
    except Refusal as error:  # one that ended meanwhile does not keep the others back
        messages.error(request, f"{appeal.number}：{error}")
        return 0
    return 1


@require_GET
@page(Can.RULE_APPEALS)
def rulings(request: HttpRequest) -> HttpResponse:
    """What was returned three times: who said what, and where the ruling is made."""
    return render(request, "appeals/rulings.html", {"appeals": list(read.to_rule(request.user))})
