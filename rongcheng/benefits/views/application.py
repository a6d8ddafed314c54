"""One application: who and what, the rule condition by condition, time, what can be done now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries.scope import visible_appeals
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Objection
from rongcheng.benefits.permissions import offered
from rongcheng.benefits.queries import conflicts
from rongcheng.benefits.queries import review as read
from rongcheng.benefits.queries.scope import NotFound, application_for
from rongcheng.benefits.review_forms import ActForm, SettleForm
from rongcheng.benefits.services import notices, opening, reviewing
from rongcheng.benefits.services.decisions import recompute
from rongcheng.benefits.standing import next_step
from rongcheng.benefits.words import cited
from rongcheng.core.errors import Refusal
from rongcheng.rulekit.explain import Explanation
from rongcheng.rules.packs import live
from rongcheng.web.files import handed_in

from . import review_timeline
from .review_acts import ACTIONS, GROUPS, perform
from .review_pages import READ, page, person_url

Failed = tuple[str, ActForm] | None


@require_GET
@page(*READ)
def application(request: HttpRequest, number: str) -> HttpResponse:
    """The page of an application; opening it is logged."""
    return _shown(request, opening.open_application(by=request.user, number=number))


def _shown(
    request: HttpRequest, application: Application, failed: Failed = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found, gone = read.explained(application)
    events = read.events_of(application)
    codes, hint = offered(request.user, application)
    if gone:  # nothing can be judged anew without its rule and its subject
        codes.discard("reopened")
    groups = _groups(application, codes, failed, found)
    against = _objections(application, codes, failed)
    context = {
        "application": application, "found": found, "gone": gone,
        "lines": _lines(application, found), "stated": read.statements(application),
        "papers": read.papers(application), "changed": read.changed(application, found),
        "findings": conflicts.findings(application), "times": read.times(application, now),
        "events": review_timeline.items(events), "groups": groups, "hint": hint,
        "next": next_step(application, sum(not one.settled_at for one, _form in against)),
        "may_compare": opening.may_compare(request.user, application),
        "others": read.others_of(request.user, application),
        "appeals": _appeals(request, events), "person_url": person_url(request, application),
        "objections": against, "recognised": read.recognised(application),
        "notice": application.notice_lines.select_related("notice").order_by("-pk").first(),
        "decisions": read.decisions_of(application), "out_of": read.paid_out_of(application),
    }  # fmt: skip
    return render(request, "benefits/review/application.html", context, status=status)


def _lines(application: Application, found: Any) -> list[dict[str, Any]]:
    """The conditions with the notice that each clause stands in, and its version."""
    if found is None:
        return []
    return [{"line": line, "cited": cited(found.rule, line.clause)} for line in found.lines]


def _lacking(application: Application, found: Explanation | None) -> str:
    """What keeps it from the approver, at the last step before."""
    last = application.stage == Stage.REVIEW and application.step == (application.path or [""])[-1]
    return reviewing.lacking(application, found) if last and found else ""


def _groups(
    application: Application, codes: set[str], failed: Failed, found: Explanation | None
) -> list[tuple[str, list[dict[str, Any]]]]:  # fmt: skip
    """The acts that are possible, by group; a form that failed stays as it was filled in.

    What is known to be refused is told in words instead.
    """
    made: dict[str, list[dict[str, Any]]] = {}
    lacking = _lacking(application, found)
    for code, action in ACTIONS.items():
        if code not in codes:
            continue
        bound = failed[1] if failed and failed[0] == code else None
        form = bound or action.form(application=application, prefix=code)
        if code == "amount_set" and not bound and not application.amount and found:
            form.initial["yuan"] = Decimal(found.amount) / 100 if found.amount else None
        made.setdefault(action.group, []).append({
            "code": code, "name": action.name, "icon": action.icon, "form": form,
            "open": bound is not None, "plain": not form.fields, "has_files": form.is_multipart(),
            "blocked": lacking if code == "checked" else "",
        })  # fmt: skip
    return [(str(label), made[group]) for group, label in GROUPS if group in made]


def _objections(
    application: Application, codes: set[str], failed: Failed
) -> list[tuple[Objection, SettleForm | None]]:
    found = Objection.objects.filter(line__application=application).order_by("pk")
    rows: list[tuple[Objection, SettleForm | None]] = []
    for one in found:
        form = None
        if one.settled_at is None and "objection_settled" in codes:
            code = f"objection-{one.pk}"
            form = SettleForm(application=application, prefix=code)
            if failed and failed[0] == code:
                form = failed[1]  # type: ignore[assignment]
        rows.append((one, form))
    return rows


def _appeals(request: HttpRequest, events: list[Any]) -> list[tuple[str, str, str]]:
    """Numbers of the appeals against it and where they stand, with addresses for who may read."""
    numbers = read.appeal_numbers(events)
    stands = {
        appeal.number: str(appeal.get_stage_display())
        for appeal in Appeal.objects.filter(number__in=numbers)
    }
    seen = set(
        visible_appeals(request.user).filter(number__in=numbers).values_list("number", flat=True)
    )
    return [
        (n, reverse("appeals:case", args=[n]) if n in seen else "", stands.get(n, ""))
        for n in numbers
    ]


@require_POST
@page(*READ)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Do one of the things that the page offers; what is wrong is told beside its form."""
    application = application_for(request.user, number)
    action = ACTIONS.get(code)
    if action is None:
        raise Refusal(
            _("“%(code)s” is nothing that can be done with an application.") % {"code": code}
        )
    form = action.form(request.POST, request.FILES, application=application, prefix=code)
    status = 400
    if form.is_valid():
        try:
            perform(action, by=request.user, application=application, form=form)
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _done(request, number, action.name)
    application = application_for(request.user, number)
    return _shown(request, application, (code, form), status)


