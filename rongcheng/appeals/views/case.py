"""One appeal: where it is, what happened, who had it how long, and what can be done now."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.appeals import case_forms
from rongcheng.appeals.files import played
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries import case as read
from rongcheng.appeals.queries.scope import appeal_for, may_read
from rongcheng.appeals.services import opening
from rongcheng.core.errors import Refusal
from rongcheng.people.queries.scope import visible_persons
from rongcheng.web.files import handed_in

from . import timeline
from .actions import ACTIONS, GROUPS, hint, perform
from .dispatch import desk_again
from .pages import READ, page
from .sections import rendered
from .sentence import sentence

Failed = tuple[str, case_forms.ActForm] | None
"""The code of an act whose form has mistakes, and the form as it was filled in."""


@require_GET
@page(*READ)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case page; opening it is logged."""
    appeal = opening.open_appeal(by=request.user, number=number)
    return _shown(request, appeal)


def _shown(
    request: HttpRequest, appeal: Appeal, *, failed: Failed = None,
    status: int = 200, phone: str = "",
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    rules = rules_for(appeal.place_id)
    events = read.events_of(appeal)
    state = read.state_at(events, rules, now)
    offices = read.offices_in(state, events)
    full = may_read(request.user, appeal)
    codes = read.offered(request.user, appeal, state, events, rules, now)
    sections, aside = rendered(request, appeal, state) if full else ([], [])
    context = {
        "appeal": appeal, "state": state, "full": full,
        "sentence": sentence(appeal, state, now, rules),
        "files": _files(events) if full else [],
        "events": timeline.items(events, full=full, appeal=appeal),
        "bars": read.bars(state, offices), "answerable": offices.get(state.answerable or 0),
        "parts": [(part, offices[part.office]) for part in state.parts],
        "groups": _groups(request, appeal, codes, failed), "may_answer": "answered" in codes,
        "may_dispatch": "assigned" in codes,
        "similar": list(read.similar(request.user, appeal)) if full else [],
        "person_url": _person_url(request, appeal) if full else "",
        "may_call": bool(appeal.phone) and opening.may_call(request.user, appeal), "phone": phone,
        "reveal": case_forms.RevealForm(appeal=appeal, by=request.user),
        "limit": rules.limit(appeal.urgency, appeal.matter),
        "sections": sections, "aside_sections": aside, "now": now,
    }  # fmt: skip
    return render(request, "appeals/case.html", context, status=status)


def _files(events: list[AppealEvent]) -> list[Attachment]:
    """What was brought; the bundles made of it stand with the hand-overs that they went with."""
    brought = [event for event in events if event.code != "handed_over"]
    return [file for event in brought for file in event.attachments.all()]


def _groups(
    request: HttpRequest, appeal: Appeal, codes: set[str], failed: Failed
) -> list[tuple[str, list[dict]]]:
    """The actions offered, by group; a form that failed stays as it was filled in."""
    made: dict[str, list[dict]] = {}
    for code, action in ACTIONS.items():
        if code not in codes:
            continue
        bound = failed[1] if failed and failed[0] == code else None
        form = bound or action.form(appeal=appeal, by=request.user, prefix=code)
        made.setdefault(action.group, []).append({
            "code": code, "name": action.name, "icon": action.icon, "form": form,
            "open": bound is not None, "hint": hint(code, appeal),
            "plain": not form.fields, "has_files": form.is_multipart(),
        })  # fmt: skip
    return [(str(label), made[group]) for group, label in GROUPS if group in made]


def _person_url(request: HttpRequest, appeal: Appeal) -> str:
    if appeal.person_id is None:
        return ""
    seen = visible_persons(request.user).filter(pk=appeal.person_id).exists()
    return reverse("people:person", args=[appeal.person_id]) if seen else ""


@require_POST
@page(*READ)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Do one of the things that the page offers; what is wrong is told beside its form."""
    appeal = appeal_for(request.user, number)
    action = ACTIONS.get(code)
    if action is None:
        raise Refusal(_("“%(code)s” is nothing that can be done with an appeal.") % {"code": code})
    form = action.form(request.POST, request.FILES, appeal=appeal, by=request.user, prefix=code)
    target = _safe_next(request)
    status = 400
    if form.is_valid():
        try:
            perform(action, by=request.user, appeal=appeal, form=form)
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(
                request, _("%(number)s: %(act)s.") % {"number": number, "act": action.name}
            )
            return redirect(target or reverse("appeals:case", args=[number]))
    if target:
        at_desk = urlsplit(target).path == reverse("appeals:dispatch")
        again = desk_again(request, number, failed=(code, form)) if at_desk else None
        if again is not None:
            return again
        for problems in form.errors.values():
            messages.error(request, " ".join(problems))
        return redirect(target)
    appeal = appeal_for(request.user, number)
    return _shown(request, appeal, failed=(code, form), status=status)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else ""


@require_http_methods(["POST"])
@page(*READ)
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The phone in full, against a reason that is logged."""
    appeal = appeal_for(request.user, number)
    shown = opening.reveal_phone(
        by=request.user, appeal=appeal, reason=request.POST.get("reason", "")
    )
    return _shown(request, appeal, phone=shown)


@require_GET
@page(*READ)
def file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A file of an appeal; photos and PDFs are shown, recordings played, others saved."""
    found, content = opening.fetch_file(by=request.user, number=number, pk=pk)
    save = "save" in request.GET
    if found.played_as and not save:
        return played(request, found, content)
    return handed_in(content, name=found.name, kind=found.content_type, save=save)
