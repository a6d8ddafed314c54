"""What an applicant does: say yes or no to an offer, add papers, mend the account, withdraw."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rongcheng.appeals.services.attachments import LARGEST
from rongcheng.audit.services import Actor
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries.accounts import known_account
from rongcheng.benefits.queries.objecting import category_of, open_against
from rongcheng.benefits.services import reviewing
from rongcheng.core.errors import Refusal
from rongcheng.web import formats

from .. import benefits as told
from .. import telling as tellings
from ..telling import BY_NAME, Telling
from .applying import typed_account
from .claims import claimed, form, latest_decision
from .follow_acts import files_sent
from .pages import screen


def _back(request: HttpRequest, application: Application, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("portal:claim", number=application.number)


def _owner(application: Application) -> str:
    return str(application.employer or application.person or "")


@require_POST
@claimed
def confirm(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """Yes to what was offered: one tap where the account is known, else the account first."""
    known = None
    if application.kind in ("cash", "support") and not told.has_account(application):
        known = known_account(application.person, application.employer)
        if known is None:
            return redirect("portal:claim_account", number=application.number)
    try:
        reviewing.confirm(by=actor, application=application, account=known)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:claim", number=application.number)
    return redirect("portal:claim_sent", number=application.number)


@form
@claimed
def decline(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """No to what was offered, with what that means."""
    said = _("Noted: you do not want it.")
    return _asked(request, application, actor, "declined", reviewing.decline, said)


@form
@claimed
def withdraw(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """Taking it back, with what that means."""
    said = _("It is withdrawn.")
    return _asked(request, application, actor, "withdrawn", reviewing.withdraw, said)


def _asked(
    request: HttpRequest, application: Application, actor: Actor, event: str,
    act: Callable[..., None], said: str,
) -> HttpResponse:  # fmt: skip
    """A screen that says what an act means, and the act with a reason in one's own words."""
    if event not in possible(actor, application):
        return redirect("portal:claim", number=application.number)
    context = {"application": application, "title": told.title_of(application), "event": event}
    if request.method == "GET":
        return screen(request, "benefits/leave", context)
    reason = request.POST.get("text", "").strip()[:500]
    try:
        act(by=actor, application=application, reason=reason)
    except Refusal as refusal:
        return screen(request, "benefits/leave", context | {"refusal": refusal}, refusal.status)
    return _back(request, application, said)


@form
@claimed
def account(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """The account: the first one, of an offer with the yes, or a right one after a wrong one."""
    can = possible(actor, application)
    if "account_given" not in can:
        return redirect("portal:claim", number=application.number)
    offered = application.stage == Stage.OFFERED
    owner = _owner(application)
    known = known_account(application.person, application.employer)
    if application.stage == Stage.BOUNCED:  # the one that is known is the wrong one
        known = None
    context = {
        "application": application, "owner": owner, "known": known, "offered": offered,
        "bank": request.POST.get("bank", ""), "number": request.POST.get("number", ""),
    }  # fmt: skip
    if request.method == "GET":
        return screen(request, "benefits/account", context)
    try:
        given = _given(request, owner, known)
        if offered:
            reviewing.confirm(by=actor, application=application, account=given)
        else:
            reviewing.give_account(by=actor, application=application, account=given)
    except Refusal as refusal:
        return screen(request, "benefits/account", context | {"refusal": refusal}, refusal.status)
    if offered:
        return redirect("portal:claim_sent", number=application.number)
    return _back(request, application, _("The account is noted."))


def _given(request: HttpRequest, owner: str, known: Account | None) -> Account:
    return known if known and "same" in request.POST else typed_account(request, owner)


@form
@claimed
def add(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """Papers that were asked for, or that were left for later."""
    if "paper_added" not in possible(actor, application):
        return redirect("portal:claim", number=application.number)
    last = application.events.filter(code="papers_asked").order_by("-seq").first()
    context = {
        "application": application, "title": told.title_of(application),
        "asked": last if application.stage == Stage.WAITING else None,
        "largest": LARGEST // 1024 // 1024, "text": request.POST.get("text", ""),
    }  # fmt: skip
    if request.method == "GET":
        return screen(request, "benefits/add", context)
    good, wrong = files_sent(request)
    text = request.POST.get("text", "").strip()[:1000]
    if not good and not wrong and not text:
        wrong = [_("Choose a photo or paper, or write a few words.")]
    if wrong:
        return screen(request, "benefits/add", context | {"wrong": wrong}, 422)
    named = [(text[:120] or _("Added paper"), upload) for upload in good]
    try:
        reviewing.add_papers(by=actor, application=application, papers=named, text=text)
    except Refusal as refusal:
        return screen(request, "benefits/add", context | {"refusal": refusal}, refusal.status)
    return _back(request, application, _("It is with the office now."))


@form
@claimed
def disagree(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """I do not agree: why, and from there through the screens of telling a matter."""
    found = latest_decision(application)
    barred = found is None or "appealed" not in possible(actor, application)
    if barred or open_against(application):
        return redirect("portal:claim", number=application.number)
    context = {
        "application": application, "title": told.title_of(application), "decision": found,
        "text": request.POST.get("text", ""),
    }  # fmt: skip
    if request.method == "GET":
        return screen(request, "benefits/disagree", context)
    why = request.POST.get("text", "").strip()[:2000]
    if not why:
        refusal = Refusal(_("Say in a few words what is wrong with the decision."))
        return screen(request, "benefits/disagree", context | {"refusal": refusal}, 422)
    refused = found.event.code == "refused"
    words = _("I do not agree with the decision about %(benefit)s, application %(n)s of %(day)s.")
    parts = [words % {"benefit": context["title"], "n": application.number,
                      "day": formats.day(application.filed_at)}]  # fmt: skip
    if refused and found.event.text:
        parts.append(_("The office wrote: %(text)s") % {"text": found.event.text})
    parts.append(_("Why I do not agree: %(why)s") % {"why": why})
    office = found.event.office
    telling = Telling(
        mode=BY_NAME, text="\n".join(parts), place=application.place_id,
        employer=office.name if office else "", official=office is not None,
        category=category_of(application), claim=application.number,
    )  # fmt: skip
    tellings.save(request, telling)
    return redirect("portal:tell_check")
