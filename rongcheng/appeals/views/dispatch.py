"""The dispatch desk: one appeal after the other, with the platform's proposal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.case_forms import ActForm
from rongcheng.appeals.events import DISPATCHED
from rongcheng.appeals.forms import OfficeField, valid_offices
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries import case as one
from rongcheng.appeals.queries import lists, proposal
from rongcheng.appeals.queries.scope import appeal_for
from rongcheng.appeals.services import dispatch as service
from rongcheng.appeals.services import opening
from rongcheng.appeals.words import category_choices, said
from rongcheng.core.errors import Refusal

from .actions import ACTIONS, hint
from .pages import page

SHOWN = 40
Failed = tuple[str, ActForm] | None
Typed = dict[str, Any]
ACTS = ("corrected", "graded", "refused", "merged", "restricted", "accused", "acquitted")


@require_GET
@page(Can.DISPATCH_APPEALS)
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, urgent and old ones first, and the one in hand; opening it is logged."""
    waiting = list(lists.queue(request.user)[:SHOWN])
    count = len(waiting) if len(waiting) < SHOWN else lists.queue(request.user).count()
    chosen = _chosen(request, waiting)
    context = {"waiting": waiting, "count": count, "appeal": chosen, "now": timezone.now()}
    if chosen is not None:
        opening.open_appeal(by=request.user, number=chosen.number)
        context |= _panel(request, chosen, waiting)
    return render(request, "appeals/dispatch.html", context)


def desk_again(
    request: HttpRequest, number: str, *, failed: Failed = None, typed: Typed | None = None
) -> HttpResponse | None:
    """The desk after a refusal, with the form open as it was filled in; None: it left the queue."""
    waiting = list(lists.queue(request.user)[:SHOWN])
    chosen = lists.queue(request.user).filter(number=number).first()
    if chosen is None:
        return None
    count = max(len(waiting), lists.queue(request.user).count())
    context = {"waiting": waiting, "count": count, "appeal": chosen, "now": timezone.now()}
    context |= _panel(request, chosen, waiting, failed=failed, typed=typed)
    swapped = "HX-Request" in request.headers  # htmx shows nothing of an answer with an error
    answer = render(request, "appeals/dispatch.html", context, status=200 if swapped else 400)
    answer.headers["HX-Push-Url"] = f"{reverse('appeals:dispatch')}?n={number}"
    return answer


def _chosen(request: HttpRequest, waiting: list[Appeal]) -> Appeal | None:
    """The one asked for, or the first; after ``after`` the one that follows it."""
    number = request.GET.get("n") or ""
    if number:
        found = next((each for each in waiting if each.number == number), None)
        return (
            found
            or lists.queue(request.user).filter(number=number).first()
            or (waiting[0] if waiting else None)
        )
    numbers = [each.number for each in waiting]
    after = request.GET.get("after", "")
    at = numbers.index(after) + 1 if after in numbers else 0
    return waiting[at % len(waiting)] if waiting else None


def _panel(
    request: HttpRequest, appeal: Appeal, waiting: list[Appeal], *,
    failed: Failed = None, typed: Typed | None = None,
) -> dict:  # fmt: skip
    back = proposal.returns(appeal)
    gone = {each.office_id for each in back}
    found = [each for each in proposal.choices(appeal) if _pk(each.route.lead) not in gone]
    named = back[-1].to_office if back and back[-1].to_office_id not in gone else None
    numbers = [each.number for each in waiting]
    here = numbers.index(appeal.number) if appeal.number in numbers else -1
    later = numbers[(here + 1) % len(numbers)] if numbers else ""
    return {
        "choices": found, "sure": proposal.confidence(appeal),
        "elsewhere": [
            (said(each.message), each.call)
            for each in rules_for(appeal.place_id).belongs_elsewhere(appeal.text)
        ],
        "returns": back, "named": named, "later": later,
        "similar": list(one.similar(request.user, appeal)),
        "categories": category_choices(appeal.place_id),
        "limit": rules_for(appeal.place_id).limit(appeal.urgency, appeal.matter),
        "acts": _acts(request, appeal, failed), "typed": typed,
        "chosen_category": typed["category"] if typed else appeal.category,
    }  # fmt: skip