def _done(request: HttpRequest, number: str, what: str) -> HttpResponse:
    messages.success(request, _("%(number)s: %(act)s.") % {"number": number, "act": what})
    return redirect("benefits:application", number=number)


@require_POST
@page(Can.CHECK_BENEFITS)
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Note which statements were compared with their papers."""
    application = application_for(request.user, number)
    opening.compare(by=request.user, application=application, facts=request.POST.getlist("fact"))
    return _done(request, number, _("compared with the papers"))


@require_POST
@page(Can.APPROVE_BENEFITS)
def settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Settle an objection against the public notice."""
    application = application_for(request.user, number)
    objection = Objection.objects.filter(pk=pk, line__application=application).first()
    if objection is None:
        raise NotFound(_("There is no such objection against %(n)s.") % {"n": number})
    code = f"objection-{pk}"
    form = SettleForm(request.POST, application=application, prefix=code)
    status = 400
    if form.is_valid():
        given = form.cleaned_data
        try:
            notices.settle(by=request.user, objection=objection, upheld=given["upheld"] == "yes",
                           text=given["text"], clause=given["clause"])  # fmt: skip
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _done(request, number, _("objection settled"))
    return _shown(request, application_for(request.user, number), (code, form), status)


@require_GET
@page(*READ)
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A paper of an application; photos and PDFs are shown, others saved."""
    found, content = opening.fetch_paper(by=request.user, number=number, pk=pk)
    save = "save" in request.GET
    return handed_in(content, name=found.name, kind=found.content_type, save=save)


@require_GET
@page(*READ)
def decision(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What a decision was taken on, and what comes out when it is worked out again from it."""
    application = application_for(request.user, number)
    found = application.decisions.select_related("event", "event__office").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The application %(n)s has no such decision.") % {"n": number})
    again = recompute(found) if "again" in request.GET else None
    context = {
        "application": application, "decision": found, "again": again,
        "conditions": review_timeline.conditions(found, again),
        "facts": review_timeline.facts(found, live(application.pack)),
    }  # fmt: skip
    return render(request, "benefits/review/decision.html", context)
