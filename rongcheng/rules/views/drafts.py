"""Drafts of rules: written with the dictionary beside, tried as one types, decided by another."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.people.views.pages import page
from rongcheng.rulekit.rules import RulePack
from rongcheng.rulekit.sources import text_of
from rongcheng.rules import words
from rongcheng.rules.beside import beside
from rongcheng.rules.forms import DecisionForm, DraftForm, ValueForm
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import latest, live, over_files, pages_of, whole_wording
from rongcheng.rules.paging import as_file, file_name
from rongcheng.rules.queries import rules as read
from rongcheng.rules.services import drafts as services
from rongcheng.rules.services.simulation import reach_of
from rongcheng.rules.simulating import default_day, preview
from rongcheng.rules.template import template_for
from rongcheng.rules.trying import Tried, tried
from rongcheng.web.forms import refusals_on

from .pages import examples

FAR = date(9999, 1, 1)
PER_PAGE = 20


@require_GET
@page(*words.DESK)
def drafts(request: words.StaffRequest) -> HttpResponse:
    """Drafts of one's place: those that wait for approval first."""
    found = read.visible_drafts(request.user)
    state = request.GET.get("state", "")
    if state in RuleDraft.State.values:
        found = found.filter(state=state)
    waiting = found.filter(state=RuleDraft.State.SUBMITTED) if not state else found.none()
    others = found if state else found.exclude(state=RuleDraft.State.SUBMITTED)
    shown = Paginator(others, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting, "page": shown, "state": state, "states": RuleDraft.State.choices,
        "may_write": request.user.can(Can.WRITE_RULES),
    }  # fmt: skip
    return render(request, "rules/drafts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.WRITE_RULES)
def new(request: words.StaffRequest) -> HttpResponse:
    """A new draft: from the wording that holds, or from a template for a new rule."""
    given = request.POST if request.method == "POST" else request.GET
    pack, rule = given.get("pack", ""), given.get("rule", "")
    if not pack:
        own = [each for each in read.packs(request.user) if each.own and each.pack]
        return render(request, "rules/draft_choose.html", {"packs": own})
    found = read.pack_for(pack)
    text = template_for(found)
    if rule:
        read.rule_for(found, rule)
        text = text_of(pages_of(pack, FAR), rule) or text
    if request.method == "POST":
        draft = services.begin(by=request.user, pack=pack, text=text, rule=rule)
        return redirect("rules:draft", draft.pk)
    context = {"pack": found, "rule": found.rules.get(rule)}
    return render(request, "rules/draft_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*words.DESK)
def draft(request: words.StaffRequest, pk: int) -> HttpResponse:
    """One draft: its author writes, others read; whoever may decides."""
    found = read.draft_for(request.user, pk)
    mine = found.author_id == request.user.pk and found.state == RuleDraft.State.DRAFT
    initial = {"text": found.text, "reason": found.reason, "from_day": found.from_day}
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.save(by=request.user, draft=found, **form.cleaned_data)
            if "submit" not in request.POST:
                messages.success(request, _("The draft is saved."))
                return redirect("rules:draft", pk)
            services.submit(by=request.user, draft=found)
            messages.success(request, _("The draft waits for approval by a second person."))
            return redirect("rules:draft", pk)
    context = _draft_page(request, found) | {"form": form, "mine": mine}
    status = 400 if form.errors else 200
    return render(request, "rules/draft.html", context, status=status)


def _draft_page(request: words.StaffRequest, found: RuleDraft) -> dict[str, Any]:
    staff = request.user
    now = live(found.pack).rules.get(found.rule)
    open_ = found.state in (RuleDraft.State.DRAFT, RuleDraft.State.SUBMITTED)
    author = found.author_id == staff.pk
    today = timezone.localdate()
    before_its_day = found.from_day is None or found.from_day > today
    return {
        "draft": found, "rule": now, "pack": live(found.pack), "open": open_,
        "day": _day_of(live(found.pack), found.from_day), "decision": DecisionForm(),
        "may_decide": (
            found.state == RuleDraft.State.SUBMITTED and staff.can(Can.APPROVE_RULES)
        ),
        "own": author, "waiting": found.state == RuleDraft.State.SUBMITTED,
        "deciders": read.deciders(found) if found.state == RuleDraft.State.SUBMITTED else [],
        "may_withdraw": author and (
            open_ or (found.state == RuleDraft.State.APPROVED and before_its_day)
        ),
    }  # fmt: skip


def _day_of(pack: RulePack, from_day: date | None) -> date:
    """The day on which a draft is tried: its own, else today or the last on which its pack held."""
    if from_day and from_day >= timezone.localdate() and pack.on(from_day):
        return from_day
    return default_day(pack)


@require_POST
@page(*words.DESK)
def tried_page(request: words.StaffRequest) -> HttpResponse:
    """What comes of a text as it stands: mistakes by line, examples, people and cost."""
    pack, text = request.POST.get("pack", ""), request.POST.get("text", "").replace("\r\n", "\n")
    before = read.pack_for(pack)
    asked = [_asked_day(request.POST.get(name, "")) for name in ("day", "from_day")]
    day = asked[0] or _day_of(before, asked[1])
    found = tried(pack, text, day, only=request.POST.get("only", ""))
    context: dict[str, Any] = {"tried": found, "day": day}
    if found.pack and not found.id:
        context["added"] = words.clauses_added(before, found.pack)
    elif found.pack and found.rule:
        old = whole_wording(pack, found.id, day)
        about = found.pack.subjects[found.rule.subject]
        context |= {
            "rule": found.rule, "new": old is None,
            "examples": examples(found.examples, about, found.rule),
            "beside": beside(old, before, found.rule, found.pack, day) if old else [],
            "conditions": words.conditions_of(found.rule, found.pack, day),
            "amount": words.amount_of(found.rule, found.pack, day),
            "added": words.clauses_added(before, found.pack),
        }  # fmt: skip
        context |= _counts(request, found, day)
    return render(request, "rules/_tried.html", context)


def _counts(request: words.StaffRequest, found: Tried, day: date) -> dict[str, Any]:
    """People and cost in the reader's place, before and after."""
    assert found.pack  # asked only once the page holds together
    try:
        reach = reach_of(request.user)
        seen = preview(live(found.pack.name), found.pack, day, reach)
    except Refusal as error:
        return {"no_counts": str(error)}
    if seen.found is None:
        return {"large": True}
    changed = [each for each in seen.found.result["rules"] if each["changed"]]
    return {"counts": changed, "every": seen.every, "registry_at": seen.found.registry_at}


def _asked_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@page(*words.DESK)
def act(request: words.StaffRequest, pk: int, act: str) -> HttpResponse:
    """Approve, refuse, withdraw."""
    found = read.draft_for(request.user, pk)
    remark = request.POST.get("remark", "")[:500]
    if act == "approve":
        done = services.approve(by=request.user, draft=found, remark=remark)
        told = _("Approved: it holds from %(day)s.") % {"day": done.from_day}
    elif act == "refuse":
        services.refuse(by=request.user, draft=found, remark=remark)
        told = _("Refused; the author reads your reason.")
    elif act == "withdraw":
        services.withdraw(by=request.user, draft=found, remark=remark)
        told = _("The draft is withdrawn.")
    else:
        raise Refusal(_("There is nothing of that name to be done here."))
    messages.success(request, told)
    return redirect("rules:draft", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.WRITE_RULES)
def value(request: words.StaffRequest, pack: str, rule: str) -> HttpResponse:
    """Another value from a day on, without YAML: becomes a draft like any other."""
    found = read.pack_for(pack)
    read.rule_for(found, rule)
    if not read.concerns(request.user, pack):
        raise NotAllowed(_("The rules of this pack hold elsewhere; yours are those of your place."))
    now = latest(pack, rule)
    assert now and rule  # rule_for has asked for it
    initial = {"parameter": request.GET.get("parameter", ""), "origin": "provincial"}
    form = ValueForm(now, timezone.localdate(), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = given.pop("reason")
        with refusals_on(form):
            change = services.NewValue(**given)
            draft = services.change_value(
                by=request.user, pack=pack, rule=rule, change=change, reason=reason
            )
            return redirect("rules:draft", draft.pk)
    context = {"pack": found, "rule": now, "form": form,
               "parameters": words.values_of(now, timezone.localdate())}  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "rules/value.html", context, status=status)


@require_GET
@page(*words.DESK)
def file(request: words.StaffRequest, pk: int) -> HttpResponse:
    """A draft as the file that its pack's folder would hold."""
    found = read.draft_for(request.user, pk)
    answer = HttpResponse(found.text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return answer


@require_GET
@page(*words.READ)
def export(request: words.StaffRequest, pack: str) -> HttpResponse:
    """The approved drafts that lie over a pack's files, to be taken into them."""
    read.pack_for(pack)
    found = over_files(pack)
    if not found:
        raise read.NotFound(_("No draft lies over the files of this pack."))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for each in found:
            folder.writestr(f"{pack}/benefits/{file_name(each)}", as_file(each))
    answer = HttpResponse(buffer.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{pack}-drafts.zip"'
    return answer
