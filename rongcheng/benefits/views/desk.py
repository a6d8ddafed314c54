"""The clerk's desk: what somebody can get, applying for them with their consent, and the slip."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.agencies.roles import Can
from rongcheng.benefits import getting
from rongcheng.benefits.desk_forms import ApplyForm
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries.accounts import known_account
from rongcheng.benefits.queries.scope import NotFound, application_for
from rongcheng.benefits.services import applying
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.explaining import explain_for
from rongcheng.benefits.standing import holder, sentence
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.people.views.pages import page


@require_safe
@page(Can.APPLY_FOR_OTHERS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a person can get, by group; looking is logged and the person can read it."""
    today = timezone.localdate()
    found, day, benefits = explain_for(
        by=request.user, pk=pk, day=request.GET.get("day", "")[:10], today=today
    )
    context = {
        "person": found, "groups": getting.grouped(benefits), "day": day, "past": day != today,
        "earlier": getting.earlier_days((found.home_place_id, found.host_place_id), today),
        "query": f"?day={day}" if day != today else "",
    }  # fmt: skip
    return render(request, "benefits/desk/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.APPLY_FOR_OTHERS)
def apply_for(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    """One benefit with its conditions, and the form that applies for it."""
    today = timezone.localdate()
    found, day, benefits = explain_for(
        by=request.user, pk=pk, day=request.GET.get("day", "")[:10], today=today, rule=rule
    )
    one = next((each for each in benefits if each.rule.id == rule), None)
    if one is None:
        raise NotFound(_("No benefit %(rule)s concerns this person.") % {"rule": rule})
    form = ApplyForm(
        request.POST or None, request.FILES or None, benefit=one, owner=found.name,
        known=known_account(found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            application = _apply(request, found, one, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Applied as %(n)s. Give them the slip.") % {"n": application.number}
            )
            return redirect("benefits:slip", number=application.number)
    context = {
        "person": found, "one": one, "form": form, "day": day,
        "query": f"?day={day}" if day != today else "",
    }  # fmt: skip
    return render(request, "benefits/desk/one.html", context, status=400 if form.errors else 200)


def _apply(request: HttpRequest, person: Person, one: Benefit, form: ApplyForm) -> Application:
    return applying.apply(by=request.user, request=Request(
        pack=one.pack.name, rule=one.rule.id, subject=one.rule.subject, key=one.key,
        person=person, account=form.account, said=form.said, papers=form.uploads,
        channel=Application.Channel.DESK, consent=form.cleaned_data["consent"], day=one.day,
    ))  # fmt: skip


@require_safe
@page(Can.APPLY_FOR_OTHERS)
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip to print and give away: number, where it is, how to follow it."""
    application = application_for(request.user, number)
    context = {
        "application": application,
        "sentence": sentence(application, timezone.now(), holder(application)),
        "papers": list(application.papers.values_list("title", flat=True)),
    }  # fmt: skip
    return render(request, "benefits/desk/slip.html", context)