def _acts(request: HttpRequest, appeal: Appeal, failed: Failed) -> list[dict]:
    """What else can be done from the desk; a form that failed is open as it was filled in."""
    codes = possible(request.user, appeal)
    done = {"restricted": appeal.restricted, "acquitted": not appeal.accused_ids}
    bound = {failed[0]: failed[1]} if failed else {}
    return [
        {"code": code, "name": ACTIONS[code].name, "icon": ACTIONS[code].icon,
         "hint": hint(code, appeal), "open": code in bound,
         "form": bound.get(code)
         or ACTIONS[code].form(appeal=appeal, by=request.user, prefix=code)}
        for code in ACTS if code in codes and not done.get(code)
    ]  # fmt: skip


def _pk(office: Office | None) -> int | None:
    return office.pk if office else None


@require_GET
@page(Can.DISPATCH_APPEALS)
def suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """Where the appeal would go with another category."""
    appeal = appeal_for(request.user, number)
    category = request.GET.get("category", "")
    found = None
    if category in rules_for(appeal.place_id).categories:
        found = proposal.choice(appeal, category)
    return render(request, "appeals/dispatch/_suggestion.html", {"choice": found})


@require_POST
@page(Can.DISPATCH_APPEALS)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give the appeal to an office; the next one follows by itself."""
    appeal = appeal_for(request.user, number)
    after = lists.queue(request.user)
    numbers = list(after.values_list("number", flat=True)[:SHOWN])
    try:
        messages.success(request, _assign(request, appeal))
    except Refusal as error:
        messages.error(request, str(error))
        again = desk_again(request, number, typed=_typed(request))
        return again or redirect(f"{reverse('appeals:dispatch')}?n={number}")
    at = numbers.index(number) if number in numbers else -1
    following = numbers[at + 1 : at + 2]
    target = reverse("appeals:dispatch")
    return redirect(f"{target}?n={following[0]}" if following else target)


def _typed(request: HttpRequest) -> Typed | None:
    """What was typed into the form for another office; None where a button was pressed."""
    if "category" not in request.POST:
        return None
    ticked = [int(pk) for pk in request.POST.getlist("helper") if pk.isascii() and pk.isdigit()]
    return {"helpers": ticked} | {
        name: request.POST.get(name, "") for name in ("category", "office", "note")
    }


@transaction.atomic
def _assign(request: HttpRequest, appeal: Appeal) -> str:
    category, office, helpers = _decision(request, appeal)
    if category and category != appeal.category:
        service.correct(by=request.user, appeal=appeal, category=category)
        if not scope_of(request.user).covers(appeal.place_id):
            return _("%(n)s is answered in %(place)s; its dispatcher has it now.") % {
                "n": appeal.number, "place": appeal.place,
            }  # fmt: skip
        if appeal.stage not in DISPATCHED:
            return _("%(n)s is corrected.") % {"n": appeal.number}
    service.assign(
        by=request.user, appeal=appeal, office=office, helpers=helpers,
        note=request.POST.get("note", "").strip(),
    )  # fmt: skip
    return _("%(n)s: sent to %(office)s.") % {"n": appeal.number, "office": office}


def _decision(request: HttpRequest, appeal: Appeal) -> tuple[str, Office, list[Office]]:
    """Category, office and helpers: of the button pressed, or as typed."""
    pressed = request.POST.get("choice", "")
    if pressed:
        found = proposal.choice(appeal, pressed)
        if found.route.lead is None:
            raise Refusal(_("No office is responsible for this here; choose one by name."))
        return pressed, found.route.lead, list(found.route.helpers)
    field = OfficeField(near=appeal.place_id)
    try:
        office = field.clean(request.POST.get("office", ""))
    except Exception as error:
        raise Refusal(" ".join(getattr(error, "messages", [str(error)]))) from error
    assert office is not None  # the field is required
    chosen = [int(pk) for pk in request.POST.getlist("helper") if pk.isascii() and pk.isdigit()]
    category = request.POST.get("category", "") or appeal.category
    return category, office, list(valid_offices().filter(pk__in=chosen))
