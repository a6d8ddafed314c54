"""Three screens that prove who somebody is: name and ID number, phone, code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rongcheng.core.errors import Refusal
from rongcheng.people.identity import identity_provider
from rongcheng.people.queries.codes import age_on
from rongcheng.people.services.statement_checks import InvalidValues, clean_values

from .. import draft as drafts
from ..actors import Worker
from ..services import codes, registration, sessions
from .pages import screen, sign_in, signed_in, worker_of

YOUNGEST = 14
form = require_http_methods(["GET", "POST"])


@form
@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """Name and ID number, checked at once as a ledger's would be; nothing is looked up yet."""
    draft = drafts.load(request)
    if request.method == "GET":
        return screen(request, "who", {"draft": draft})
    draft.name = "".join(request.POST.get("name", "").split())
    draft.id_number = request.POST.get("id_number", "").strip()
    draft.verified_at = ""
    try:
        cleaned = _required({"name": draft.name, "id_number": draft.id_number})
        _old_enough(cleaned["id_number"])
    except InvalidValues as refusal:
        return screen(request, "who", {"draft": draft, "problems": refusal.problems}, 422)
    draft.name, draft.id_number = cleaned["name"], cleaned["id_number"]
    drafts.save(request, draft)
    return redirect("portal:phone")


@form
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """The phone; its code goes out."""
    draft = drafts.load(request)
    if not draft.id_number:
        return redirect("portal:who")
    if request.method == "GET":
        return screen(request, "phone", {"draft": draft})
    draft.phone, draft.new_phone = request.POST.get("phone", "").strip(), ""
    draft.verified_at = ""

    def shown(refusal: Refusal) -> HttpResponse:
        return screen(request, "phone", {"draft": draft, "refusal": refusal}, refusal.status)

    return _send(request, draft, draft.phone, shown)


@form
@signed_in
def new_phone(request: HttpRequest) -> HttpResponse:
    """A new phone of a worker who is signed in; it is recorded once its code came back."""
    worker = worker_of(request)
    draft = drafts.Draft(
        goal="/me", name=worker.name, id_number=worker.id_number or "", phone=worker.phone or ""
    )
    if request.method == "GET":
        return screen(request, "phone", {"draft": draft, "changing": True})
    draft.new_phone = request.POST.get("phone", "").strip()

    def shown(refusal: Refusal) -> HttpResponse:
        context = {"draft": draft, "refusal": refusal, "changing": True}
        return screen(request, "phone", context, refusal.status)

    return _send(request, draft, draft.new_phone, shown)


def _send(
    request: HttpRequest, draft: drafts.Draft, number: str,
    shown: Callable[[Refusal], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """Have the provider challenge a phone and go to the screen that asks for the code."""
    try:
        number = _required({"phone": number})["phone"]
        if not number.startswith("1"):
            raise Refusal(_("The code goes to a mobile phone; %(n)s is not one.") % {"n": number})
        codes.note_address(address=request.META.get("REMOTE_ADDR", ""))
        challenge = identity_provider().start(draft.name, draft.id_number, number)
    except Refusal as refusal:
        return shown(refusal)
    if draft.new_phone:
        draft.new_phone = number
    else:
        draft.phone = number
    draft.await_code(challenge)
    drafts.save(request, draft)
    return redirect("portal:code")


@form
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code; only after it is right does anything of a record show."""
    draft = drafts.load(request)
    challenge = draft.challenge
    if challenge is None:
        return redirect("portal:phone")
    if request.method == "GET":
        return screen(request, "code", {"draft": draft, "to": challenge.claim.phone})
    if "again" in request.POST:
        return _send_again(request, draft)
    try:
        verified = identity_provider().confirm(challenge, request.POST.get("code", ""))
    except Refusal as refusal:
        context = {"draft": draft, "to": challenge.claim.phone, "refusal": refusal}
        return screen(request, "code", context, refusal.status)
    if draft.new_phone:
        return _record_phone(request, draft)
    draft.proved(verified)
    drafts.save(request, draft)
    return _onward(request, draft)


def _send_again(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    number = draft.new_phone or draft.phone

    def shown(refusal: Refusal) -> HttpResponse:
        context = {"draft": draft, "to": number, "refusal": refusal}
        return screen(request, "code", context, refusal.status)

    return _send(request, draft, number, shown)


def _record_phone(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """Record a proved new phone for the worker who is still signed in."""
    worker = worker_of(request)
    drafts.forget(request)
    if worker and worker.id_number == draft.id_number:
        registration.update(answers={"phone": draft.new_phone}, by=Worker(worker))
    return redirect("portal:me")


def _onward(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    """To what the worker wanted: their record if the proof opens one, else to registering."""
    verified = draft.verified
    person = sessions.registered(draft.id_number)
    opens = person is not None and sessions.may_open(person, verified)
    if draft.goal == "register" and not opens:
        return redirect("portal:ask", name="home_place")
    if not opens and draft.goal.startswith("/tell"):
        return redirect(draft.goal)  # one may tell a matter without a record of one's own
    if person is None or not opens:
        return screen(request, "not_open", {"draft": draft}, 403)
    if draft.goal == "register":  # registered before: straight to the record
        registration.consent(version=draft.notice, by=Worker(person))
    drafts.forget(request)
    safe = url_has_allowed_host_and_scheme(draft.goal, {request.get_host()}, request.is_secure())
    target = draft.goal if safe and draft.goal.startswith("/") else "portal:me"
    return sign_in(request, redirect(target), person)


def _old_enough(id_number: str) -> None:
    """Children's data is sensitive: it takes their guardians, at a desk (PIPL 31)."""
    born = date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    if age_on(born, timezone.localdate()) < YOUNGEST:
        told = _("Children under %(n)d are registered by their parents at the village or township "
                 "desk.") % {"n": YOUNGEST}  # fmt: skip
        raise InvalidValues({"id_number": told})


def _required(values: dict[str, str]) -> dict[str, str]:
    """Checked values; a field left empty is a problem of its own."""
    empty = {name: _("This is needed.") for name, value in values.items() if not value}
    if empty:
        raise InvalidValues(empty)
    cleaned = clean_values(values, partial=True)
    return {name: str(cleaned[name]) for name in values}
