"""Another budget for what is approved: asked for by one person, agreed to by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Application, BudgetMove
from rongcheng.benefits.money_forms import MoveForm
from rongcheng.benefits.queries import funding
from rongcheng.benefits.queries.money import open_moves
from rongcheng.benefits.queries.scope import NotFound, application_for
from rongcheng.benefits.services import moving
from rongcheng.core.errors import Refusal
from rongcheng.people.views.pages import page
from rongcheng.web.formats import yuan
from rongcheng.web.forms import refusals_on

from .money import ROWS


@require_http_methods(["GET", "HEAD", "POST"])
@page(*ROWS)
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for another budget, or settle what a colleague asked for."""
    found = application_for(request.user, number)
    able = funding.other_budgets(request.user, found)
    choices = [
        (str(each.pk), _("%(budget)s: %(left)s left") % {"budget": each, "left": yuan(left)})
        for each, left in able
    ]
    form = MoveForm(request.POST or None, choices=choices)
    if form.is_valid():
        chosen = next(one for one, _left in able if str(one.pk) == form.cleaned_data["budget"])
        with refusals_on(form):
            moving.ask(by=request.user, application=found, budget=chosen,
                       reason=form.cleaned_data["reason"])  # fmt: skip
            messages.success(request, _("Asked for; somebody else agrees to it now."))
            return redirect("benefits:money_move", number)
    asked = _asked(request, found)
    context = {
        "application": found, "form": form, "able": able, "asked": asked,
        "money": funding.funding(request.user, found), "movable": funding.movable(found),
        "pays": request.user.can(Can.PAY_BENEFITS),
        "may_settle": asked and moving.may_settle(request.user, asked),
        "own": asked and asked.asked_by_id == request.user.pk,
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/money/move.html", context, status=status)


@require_POST
@page(*ROWS)
def settle(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Agree to what a colleague asked for, or not."""
    asked = _asked(request, application_for(request.user, number))
    if asked is None:
        raise NotFound(_("Nobody asks for another budget for %(n)s.") % {"n": number})
    if act == "agree":
        moving.agree(by=request.user, move=asked)
        messages.success(request, _("%(n)s is paid from another budget.") % {"n": number})
    elif act == "decline":
        moving.decline(by=request.user, move=asked)
        messages.success(request, _("Its budget stays."))
    else:
        raise Refusal(_("There is no answer “%(act)s”.") % {"act": act})
    return redirect("benefits:application", number)


def _asked(request: HttpRequest, application: Application) -> BudgetMove | None:
    return open_moves(request.user).filter(application=application).first()
